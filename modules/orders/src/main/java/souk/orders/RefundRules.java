package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.Optional;
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
        var unknown = refund.lines().stream().map(OrderCommand.Units::sku).filter(sku -> !bought.containsKey(sku)).toList();
        if (!unknown.isEmpty()) return reject(new Rejection(NOT_FOUND, "not-found", "This order has no " + String.join(", no ", unknown) + ".").about("skus", unknown));
        var left = order.refunds().left(order.placed());
        var tooMany = refund.lines().stream().filter(line -> line.quantity() > left.getOrDefault(line.sku(), 0)).map(OrderCommand.Units::sku).toList();
        if (!tooMany.isEmpty()) {
            return reject(new Rejection(CONFLICT, "refund-too-large", "Fewer units of " + String.join(", ", tooMany) + " are left in this order: look at what was refunded before.")
                    .about("skus", tooMany));
        }
        if (order.refunds().size() == Refunds.MOST) {
            return reject(UNPROCESSABLE, "too-many-refunds", "An order is refunded in at most " + Refunds.MOST + " parts: cancel it to give back the rest.");
        }
        var lines = order.refunds().worth(order.placed(), refund.lines());
        var amount = lines.stream().map(OrderRefund.Line::amount).reduce(Money::plus).orElseThrow();
        return accept(Order::view, new OrderEvent.RefundRequested(refund.refundId(), refund.fingerprint(), lines, amount, refund.restock(), refund.reason(), now));
    }

    /** What ends the waiting for a refund: there is one at a time, and whoever waits finds the own one among those of the order. */
    static Optional<Outcome<OrderView>> refunded(Order order) {
        return order.status() == OrderStatus.REFUNDING ? Optional.empty() : Optional.of(Outcome.accepted(order.view()));
    }
}
