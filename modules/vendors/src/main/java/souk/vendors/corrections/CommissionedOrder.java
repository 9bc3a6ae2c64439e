package souk.vendors.corrections;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.View;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;

/**
 * An order with lines of vendors, and by which rules they bear what they do: for those who look for all that a rule was taken for. It is there from its placement on, whatever becomes of it.
 *
 * @param order nothing if no vendor has anything to do with it
 */
public record CommissionedOrder(Optional<Entry> order) {
    /**
     * @param rules  as they stand on lines ({@code books@17}), each once; none while it has not been told
     * @param frozen whether it was told
     */
    record Entry(Instant placedAt, List<String> rules, boolean frozen) {
        Entry {
            rules = List.copyOf(rules);
        }

        /** Whether it may have lines that a correction is about. */
        boolean mayBeOf(CommissionCorrection correction) {
            return !frozen || rules.stream().anyMatch(correction::isOf);
        }
    }

    static final CommissionedOrder NOTHING = new CommissionedOrder(Optional.empty());

    public static final View<CommissionedOrder, OrderEvent> VIEW = View.of("vendors.commissioned-orders", OrderCommand.TYPE, OrderEvent.class, NOTHING)
            .on(OrderEvent.Placed.class, (row, event) -> event.lines().stream().noneMatch(line -> line.vendor().isPresent()) ? row : new CommissionedOrder(Optional.of(new Entry(event.at(), List.of(), false))))
            .on(OrderEvent.CommissionsFrozen.class, (row, event) -> new CommissionedOrder(row.order.map(entry -> new Entry(entry.placedAt, event.commissions().stream().flatMap(Optional::stream).map(Commission::rule).distinct().toList(), true))))
            .ignore(OrderEvent.Opened.class, OrderEvent.ScreeningAsked.class, OrderEvent.Screened.class, OrderEvent.Held.class, OrderEvent.Reviewed.class, OrderEvent.CommissionCorrected.class, OrderEvent.Reserved.class,
                    OrderEvent.PaymentPending.class, OrderEvent.PaymentForgotten.class, OrderEvent.Paid.class, OrderEvent.Confirmed.class, OrderEvent.Failed.class, OrderEvent.Rejected.class, OrderEvent.RefundRequested.class,
                    OrderEvent.Refunded.class, OrderEvent.RefundsAcknowledged.class, OrderEvent.CancelRequested.class, OrderEvent.Cancelled.class, OrderEvent.ReturnsAcknowledged.class, OrderEvent.Delayed.class, OrderEvent.FellBehind.class,
                    OrderEvent.CaughtUp.class, OrderEvent.RetryAsked.class, OrderEvent.TakenOver.class)
            .build();
}
