package souk.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.View;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;

/**
 * A sold order in the lists of its buyer and of staff. An order appears here when it is confirmed, by an event that carries all that is
 * shown, so a sale costs one write; what is under way, or came to nothing, is in no list.
 *
 * @param order what is listed; nothing before it is confirmed
 */
record OrderList(Optional<Entry> order) {

    /**
     * One line of the list.
     *
     * @param principal whose it is
     * @param refunded  what was given back
     * @param placedBy  the guest whose it was when it was placed, if it is not theirs any more
     */
    record Entry(String id, String principal, String number, OrderStatus status, Personal<String> email, List<OrderLine> lines, OrderTotals totals, Instant placedAt,
            Optional<Instant> cancelledAt, Money refunded, Optional<String> placedBy) {
        Entry {
            lines = List.copyOf(lines);
            if (cancelledAt == null) cancelledAt = Optional.empty();
            // As stored when orders were given back whole or not at all.
            if (refunded == null) refunded = status == OrderStatus.CANCELLED ? totals.total() : Money.zero(totals.total().currency());
            if (placedBy == null) placedBy = Optional.empty();
        }

        private Entry takenOver(OrderEvent.TakenOver event) {
            return new Entry(id, event.principal(), number, status, event.email(), lines, totals, placedAt, cancelledAt, refunded, Optional.of(principal));
        }

        private Entry corrected(OrderEvent.CommissionCorrected event) {
            return new Entry(id, principal, number, status, email, CorrectionRules.corrected(lines, event), totals, placedAt, cancelledAt, refunded, placedBy);
        }

        private Entry refunded(Money amount) {
            return new Entry(id, principal, number, status, email, lines, totals, placedAt, cancelledAt, refunded.plus(amount), placedBy);
        }

        private Entry cancelling() {
            return new Entry(id, principal, number, OrderStatus.CANCELLING, email, lines, totals, placedAt, cancelledAt, refunded, placedBy);
        }

        private Entry cancelled(Instant at) {
            return new Entry(id, principal, number, OrderStatus.CANCELLED, email, lines, totals, placedAt, Optional.of(at), totals.total(), placedBy);
        }
    }

    static final OrderList NOTHING = new OrderList(Optional.empty());

    static final View<OrderList, OrderEvent> VIEW = View.of("orders.order-list", OrderCommand.TYPE, OrderEvent.class, NOTHING)
            .onRecorded(OrderEvent.Confirmed.class, (row, confirmed) -> {
                var event = confirmed.event();
                return new OrderList(Optional.of(new Entry(confirmed.id(), event.principal(), event.number(), OrderStatus.CONFIRMED, event.email(), event.lines(), event.totals(),
                        event.placedAt(), Optional.empty(), Money.zero(event.totals().total().currency()), Optional.empty())));
            })
            .on(OrderEvent.Refunded.class, (row, event) -> new OrderList(row.order().map(entry -> entry.refunded(event.amount()))))
            .on(OrderEvent.CancelRequested.class, (row, event) -> new OrderList(row.order().map(Entry::cancelling)))
            .on(OrderEvent.Cancelled.class, (row, event) -> new OrderList(row.order().map(entry -> entry.cancelled(event.at()))))
            .on(OrderEvent.CommissionCorrected.class, (row, event) -> new OrderList(row.order().map(entry -> entry.corrected(event))))
            .on(OrderEvent.TakenOver.class, (row, event) -> new OrderList(row.order().map(entry -> entry.takenOver(event))))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Held.class, OrderEvent.Reviewed.class, OrderEvent.Placed.class, OrderEvent.CommissionsFrozen.class, OrderEvent.Reserved.class, OrderEvent.PaymentPending.class, OrderEvent.PaymentForgotten.class,
                    OrderEvent.Paid.class, OrderEvent.Failed.class, OrderEvent.Rejected.class, OrderEvent.RefundRequested.class,
                    OrderEvent.RefundsAcknowledged.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class, OrderEvent.FellBehind.class, OrderEvent.CaughtUp.class, OrderEvent.RetryAsked.class)
            .build();
}
