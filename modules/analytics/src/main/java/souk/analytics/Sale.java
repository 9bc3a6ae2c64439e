package souk.analytics;

import java.util.Optional;
import souk.kernel.View;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;

/**
 * What one order contributes to the figures. It comes in with the event that says that it is sold; what came to nothing is in no figure.
 *
 * @param sold nothing before it is confirmed
 */
record Sale(Optional<Sold> sold) {
    static final Sale NOTHING = new Sale(Optional.empty());

    static final View<Sale, OrderEvent> VIEW = View.of("analytics.sales", OrderCommand.TYPE, OrderEvent.class, NOTHING)
            .onRecorded(OrderEvent.Confirmed.class, (row, event) -> new Sale(Optional.of(Sold.of(event))))
            .onRecorded(OrderEvent.Refunded.class, (row, event) -> new Sale(row.sold.map(sold -> sold.refunded(event))))
            .onRecorded(OrderEvent.Cancelled.class, (row, event) -> new Sale(row.sold.map(sold -> sold.cancelled(event))))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Held.class, OrderEvent.Reviewed.class, OrderEvent.Placed.class, OrderEvent.CommissionsFrozen.class,
                    OrderEvent.CommissionCorrected.class, OrderEvent.Reserved.class, OrderEvent.PaymentPending.class, OrderEvent.PaymentForgotten.class, OrderEvent.Paid.class, OrderEvent.Failed.class, OrderEvent.Rejected.class,
                    OrderEvent.RefundRequested.class, OrderEvent.RefundsAcknowledged.class, OrderEvent.CancelRequested.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class, OrderEvent.FellBehind.class,
                    OrderEvent.CaughtUp.class, OrderEvent.RetryAsked.class, OrderEvent.TakenOver.class)
            .build();
}
