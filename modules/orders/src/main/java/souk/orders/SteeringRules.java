package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Decision;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderProgress;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderStatus;

/** What staff can make an unfinished order do: try its step now, or give up what is not paid yet. */
final class SteeringRules {
    private SteeringRules() {}

    static Decision<Order, OrderEvent, OrderProgress> steer(Order order, OrderCommand.Steer steer, Instant now) {
        if (order.status() == OrderStatus.NONE) return reject(Rejection.notFound("order"));
        return steer.action() == OrderCommand.Steering.RETRY ? retry(order, now) : compensate(order, now);
    }

    private static Decision<Order, OrderEvent, OrderProgress> retry(Order order, Instant now) {
        if (CheckoutProcess.next(order).isEmpty()) return reject(CONFLICT, "nothing-to-retry", "This order is at rest: nothing is under way.");
        return accept(Order::progress, new OrderEvent.RetryAsked(now));
    }

    private static Decision<Order, OrderEvent, OrderProgress> compensate(Order order, Instant now) {
        return switch (order.status()) {
            case OPENED, PLACED, RESERVED, PAYMENT_PENDING -> accept(Order::progress, new OrderEvent.Failed(order.status(),
                    new Rejection(CONFLICT, "checkout-stopped", "The shop has stopped this checkout; nothing was bought."), Optional.empty(), List.of(), now));
            case HELD_FOR_REVIEW -> accept(Order::progress, ReviewRules.over(OrderReview.Outcome.REFUSED, Optional.empty(), now));
            case PAID -> reject(CONFLICT, "already-paid", "This order is paid: let it settle, or fail to, and cancel it then.");
            case CONFIRMED -> accept(Order::progress, new OrderEvent.CancelRequested(now));
            case REFUNDING -> reject(CONFLICT, "nothing-to-compensate", "A refund of this order is under way: let it come to its end, and cancel the order then.");
            default -> reject(CONFLICT, "nothing-to-compensate", "This order came to nothing, or is being undone already.");
        };
    }
}
