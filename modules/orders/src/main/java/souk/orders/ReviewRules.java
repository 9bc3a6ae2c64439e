package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;

/** How people, or the end of their time, decide about an order that is held for review. */
final class ReviewRules {
    private ReviewRules() {}

    /** What a buyer is told whose order the rules, or people, refuse: never why. */
    static Rejection refused() {
        return new Rejection(CONFLICT, "order-refused", "The shop cannot accept this order. Nothing was bought and nothing was charged.");
    }

    static Decision<Order, OrderEvent, OrderView> review(Order order, OrderCommand.Review review, Instant now) {
        if (order.status() == OrderStatus.NONE) return reject(Rejection.notFound("order"));
        var outcome = review.approved() ? OrderReview.Outcome.APPROVED : OrderReview.Outcome.REFUSED;
        if (order.status() == OrderStatus.HELD_FOR_REVIEW) return accept(Order::view, over(outcome, Optional.of(review.by()), now));
        boolean same = order.vetting() != null && order.vetting().reviewed() != null && order.vetting().reviewed().outcome() == outcome;
        return same ? accept(Order::view) : reject(CONFLICT, "not-held", "This order is not held for review, or was decided otherwise.");
    }

    /** What happens when it is over; an order that is not approved is undone. */
    static List<OrderEvent> over(OrderReview.Outcome outcome, Optional<String> by, Instant now) {
        var reviewed = new OrderEvent.Reviewed(outcome, by, now);
        return outcome == OrderReview.Outcome.APPROVED ? List.of(reviewed) : List.of(reviewed, new OrderEvent.Failed(OrderStatus.RESERVED, refused(), Optional.empty(), List.of(), now));
    }

    /** What ends the waiting of who has decided. */
    static Optional<Outcome<OrderView>> reviewed(Order order) {
        boolean underWay = switch (order.status()) {
            case RESERVED, PAID, UNDOING -> true;
            default -> false;
        };
        return underWay ? Optional.empty() : Optional.of(Outcome.accepted(order.view()));
    }

    /** Nobody has decided in time. */
    static Decision<Order, OrderEvent, Done> lapse(Order order, Instant now) {
        return now.isBefore(order.vetting().until()) ? accept(done -> Done.DONE) : accept(done -> Done.DONE, over(OrderReview.Outcome.LAPSED, Optional.empty(), now));
    }
}
