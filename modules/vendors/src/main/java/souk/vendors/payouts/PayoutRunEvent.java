package souk.vendors.payouts;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.vendors.api.PayoutCommand.Progress;

/** What happens to one run of payouts. */
public sealed interface PayoutRunEvent extends Event {
    Instant at();

    /** @param by the member of staff */
    record Begun(String runId, Currency currency, PayoutTerms terms, String by, Instant at) implements PayoutRunEvent {}

    /** These vendors are paid next. @param next after which vendor it goes on; empty: these are the last */
    record Listed(List<String> vendorIds, Optional<String> next, Instant at) implements PayoutRunEvent {
        public Listed {
            vendorIds = List.copyOf(vendorIds);
            if (next == null) next = Optional.empty();
        }
    }

    /** Some payouts were asked for, or asked how they stand. @param waiting those that are not over */
    record Asked(List<Result> over, List<String> waiting, Instant at) implements PayoutRunEvent {
        public Asked {
            over = List.copyOf(over);
            waiting = List.copyOf(waiting);
        }
    }

    /** @param amount nothing unless it was paid */
    record Result(String vendorId, Progress.State state, Money amount) {}

    /** Every payout is over. */
    record Ended(Instant at) implements PayoutRunEvent {}
}
