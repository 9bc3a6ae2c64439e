package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import souk.kernel.Decision;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;

/** When a part of an order may be given back: what is known already always, what is new only while nothing else is under way and only what is left. */
final class RefundRules {
    private RefundRules() {}

    static Decision<Order, OrderEvent, OrderView> refund(Order order, OrderCommand.Refund refund, Instant now) {
        if (order.status() == OrderStatus.NONE) return reject(Rejection.notFound("order"));
        var known = order.refunds().find(refund.refundId());
        if (known.isPresent()) return known.get().fingerprint().equals(refund.fingerprint()) ? accept(Order::view) : reject(Order.keyReused());
        return switch (order.status()) {
            case CONFIRMED -> refundLeft(order, refund, now);
            case REFUNDING -> reject(CONFLICT, "order-in-progress", "Another refund of this order is under way: try again when it is done.");
            case CANCELLING, CANCELLED -> reject(CONFLICT, "order-cancelled", "This order is cancelled: all of it was given back, or is being.");
            case REJECTED -> reject(CONFLICT, "order-rejected", "This order never came about: there is nothing to refund.");
            default -> reject(CONFLICT, "order-in-progress", "This order is still being placed: refund it when it is confirmed.");
        };
    }

    private static Decision<Order, OrderEvent, OrderView> refundLeft(Order order, OrderCommand.Refund refund, Instant now) {
        var bought = order.quantities();
        var doubtful = refund.lines().stream().filter(line -> isDoubtful(bought, line)).map(OrderCommand.Units::sku).toList();
        if (!doubtful.isEmpty()) {
            return reject(new Rejection(UNPROCESSABLE, "vendor-required", "In this order units of " + String.join(", ", doubtful) + " are of several vendors: say whose come back.").about("skus", doubtful));
        }
        var wanted = named(bought, refund.lines());
        var unknown = wanted.stream().filter(line -> !bought.containsKey(Ware.of(line))).map(OrderCommand.Units::sku).distinct().toList();
        if (!unknown.isEmpty()) return reject(new Rejection(NOT_FOUND, "not-found", "This order has no " + String.join(", no ", unknown) + ".").about("skus", unknown));
        var left = order.refunds().left(order.placed());
        var tooMany = wanted.stream().filter(line -> line.quantity() > left.getOrDefault(Ware.of(line), 0)).map(OrderCommand.Units::sku).distinct().toList();
        if (!tooMany.isEmpty()) {
            return reject(new Rejection(CONFLICT, "refund-too-large", "Fewer units of " + String.join(", ", tooMany) + " are left in this order: look at what was refunded before.")
                    .about("skus", tooMany));
        }
        if (order.refunds().size() >= Refunds.MOST && !isRestOfVendors(wanted, left)) {
            return reject(UNPROCESSABLE, "too-many-refunds", "An order is refunded in at most " + Refunds.MOST + " parts: cancel it, or give back all that is left of a vendor's.");
        }
        var lines = order.refunds().worth(order.placed(), wanted);
        var amount = lines.stream().map(OrderRefund.Line::amount).reduce(Money::plus).orElseThrow();
        var affiliate = order.affiliate().map(share -> order.refunds().reversed(share, order.placed(), wanted));
        return accept(Order::view, new OrderEvent.RefundRequested(refund.refundId(), refund.fingerprint(), lines, amount, refund.restock(), refund.reason(), now, affiliate));
    }

    /** After one of these nothing is left of a vendor's, so there are no more of them than vendors: what a dispute came to, or what a vendor calls off, is not kept from the buyer by what went back before. */
    private static boolean isRestOfVendors(List<OrderCommand.Units> wanted, Map<Ware, Integer> left) {
        var vendors = wanted.stream().map(OrderCommand.Units::vendorId).collect(Collectors.toSet());
        var units = wanted.stream().collect(Collectors.toMap(Ware::of, OrderCommand.Units::quantity));
        return !vendors.contains(Optional.<String>empty()) && left.entrySet().stream().filter(each -> vendors.contains(each.getKey().vendor())).allMatch(each -> each.getValue().equals(units.get(each.getKey())));
    }

    /** Whether it does not say whose units, and they could be those of several vendors. */
    private static boolean isDoubtful(Map<Ware, Integer> bought, OrderCommand.Units line) {
        return line.vendorId().isEmpty() && !bought.containsKey(Ware.own(line.sku())) && bought.keySet().stream().filter(ware -> ware.sku().equals(line.sku())).count() > 1;
    }

    /** The same units, each named with whose they are, and none twice. */
    private static List<OrderCommand.Units> named(Map<Ware, Integer> bought, List<OrderCommand.Units> lines) {
        var units = new LinkedHashMap<Ware, Integer>();
        for (var line : lines) {
            var ware = line.vendorId().isPresent() || bought.containsKey(Ware.own(line.sku())) ? Ware.of(line)
                    : bought.keySet().stream().filter(each -> each.sku().equals(line.sku())).findFirst().orElse(Ware.of(line));
            units.merge(ware, line.quantity(), Integer::sum);
        }
        return units.entrySet().stream().map(each -> new OrderCommand.Units(each.getKey().sku(), each.getValue(), each.getKey().vendor())).toList();
    }

    /** What ends the waiting for a refund: there is one at a time, and whoever waits finds the own one among those of the order. */
    static Optional<Outcome<OrderView>> refunded(Order order) {
        return order.status() == OrderStatus.REFUNDING ? Optional.empty() : Optional.of(Outcome.accepted(order.view()));
    }
}
