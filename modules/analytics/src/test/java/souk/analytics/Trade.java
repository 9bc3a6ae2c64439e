package souk.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;

/**
 * Random orders, refunds and cancellations in the logs of a shop, and a plain book of what they come to, which is kept as they are made and shares no code with what is tested. Prices are paid as they are, so a unit that comes
 * back comes to its price.
 */
final class Trade {
    /** Of somebody who wants to hear it all. */
    static final Question PATIENT = Question.of(Duration.ofHours(1), () -> false);
    static final String[] CURRENCIES = {"GBP", "EUR", "JPY"};

    /** What one thing did: in the order of the book. */
    record Line(Instant at, String currency, long orders, long units, long gross, long refunds, long freight) {}

    /** Units of a SKU, by when their order was placed; below zero: given back. */
    record Units(Instant placedAt, String currency, String sku, long units, long revenue) {}

    private static final class Open {
        private String id;
        private String log;
        private String currency;
        private Instant placedAt;
        private long version;
        private int refunds;
        private List<OrderLine> lines;
        private int[] left;
        private long[] freight;
    }

    final Map<String, List<Recorded<OrderEvent>>> logs = new TreeMap<>();
    final List<Line> book = new ArrayList<>();
    final List<Units> units = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final Random random;
    private final Instant from;
    private final Duration span;

    Trade(long seed, Instant from, Duration span) {
        random = new Random(seed);
        this.from = from;
        this.span = span;
    }

    /** Something happens: mostly an order, else something of one goes back. A log's time goes on, though what is confirmed may have been placed long before. */
    Trade happens(int times) {
        for (int i = 0; i < times; i++) {
            var now = from.plusMillis(span.toMillis() * i / times);
            if (open.isEmpty() || random.nextInt(3) > 0) buys(now);
            else if (random.nextInt(3) > 0) refunds(open.get(random.nextInt(open.size())), now);
            else cancels(open.remove(random.nextInt(open.size())), now);
        }
        return this;
    }

    private void buys(Instant now) {
        var order = new Open();
        order.id = "order-" + from.getEpochSecond() + "-" + positions.size() + "-" + book.size() + "-" + random.nextInt(1_000_000);
        order.log = "orders-" + random.nextInt(4);
        order.currency = CURRENCIES[random.nextInt(random.nextBoolean() ? 1 : CURRENCIES.length)];
        order.placedAt = now.minusSeconds(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(5));
        order.lines = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        order.left = new int[count];
        order.freight = new long[count];
        long gross = 0;
        long sold = 0;
        long freight = 0;
        for (int i = 0; i < count; i++) {
            String sku = "sku-" + random.nextInt(40);
            int some = 1 + random.nextInt(5);
            long price = random.nextInt(5_000);
            // A SKU may stand in an order twice, at two prices, and be a vendor's.
            Optional<VendorPart> vendor = random.nextInt(4) == 0 ? Optional.of(new VendorPart("vendor-" + random.nextInt(3), money(order, random.nextInt(300)), Optional.empty())) : Optional.empty();
            order.lines.add(new OrderLine(sku, "The " + sku, some, money(order, price), money(order, price * some), Optional.empty(), vendor));
            order.left[i] = some;
            gross += price * some;
            sold += some;
            freight += vendor.map(part -> part.freight().amount()).orElse(0L);
            units.add(new Units(order.placedAt, order.currency, sku, some, price * some));
        }
        book.add(new Line(order.placedAt, order.currency, 1, sold, gross, 0, freight));
        open.add(order);
        order.version = 5;
        var none = money(order, 0);
        record(order, now, new OrderEvent.Confirmed("guest:x", "S-1", Personal.sealed("guest:x", "X"), order.lines, new OrderTotals(money(order, gross), none, money(order, freight), none, money(order, gross + freight)), order.placedAt, now));
    }

    private void refunds(Open order, Instant now) {
        var given = new ArrayList<OrderRefund.Line>();
        long refunds = 0;
        var wares = new TreeMap<String, Integer>();
        for (int i = 0; i < order.lines.size(); i++) wares.putIfAbsent(ware(order.lines.get(i)), i);
        for (int first : wares.values()) {
            var line = order.lines.get(first);
            int most = 0;
            for (int i = 0; i < order.lines.size(); i++) if (ware(order.lines.get(i)).equals(ware(line))) most += order.left[i];
            if (most == 0 || random.nextBoolean()) continue;
            int some = 1 + random.nextInt(most);
            long amount = takes(order, ware(line), some);
            refunds += amount;
            long freight = line.vendor().isPresent() ? random.nextInt(20) : 0;
            given.add(new OrderRefund.Line(line.sku(), some, money(order, amount + freight), line.vendor().map(VendorPart::vendorId), line.vendor().map(part -> money(order, freight))));
        }
        if (given.isEmpty()) return;
        book.add(new Line(now, order.currency, 0, 0, 0, refunds, 0));
        record(order, now, new OrderEvent.Refunded("refund-" + order.refunds++, given, given.stream().map(OrderRefund.Line::amount).reduce(Money::plus).orElseThrow(), true, now));
    }

    private void cancels(Open order, Instant now) {
        long refunds = 0;
        // Of one that was all given back before there is nothing to count.
        boolean any = IntStream.of(order.left).anyMatch(left -> left > 0);
        for (int i = 0; i < order.left.length; i++) refunds += takes(order, ware(order.lines.get(i)), order.left[i]);
        if (any) book.add(new Line(now, order.currency, 0, 0, 0, refunds, 0));
        record(order, now, new OrderEvent.Cancelled(now));
    }

    /** So many of these units are given back, those of the first line first; gives their price. */
    private long takes(Open order, String ware, int wanted) {
        long amount = 0;
        for (int i = 0; i < order.lines.size() && wanted > 0; i++) {
            var line = order.lines.get(i);
            if (!ware(line).equals(ware)) continue;
            int some = Math.min(wanted, order.left[i]);
            order.left[i] -= some;
            wanted -= some;
            amount += some * line.unitPrice().amount();
            units.add(new Units(order.placedAt, order.currency, line.sku(), -some, -some * line.unitPrice().amount()));
        }
        return amount;
    }

    private static String ware(OrderLine line) {
        return line.sku() + "/" + line.vendor().map(VendorPart::vendorId).orElse("");
    }

    private static Money money(Open order, long amount) {
        return Money.of(amount, order.currency);
    }

    /** Several events may be in one segment. */
    private void record(Open order, Instant now, OrderEvent event) {
        boolean together = positions.containsKey(order.log) && random.nextInt(3) == 0;
        long position = together ? positions.get(order.log) : positions.merge(order.log, 1L + random.nextInt(3), Long::sum);
        int index = indices.merge(order.log, 1, (before, one) -> together ? before + 1 : 0);
        logs.computeIfAbsent(order.log, log -> new ArrayList<>()).add(new Recorded<>(order.id, ++order.version, order.log, position, index, now, "", event));
    }
}
