package souk.orders;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import souk.kernel.Money;
import souk.kernel.PersistentMap;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;

/**
 * What an order gives back in parts: at most one of them is under way, and a unit is given back once.
 *
 * <p><b>What a unit is worth.</b> The first units of an order that are given back, whichever they are, come to their share of what was paid,
 * {@code total * their prices / all prices}, rounded down; the last one makes it the total. A refund comes to what its units add to that.
 * So the refunds of an order are never more than was paid, and exactly that when everything was given back, in whatever parts and order and
 * with whatever discount, shipping or tax; without these, each unit comes to its price. The freight of a vendor's line is no part of what is shared: it goes back with that line's units, pro rata, rounded down.
 *
 * @param byId each with what the order alone must know of it
 */
record Refunds(PersistentMap<String, Given> byId) {
    static final Refunds NONE = new Refunds(PersistentMap.empty());
    /** So many parts an order is given back in, so that its state and its view stay small. */
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
            long freight = after.freight(ware) - before.freight(ware);
            lines.add(new OrderRefund.Line(each.sku(), each.quantity(), new Money(after.total - before.total, currency), each.vendorId(), each.vendorId().map(vendor -> new Money(freight, currency))));
            before = after;
        }
        return lines;
    }

    /** What is given back for all that is left. */
    List<OrderRefund.Line> worthOfRest(OrderEvent.Placed placed) {
        return worth(placed, left(placed).entrySet().stream().map(each -> new OrderCommand.Units(each.getKey().sku(), each.getValue(), each.getKey().vendor())).toList());
    }

    /**
     * What some units together come to.
     *
     * @param total   with freight
     * @param freight of vendors' units
     */
    private record Share(long total, Map<Ware, Long> freight) {
        private long freight(Ware ware) {
            return freight.getOrDefault(ware, 0L);
        }
    }

    private static Share share(OrderEvent.Placed placed, Map<Ware, Integer> units) {
        var left = new HashMap<>(units);
        var freight = new HashMap<Ware, Long>();
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
            long whole = line.vendor().map(part -> part.freight().amount()).orElse(0L);
            goods -= whole;
            freight.merge(ware, part(whole, some, line.quantity()), Long::sum);
        }
        if (everything) return new Share(placed.totals().total().amount(), freight);
        return new Share((prices == 0 ? 0 : part(goods, prices, all)) + freight.values().stream().mapToLong(Long::longValue).sum(), freight);
    }

    private static long part(long whole, long some, long all) {
        return BigInteger.valueOf(whole).multiply(BigInteger.valueOf(some)).divide(BigInteger.valueOf(all)).longValueExact();
    }

    Refunds requested(OrderEvent.RefundRequested event) {
        var refund = new OrderRefund(event.refundId(), event.lines(), event.amount(), event.restock(), event.reason(), event.at(), Optional.empty());
        return new Refunds(byId.with(event.refundId(), new Given(refund, event.fingerprint(), !event.restock())));
    }

    Refunds done(OrderEvent.Refunded event) {
        var given = byId.get(event.refundId());
        return new Refunds(byId.with(event.refundId(), new Given(doneAt(given.refund(), event.at()), given.fingerprint(), given.acknowledged())));
    }

    private static OrderRefund doneAt(OrderRefund refund, Instant at) {
        return new OrderRefund(refund.id(), refund.lines(), refund.amount(), refund.restock(), refund.reason(), refund.requestedAt(), Optional.of(at));
    }

    Refunds acknowledged(OrderEvent.RefundsAcknowledged event) {
        var after = byId;
        for (String id : event.refundIds()) after = after.with(id, new Given(after.get(id).refund(), after.get(id).fingerprint(), true));
        return new Refunds(after);
    }
}
