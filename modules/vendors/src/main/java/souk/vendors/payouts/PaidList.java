package souk.vendors.payouts;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.View;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutEvent;

/**
 * A payout among all that were paid on a day.
 *
 * @param paid nothing before the provider has said so
 */
public record PaidList(Optional<Entry> paid) {
    record Entry(String vendorId, Money amount, String reference, Instant paidAt) {}

    public static final View<PaidList, PayoutEvent> VIEW = View.of("vendors.paid-list", PayoutCommand.TYPE, PayoutEvent.class, new PaidList(Optional.empty()))
            .on(PayoutEvent.Paid.class, (row, event) -> new PaidList(Optional.of(new Entry(event.vendorId(), event.amount(), event.reference(), event.at()))))
            .ignore(PayoutEvent.Requested.class, PayoutEvent.Passed.class, PayoutEvent.Chosen.class, PayoutEvent.Taken.class, PayoutEvent.Totalled.class, PayoutEvent.GivenUp.class, PayoutEvent.Ready.class, PayoutEvent.Declined.class,
                    PayoutEvent.Released.class, PayoutEvent.Ended.class, PayoutEvent.Delayed.class, PayoutEvent.DeclineAsked.class, PayoutEvent.DeclineRefused.class, PayoutEvent.AmountDiffered.class)
            .build();
}
