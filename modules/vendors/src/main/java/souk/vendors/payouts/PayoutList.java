package souk.vendors.payouts;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.View;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutEvent;
import souk.vendors.api.PayoutView.State;

/**
 * A payout in the list of its vendor.
 *
 * @param payout nothing before its amount is known
 */
public record PayoutList(Optional<Entry> payout) {
    record Entry(String runId, String vendorId, State state, Money amount, Instant at, Optional<Instant> paidAt) {
        Entry {
            if (paidAt == null) paidAt = Optional.empty();
        }
    }

    static final PayoutList NOTHING = new PayoutList(Optional.empty());

    public static final View<PayoutList, PayoutEvent> VIEW = View.of("vendors.payout-list", PayoutCommand.TYPE, PayoutEvent.class, NOTHING)
            .on(PayoutEvent.Totalled.class, (row, event) -> new PayoutList(Optional.of(new Entry(event.runId(), event.vendorId(), State.PENDING, event.amount(), event.at(), Optional.empty()))))
            .on(PayoutEvent.Paid.class, (row, event) -> row.is(State.PAID, Optional.of(event.at())))
            .on(PayoutEvent.Declined.class, (row, event) -> row.is(State.FAILED, Optional.empty()))
            .ignore(PayoutEvent.Requested.class, PayoutEvent.Passed.class, PayoutEvent.Chosen.class, PayoutEvent.Taken.class, PayoutEvent.GivenUp.class, PayoutEvent.Ready.class, PayoutEvent.Released.class, PayoutEvent.Ended.class,
                    PayoutEvent.Delayed.class, PayoutEvent.DeclineAsked.class, PayoutEvent.DeclineRefused.class, PayoutEvent.AmountDiffered.class)
            .build();

    private PayoutList is(State state, Optional<Instant> paidAt) {
        return new PayoutList(payout.map(entry -> new Entry(entry.runId, entry.vendorId, state, entry.amount, entry.at, paidAt)));
    }
}
