package souk.orders;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.orders.api.AffiliateShare;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.VendorPart;

/**
 * What an order gives back in parts: at most one of them is under way, and a unit is given back once.
 *
 * <p><b>What a unit is worth.</b> The first units of an order that are given back, whichever they are, come to their share of what was paid,
 * {@code total * their prices / all prices}, rounded down; the last one makes it the total. A refund comes to what its units add to that.
 * So the refunds of an order are never more than was paid, and exactly that when everything was given back, in whatever parts and order and
 * with whatever discount, shipping or tax; without these, each unit comes to its price. The freight of a vendor's line is no part of what is shared: it goes back with that line's units, pro rata, rounded down.
 *
 * <p><b>What was the vendor's.</b> With a vendor's units goes what they brought it: their price, that freight, less the commission that they bore ({@link souk.orders.api.Commission#borneBy}). Parts of a line add up to what the line brought.
 *
 * <p><b>What was an affiliate's.</b> Its share comes back by the prices of the units, as a discount does ({@link AffiliateShare#borneBy}), so all of it when everything was given back.
 *
 * @param byId each with what the order alone must know of it
 */
record Refunds(PersistentMap<String, Given> byId) {
    static final Refunds NONE = new Refunds(PersistentMap.empty());
    /** So many parts an order is given back in, so that its state and its view stay small; beyond them only all that is left of a vendor's. */
    static final int MOST = 1_000;

    /**
     * @param fingerprint  of the request's body
     * @param acknowledged whether no stock remembers it (any more)
     */
    record Given(OrderRefund refund, String fingerprint, boolean acknowledged) {
        boolean done() {
            return refund.at().isPresent();
        }
    }

    Refunds {
        if (byId == null) byId = PersistentMap.empty();
    }

    Optional<Given> find(String id) {
        return byId.find(id);
    }

    int size() {
        return byId.size();
    }

    /** In the order in which they were requested. */
    List<OrderRefund> all() {
        return byId.values().stream().map(Given::refund).sorted(Comparator.comparing(OrderRefund::requestedAt).thenComparing(OrderRefund::id)).toList();
    }

    Optional<OrderRefund> underWay() {
        return byId.values().stream().filter(given -> !given.done()).map(Given::refund).findFirst();
    }

    /** Those that are done and whose returns some stock may still remember. */
    List<OrderRefund> unacknowledged() {
        return byId.values().stream().filter(given -> given.done() && !given.acknowledged()).map(Given::refund).toList();
    }

    /** How many units of what are given back or about to be. */
    Map<Ware, Integer> units() {
        var units = new HashMap<Ware, Integer>();
        for (var given : byId.values()) given.refund().lines().forEach(line -> units.merge(Ware.of(line), line.quantity(), Integer::sum));
        return units;
    }

    /** How many units of each of these lines are given back or about to be, in the order of the lines: of several lines of the same the first one's go first. */
    List<Integer> gone(List<OrderLine> lines) {
        return gone(lines, units());
    }

    private static List<Integer> gone(List<OrderLine> lines, Map<Ware, Integer> units) {
        var left = new HashMap<>(units);
        var gone = new ArrayList<Integer>();
        for (OrderLine line : lines) {
            int some = Math.min(line.quantity(), left.getOrDefault(Ware.of(line), 0));
            left.merge(Ware.of(line), -some, Integer::sum);
            gone.add(some);
        }
        return gone;
    }

    /** The money of those that are done. */
    Money done(OrderEvent.Placed placed) {
        return byId.values().stream().filter(Given::done).map(given -> given.refund().amount()).reduce(Money.zero(placed.totals().total().currency()), Money::plus);
    }

    /** The units that are not given back; that of which nothing is left is not there. */
    TreeMap<Ware, Integer> left(OrderEvent.Placed placed) {
        var left = Ware.quantities(placed.lines());
        units().forEach((ware, units) -> left.computeIfPresent(ware, (same, quantity) -> quantity.equals(units) ? null : quantity - units));
        return left;
    }

    /** What is given back for these units, which are all left; each names whose they are. */
    List<OrderRefund.Line> worth(OrderEvent.Placed placed, List<OrderCommand.Units> wanted) {
        var currency = placed.totals().total().currency();
        var units = units();
        var lines = new ArrayList<OrderRefund.Line>();
        var before = share(placed, units);
        for (var each : wanted) {
            var ware = Ware.of(each);
            units.merge(ware, each.quantity(), Integer::sum);
            var after = share(placed, units);
            lines.add(line(each, new Money(after.total - before.total, currency), after.of(ware).minus(before.of(ware)), currency));
            before = after;
        }
        return lines;
    }

    /** What is given back for all that is left. */
    List<OrderRefund.Line> worthOfRest(OrderEvent.Placed placed) {
        return worth(placed, left(placed).entrySet().stream().map(each -> new OrderCommand.Units(each.getKey().sku(), each.getValue(), each.getKey().vendor())).toList());
    }

    /** What of an affiliate's share comes back with these units, which are all left. */
    AffiliateShare reversed(AffiliateShare share, OrderEvent.Placed placed, List<OrderCommand.Units> wanted) {
        var units = units();
        long before = prices(placed.lines(), units);
        wanted.forEach(each -> units.merge(Ware.of(each), each.quantity(), Integer::sum));
        return share.reversedFor(before, prices(placed.lines(), units) - before, prices(placed.lines(), Ware.quantities(placed.lines())));
    }

    private static long prices(List<OrderLine> lines, Map<Ware, Integer> units) {
        var some = gone(lines, units);
        long prices = 0;
        for (int i = 0; i < lines.size(); i++) prices += lines.get(i).unitPrice().amount() * some.get(i);
        return prices;
    }

    /**
     * What some units together come to.
     *
     * @param total   with freight
     * @param vendors what of it was vendors'
     */
    private record Share(long total, Map<Ware, Brought> vendors) {
        private Brought of(Ware ware) {
            return vendors.getOrDefault(ware, Brought.NOTHING);
        }
    }

    private static Share share(OrderEvent.Placed placed, Map<Ware, Integer> units) {
        var left = new HashMap<>(units);
        var vendors = new HashMap<Ware, Brought>();
        long goods = placed.totals().total().amount();
        long prices = 0;
        long all = 0;
        boolean everything = true;
        for (OrderLine line : placed.lines()) {
            var ware = Ware.of(line);
            int some = Math.min(line.quantity(), left.getOrDefault(ware, 0));
            left.merge(ware, -some, Integer::sum);
            prices += line.unitPrice().amount() * some;
            all += line.unitPrice().amount() * line.quantity();
            everything &= some == line.quantity();
            if (line.vendor().isEmpty()) continue;
            goods -= line.vendor().get().freight().amount();
            vendors.merge(ware, brought(line, line.vendor().get(), some), Brought::plus);
        }
        if (everything) return new Share(placed.totals().total().amount(), vendors);
        return new Share((prices == 0 ? 0 : part(goods, prices, all)) + vendors.values().stream().mapToLong(Brought::freight).sum(), vendors);
    }

    private static Brought brought(OrderLine line, VendorPart part, int units) {
        return new Brought(line.unitPrice().amount() * units, part(part.freight().amount(), units, line.quantity()), part.commission().map(kept -> kept.borneBy(units, line.quantity()).amount()).orElse(0L));
    }

    private static long part(long whole, long some, long all) {
        return BigInteger.valueOf(whole).multiply(BigInteger.valueOf(some)).divide(BigInteger.valueOf(all)).longValueExact();
    }

    private static OrderRefund.Line line(OrderCommand.Units units, Money amount, Brought back, Currency currency) {
        if (units.vendorId().isEmpty()) return new OrderRefund.Line(units.sku(), units.quantity(), amount);
        return new OrderRefund.Line(units.sku(), units.quantity(), amount, units.vendorId(), Optional.of(new Money(back.freight, currency)), Optional.of(new Money(back.commission, currency)),
                Optional.of(new Money(back.price + back.freight - back.commission, currency)));
    }

    /** What units of a vendor brought: their price and freight to the vendor, less the shop's commission. */
    private record Brought(long price, long freight, long commission) {
        private static final Brought NOTHING = new Brought(0, 0, 0);

        private Brought plus(Brought more) {
            return new Brought(price + more.price, freight + more.freight, commission + more.commission);
        }

        private Brought minus(Brought less) {
            return new Brought(price - less.price, freight - less.freight, commission - less.commission);
        }
    }

    Refunds requested(OrderEvent.RefundRequested event) {
        var refund = new OrderRefund(event.refundId(), event.lines(), event.amount(), event.restock(), event.reason(), event.at(), Optional.empty(), event.affiliate());
        return new Refunds(byId.with(event.refundId(), new Given(refund, event.fingerprint(), !event.restock())));
    }

    Refunds done(OrderEvent.Refunded event) {
        var given = byId.get(event.refundId());
        return new Refunds(byId.with(event.refundId(), new Given(doneAt(given.refund(), event.at()), given.fingerprint(), given.acknowledged())));
    }

    private static OrderRefund doneAt(OrderRefund refund, Instant at) {
        return new OrderRefund(refund.id(), refund.lines(), refund.amount(), refund.restock(), refund.reason(), refund.requestedAt(), Optional.of(at), refund.affiliate());
    }

    Refunds acknowledged(OrderEvent.RefundsAcknowledged event) {
        var after = byId;
        for (String id : event.refundIds()) after = after.with(id, new Given(after.get(id).refund(), after.get(id).fingerprint(), true));
        return new Refunds(after);
    }
}
