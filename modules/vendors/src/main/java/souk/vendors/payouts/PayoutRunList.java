package souk.vendors.payouts;

import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import souk.kernel.View;

/**
 * A run in the list of staff. What it has paid it says itself.
 *
 * @param run nothing before it began
 */
public record PayoutRunList(Optional<Entry> run) {
    record Entry(Currency currency, Instant startedAt, Optional<Instant> endedAt) {
        Entry {
            if (endedAt == null) endedAt = Optional.empty();
        }
    }

    public static final View<PayoutRunList, PayoutRunEvent> VIEW = View.of("vendors.payout-run-list", PayoutRunCommand.TYPE, PayoutRunEvent.class, new PayoutRunList(Optional.empty()))
            .on(PayoutRunEvent.Begun.class, (row, event) -> new PayoutRunList(Optional.of(new Entry(event.currency(), event.at(), Optional.empty()))))
            .on(PayoutRunEvent.Ended.class, (row, event) -> new PayoutRunList(row.run.map(entry -> new Entry(entry.currency, entry.startedAt, Optional.of(event.at())))))
            .ignore(PayoutRunEvent.Listed.class, PayoutRunEvent.Asked.class)
            .build();
}
