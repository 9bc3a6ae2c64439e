package souk.orders;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.View;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;

/**
 * A guest's order that was sold, for who reads the mail of its address: where to look, and nothing of what is in it. Orders of accounts never get a row.
 *
 * @param mailbox by which it is found; empty of a row that is none
 * @param open    whether it is nobody's but the guest's
 */
record GuestOrder(Optional<String> mailbox, Instant placedAt, boolean open) {
    static final GuestOrder NOT = new GuestOrder(Optional.empty(), null, false);

    static final View<GuestOrder, OrderEvent> VIEW = View.of("orders.guest-orders", OrderCommand.TYPE, OrderEvent.class, NOT)
            .on(OrderEvent.Confirmed.class, (row, event) -> event.mailbox().isEmpty() ? row : new GuestOrder(event.mailbox(), event.placedAt(), true))
            .on(OrderEvent.TakenOver.class, (row, event) -> new GuestOrder(row.mailbox(), row.placedAt(), false))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Held.class, OrderEvent.Reviewed.class, OrderEvent.Placed.class, OrderEvent.CommissionsFrozen.class, OrderEvent.CommissionCorrected.class, OrderEvent.Reserved.class,
                    OrderEvent.PaymentPending.class, OrderEvent.PaymentForgotten.class, OrderEvent.Paid.class, OrderEvent.Failed.class, OrderEvent.Rejected.class, OrderEvent.RefundRequested.class,
                    OrderEvent.Refunded.class, OrderEvent.RefundsAcknowledged.class, OrderEvent.CancelRequested.class, OrderEvent.Cancelled.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class,
                    OrderEvent.FellBehind.class, OrderEvent.CaughtUp.class, OrderEvent.RetryAsked.class)
            .build();
}
