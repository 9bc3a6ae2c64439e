package souk.orders;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;

/**
 * Whose an order is. A guest's may become an account's, once and for ever, by who reads the mail of its address; an account's never becomes anybody else's. Who placed it still sees it, as the answer of their
 * checkout, and has no more say in it.
 */
final class OwnerRules {
    static final Rejection LOST = new Rejection(CONFLICT, "order-taken-over", "This order belongs to an account now: it is cancelled by who is logged in there.");
    private static final Rejection NOT_THERE = Rejection.notFound("order");

    private OwnerRules() {}

    static Outcome<OrderView> look(Order order, OrderCommand.Look look, Instant now) {
        return isUnknownTo(order, look.principal()) ? Outcome.refused(NOT_THERE) : Outcome.accepted(order.view());
    }

    /** Whether there is no order, or not for this asker. */
    static boolean isUnknownTo(Order order, Optional<String> principal) {
        return order.status() == OrderStatus.NONE || principal.isPresent() && !principal.get().equals(order.owner()) && !principal.get().equals(order.opened().principal());
    }

    /** Whether it was this asker's, and is no more. */
    static boolean isLostTo(Order order, Optional<String> principal) {
        return principal.isPresent() && !principal.get().equals(order.owner());
    }

    static Outcome<OrderView> lookAsReader(Order order, OrderCommand.LookAsReader look, Instant now) {
        return closed(order, look.mailbox(), look.accountId()).<Outcome<OrderView>>map(Outcome::refused).orElseGet(() -> Outcome.accepted(order.view()));
    }

    static Decision<Order, OrderEvent, OrderView> takeOver(Order order, OrderCommand.TakeOver asked, Instant now) {
        var refusal = closed(order, asked.mailbox(), asked.accountId());
        if (refusal.isPresent()) return reject(refusal.get());
        return order.takenOver() != null ? accept(Order::view) : accept(Order::view, new OrderEvent.TakenOver(asked.accountId(), asked.email(), asked.shippingAddress(), now));
    }

    /** Why who reads the mail of this address may not have it. */
    private static Optional<Rejection> closed(Order order, String mailbox, String accountId) {
        if (order.takenOver() != null) return order.owner().equals(accountId) ? Optional.empty() : Optional.of(NOT_THERE);
        // Only a guest's order has one.
        if (order.status() == OrderStatus.NONE || !order.opened().mailbox().equals(Optional.of(mailbox))) return Optional.of(NOT_THERE);
        return switch (order.status()) {
            case CONFIRMED, REFUNDING, CANCELLING, CANCELLED -> Optional.empty();
            case UNDOING, REJECTED -> Optional.of(NOT_THERE);
            default -> Optional.of(new Rejection(CONFLICT, "order-in-progress", "This order is still being placed: ask again when it is confirmed."));
        };
    }
}
