package souk.orders;

import static souk.orders.api.OrderStatus.CANCELLED;
import static souk.orders.api.OrderStatus.CANCELLING;
import static souk.orders.api.OrderStatus.CONFIRMED;
import static souk.orders.api.OrderStatus.HELD_FOR_REVIEW;
import static souk.orders.api.OrderStatus.NONE;
import static souk.orders.api.OrderStatus.OPENED;
import static souk.orders.api.OrderStatus.PAID;
import static souk.orders.api.OrderStatus.PAYMENT_PENDING;
import static souk.orders.api.OrderStatus.PLACED;
import static souk.orders.api.OrderStatus.REFUNDING;
import static souk.orders.api.OrderStatus.REJECTED;
import static souk.orders.api.OrderStatus.RESERVED;
import static souk.orders.api.OrderStatus.UNDOING;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;

/**
 * The life of an order as two tables: which event leads where, and which result of a step is heeded in which status (all others have
 * come too late and do nothing).
 *
 * <pre>
 *                                                 REFUNDING   (a part of it is given back)
 *                                                   |   ^
 *                                                   v   |
 *   NONE -> OPENED -> PLACED -> RESERVED -> PAID -> CONFIRMED -> CANCELLING -> CANCELLED
 *              |         |       |    ^      |
 *              |         |       v    |      |       (the provider does not know yet)
 *              |         |  PAYMENT_PENDING -+
 *              v         v       v           v
 *              +---------+--- UNDOING -------+ -> REJECTED
 *
 *   RESERVED, PAYMENT_PENDING -> HELD_FOR_REVIEW -> RESERVED   (authorised, and people have to look at it first)
 * </pre>
 */
final class Lifecycle {
    private static final Map<OrderStatus, Map<Class<? extends OrderEvent>, OrderStatus>> AFTER = new EnumMap<>(OrderStatus.class);
    private static final Map<OrderStatus, Set<Class<? extends OrderCommand.Result>>> HEEDED = new EnumMap<>(OrderStatus.class);

    static {
        on(NONE, OrderEvent.Opened.class, OPENED);
        on(OPENED, OrderEvent.ScreeningAsked.class, OPENED);
        on(OPENED, OrderEvent.Placed.class, PLACED);
        on(PLACED, OrderEvent.Screened.class, PLACED);
        on(PLACED, OrderEvent.CommissionsFrozen.class, PLACED);
        on(PLACED, OrderEvent.Reserved.class, RESERVED);
        on(RESERVED, OrderEvent.PaymentPending.class, PAYMENT_PENDING);
        on(RESERVED, OrderEvent.Paid.class, PAID);
        on(PAYMENT_PENDING, OrderEvent.PaymentPending.class, PAYMENT_PENDING);
        on(PAYMENT_PENDING, OrderEvent.PaymentForgotten.class, RESERVED);
        on(PAYMENT_PENDING, OrderEvent.Paid.class, PAID);
        for (var status : Set.of(RESERVED, PAYMENT_PENDING)) on(status, OrderEvent.Held.class, HELD_FOR_REVIEW);
        on(HELD_FOR_REVIEW, OrderEvent.Reviewed.class, RESERVED);
        on(PAID, OrderEvent.Confirmed.class, CONFIRMED);
        for (var status : Set.of(OPENED, PLACED, RESERVED, PAYMENT_PENDING, PAID)) on(status, OrderEvent.Failed.class, UNDOING);
        on(UNDOING, OrderEvent.Rejected.class, REJECTED);
        on(CONFIRMED, OrderEvent.RefundRequested.class, REFUNDING);
        on(REFUNDING, OrderEvent.Refunded.class, CONFIRMED);
        for (var status : Set.of(CONFIRMED, CANCELLED)) on(status, OrderEvent.RefundsAcknowledged.class, status);
        on(CONFIRMED, OrderEvent.CancelRequested.class, CANCELLING);
        on(CANCELLING, OrderEvent.Cancelled.class, CANCELLED);
        for (var status : Set.of(REJECTED, CANCELLED)) on(status, OrderEvent.ReturnsAcknowledged.class, status);
        for (var status : Set.of(CONFIRMED, REFUNDING, CANCELLING, CANCELLED)) on(status, OrderEvent.TakenOver.class, status);
        for (var status : Set.of(PLACED, RESERVED, PAYMENT_PENDING, HELD_FOR_REVIEW, PAID, CONFIRMED, REFUNDING)) on(status, OrderEvent.CommissionCorrected.class, status);
        for (var status : OrderStatus.values()) {
            if ((status.resting() || status == HELD_FOR_REVIEW) && status != NONE) on(status, OrderEvent.CaughtUp.class, status);
            if (status != NONE) on(status, OrderEvent.Delayed.class, status);
            if (status != NONE) on(status, OrderEvent.RetryAsked.class, status);
            if (!status.resting()) on(status, OrderEvent.FellBehind.class, status);
        }
        HEEDED.put(OPENED, Set.of(OrderCommand.CartAnswered.class));
        HEEDED.put(PLACED, Set.of(OrderCommand.ScreenAnswered.class, OrderCommand.CommissionsAnswered.class, OrderCommand.StockAnswered.class));
        HEEDED.put(RESERVED, Set.of(OrderCommand.PaymentAnswered.class));
        HEEDED.put(PAYMENT_PENDING, Set.of(OrderCommand.PaymentAnswered.class));
        HEEDED.put(PAID, Set.of(OrderCommand.SettleAnswered.class));
        HEEDED.put(UNDOING, Set.of(OrderCommand.UndoAnswered.class));
        HEEDED.put(CONFIRMED, Set.of(OrderCommand.RefundsAcknowledgeAnswered.class));
        HEEDED.put(REFUNDING, Set.of(OrderCommand.RefundAnswered.class));
        HEEDED.put(CANCELLING, Set.of(OrderCommand.CancelAnswered.class));
        HEEDED.put(REJECTED, Set.of(OrderCommand.AcknowledgeAnswered.class));
        HEEDED.put(CANCELLED, Set.of(OrderCommand.AcknowledgeAnswered.class, OrderCommand.RefundsAcknowledgeAnswered.class));
    }

    private Lifecycle() {}

    private static void on(OrderStatus status, Class<? extends OrderEvent> event, OrderStatus next) {
        AFTER.computeIfAbsent(status, s -> new HashMap<>()).put(event, next);
    }

    /** The events that can happen in a status, and where each leads. */
    static Map<Class<? extends OrderEvent>, OrderStatus> from(OrderStatus status) {
        return Map.copyOf(AFTER.getOrDefault(status, Map.of()));
    }

    /** @throws IllegalStateException when this event cannot happen in that status */
    static OrderStatus after(OrderStatus status, OrderEvent event) {
        var next = AFTER.getOrDefault(status, Map.of()).get(event.getClass());
        if (next == null) throw new IllegalStateException(event.getClass().getSimpleName() + " cannot happen to an order that is " + status);
        return next;
    }

    /** Whether the result of a step still fits. */
    static boolean heeds(OrderStatus status, OrderCommand.Result result) {
        return HEEDED.getOrDefault(status, Set.of()).contains(result.getClass());
    }
}
