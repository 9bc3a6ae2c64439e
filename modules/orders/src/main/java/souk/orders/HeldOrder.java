package souk.orders;

import java.time.Instant;
import souk.kernel.View;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;

/**
 * An order that is held for review, for staff to decide about. Orders that never are, as nearly all, get no row and cost nothing here.
 *
 * @param until when it is refused by itself; null of a row that is none
 * @param held  whether it still is
 */
record HeldOrder(Instant until, boolean held) {
    static final HeldOrder NOT = new HeldOrder(null, false);

    static final View<HeldOrder, OrderEvent> VIEW = View.of("orders.held", OrderCommand.TYPE, OrderEvent.class, NOT)
            .on(OrderEvent.Held.class, (row, event) -> new HeldOrder(event.until(), true))
            .on(OrderEvent.Reviewed.class, (row, event) -> new HeldOrder(row.until(), false))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Placed.class, OrderEvent.CommissionsFrozen.class, OrderEvent.CommissionCorrected.class, OrderEvent.Reserved.class, OrderEvent.PaymentPending.class,
                    OrderEvent.PaymentForgotten.class, OrderEvent.Paid.class, OrderEvent.Failed.class, OrderEvent.Confirmed.class, OrderEvent.Rejected.class, OrderEvent.RefundRequested.class, OrderEvent.Refunded.class,
                    OrderEvent.RefundsAcknowledged.class, OrderEvent.CancelRequested.class, OrderEvent.Cancelled.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class,
                    OrderEvent.FellBehind.class, OrderEvent.CaughtUp.class, OrderEvent.RetryAsked.class, OrderEvent.TakenOver.class)
            .build();
}
