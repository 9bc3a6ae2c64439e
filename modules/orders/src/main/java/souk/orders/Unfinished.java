package souk.orders;

import java.time.Instant;
import souk.kernel.View;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;

/**
 * An order that is late, for staff to look at: one that waits for its payment, whose step is refused, or that is simply under way for too
 * long. Orders that run through, as nearly all do, never get a row and cost nothing here.
 *
 * @param openedAt when the checkout began; null of a row that is none
 * @param late     whether it still is
 */
record Unfinished(String principal, Instant openedAt, boolean late) {
    static final Unfinished NOT = new Unfinished("", null, false);

    static final View<Unfinished, OrderEvent> VIEW = View.of("orders.unfinished", OrderCommand.TYPE, OrderEvent.class, NOT)
            .on(OrderEvent.FellBehind.class, (row, event) -> new Unfinished(event.principal(), event.openedAt(), true))
            .on(OrderEvent.CaughtUp.class, (row, event) -> new Unfinished(row.principal(), row.openedAt(), false))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Held.class, OrderEvent.Reviewed.class, OrderEvent.Placed.class, OrderEvent.CommissionsFrozen.class, OrderEvent.CommissionCorrected.class, OrderEvent.Reserved.class, OrderEvent.PaymentPending.class, OrderEvent.PaymentForgotten.class,
                    OrderEvent.Paid.class, OrderEvent.Confirmed.class, OrderEvent.Failed.class, OrderEvent.Rejected.class, OrderEvent.RefundRequested.class,
                    OrderEvent.Refunded.class, OrderEvent.RefundsAcknowledged.class, OrderEvent.CancelRequested.class, OrderEvent.Cancelled.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class, OrderEvent.RetryAsked.class, OrderEvent.TakenOver.class)
            .build();
}
