package souk.analytics;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.kernel.Recorded;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;

/**
 * A sold order as its figures need it: what was bought, and what of it was given back when. Amounts are minor units of its currency.
 *
 * <p><b>What of a refund is goods.</b> A refund gives back money of which a part may be tax, or freight of the shop's own. That part is taken off by shares of all that was given back so far, rounded down, so that the parts of
 * an order add up to what its goods came to when all of it is back. Freight of vendors' units is said by the refund itself.
 *
 * @param log      in which it stands
 * @param position there
 * @param gross    unit prices times quantities
 * @param freight  of all of it
 * @param beside   what was paid beside goods and vendors' freight: tax, and freight of the shop's own
 * @param back     in the order in which it was given back
 */
record Sold(String log, long position, Instant placedAt, String currency, List<Line> lines, long gross, long discount, long freight, long tax, long beside, List<Back> back) {
    /** @param vendor whose units they were; empty: the shop's own */
    record Line(String sku, String name, Optional<String> vendor, int units, long price) {
        Line {
            if (vendor == null) vendor = Optional.empty();
        }

        private static Line of(OrderLine line) {
            return new Line(line.sku(), line.name(), line.vendor().map(part -> part.vendorId()), line.quantity(), line.unitPrice().amount());
        }

        private Movement.Item item(long some) {
            return new Movement.Item(sku, name, some, Math.multiplyExact(price, some));
        }
    }

    /** @param paid what was given back, without freight of vendors' units */
    record Back(long position, Instant at, long paid, List<Units> units) {
        Back {
            units = List.copyOf(units);
        }
    }

    /** @param line its place among the lines, from 0 */
    record Units(int line, int units) {}

    Sold {
        lines = List.copyOf(lines);
        back = List.copyOf(back);
    }

    static Sold of(Recorded<OrderEvent.Confirmed> recorded) {
        var event = recorded.event();
        var totals = event.totals();
        long vendors = event.lines().stream().flatMap(line -> line.vendor().stream()).mapToLong(part -> part.freight().amount()).sum();
        return new Sold(recorded.log(), recorded.position(), event.placedAt(), totals.total().currency().getCurrencyCode(), event.lines().stream().map(Line::of).toList(), totals.subtotal().amount(), totals.discount().amount(),
                totals.shipping().amount(), totals.tax().amount(), totals.shipping().amount() + totals.tax().amount() - vendors, List.of());
    }

    /** Some of it was given back. Of several lines of the same units those of the first one go first, as the order itself counts them. */
    Sold refunded(Recorded<OrderEvent.Refunded> recorded) {
        var left = left();
        var units = new ArrayList<Units>();
        long paid = 0;
        for (OrderRefund.Line given : recorded.event().lines()) {
            paid += given.amount().amount() - given.freight().map(freight -> freight.amount()).orElse(0L);
            int wanted = given.quantity();
            for (int i = 0; i < left.length && wanted > 0; i++) {
                if (!lines.get(i).sku.equals(given.sku()) || !lines.get(i).vendor.equals(given.vendorId())) continue;
                int some = Math.min(wanted, left[i]);
                if (some == 0) continue;
                left[i] -= some;
                wanted -= some;
                units.add(new Units(i, some));
            }
        }
        return with(new Back(recorded.position(), recorded.event().at(), paid, units));
    }

    /** All that is left of it was given back. */
    Sold cancelled(Recorded<OrderEvent.Cancelled> recorded) {
        var left = left();
        var units = IntStream.range(0, left.length).filter(i -> left[i] > 0).mapToObj(i -> new Units(i, left[i])).toList();
        return with(new Back(recorded.position(), recorded.event().at(), goods() + beside - paid(), units));
    }

    private Sold with(Back more) {
        if (more.paid == 0 && more.units.isEmpty()) return this;
        var all = new ArrayList<>(back);
        all.add(more);
        return new Sold(log, position, placedAt, currency, lines, gross, discount, freight, tax, beside, all);
    }

    private int[] left() {
        var left = lines.stream().mapToInt(Line::units).toArray();
        for (Back each : back) each.units.forEach(some -> left[some.line] -= some.units);
        return left;
    }

    private long goods() {
        return gross - discount;
    }

    private long paid() {
        return back.stream().mapToLong(Back::paid).sum();
    }

    /** What of so much that was given back is goods. */
    private long goodsOf(long paid) {
        long whole = goods() + beside;
        if (beside == 0 || whole == 0) return paid;
        return paid - BigInteger.valueOf(beside).multiply(BigInteger.valueOf(paid)).divide(BigInteger.valueOf(whole)).longValueExact();
    }

    /** All that it did to the figures, in the order in which it did. */
    List<Movement> movements() {
        var all = new ArrayList<Movement>();
        long units = lines.stream().mapToLong(Line::units).sum();
        all.add(new Movement(log, position, placedAt, placedAt, currency, new Amounts(1, units, gross, discount, 0, tax, freight), lines.stream().map(line -> line.item(line.units)).toList()));
        long paid = 0;
        for (Back each : back) {
            long goods = goodsOf(paid + each.paid) - goodsOf(paid);
            paid += each.paid;
            all.add(new Movement(log, each.position, each.at, placedAt, currency, Amounts.refunded(goods), each.units.stream().map(some -> lines.get(some.line).item(-some.units)).toList()));
        }
        return all;
    }
}
