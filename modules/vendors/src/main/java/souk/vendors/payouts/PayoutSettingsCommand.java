package souk.vendors.payouts;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of how the shop pays vendors.
 *
 * @param <R> the reply
 */
public sealed interface PayoutSettingsCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.payout-settings";
    /** There is one. */
    Address<PayoutSettingsCommand<?>> THE_SETTINGS = new Address<>(TYPE, "shop");

    /** It is so for all runs from now on; the same again: nothing. @param by the member of staff */
    record Put(PayoutTerms terms, String by) implements PayoutSettingsCommand<PayoutTerms> {}

    record Look() implements PayoutSettingsCommand<PayoutTerms> {}

    /** Runs begin by themselves from now on; empty: none do. The same again: nothing. @param by the member of staff */
    record Plan(Optional<PayoutSchedule> schedule, String by) implements PayoutSettingsCommand<Planned> {
        public Plan {
            if (schedule == null) schedule = Optional.empty();
        }
    }

    record LookAtPlan() implements PayoutSettingsCommand<Planned> {}

    /** The time of a run may have come. */
    record Wake() implements PayoutSettingsCommand<Done> {}

    /** The runs of a day have begun, or have not for a reason that stays. */
    record BeginAnswered(String date, Optional<Rejection> refusal) implements PayoutSettingsCommand<Done> {
        public BeginAnswered {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    /** When runs begin by themselves. @param last the last day whose runs have begun, as {@code 2026-01-31} */
    record Planned(Optional<PayoutSchedule> schedule, Optional<Instant> next, Optional<String> last) {
        public Planned {
            if (schedule == null) schedule = Optional.empty();
            if (next == null) next = Optional.empty();
            if (last == null) last = Optional.empty();
        }
    }
}
