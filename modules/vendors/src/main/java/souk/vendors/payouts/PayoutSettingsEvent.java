package souk.vendors.payouts;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;

/** What happens to how the shop pays vendors. */
public sealed interface PayoutSettingsEvent extends Event {
    /** @param by the member of staff */
    record Changed(PayoutTerms terms, String by, Instant at) implements PayoutSettingsEvent {}

    /** Runs begin by themselves from now on; empty: none do. @param by the member of staff */
    record ScheduleSet(Optional<PayoutSchedule> schedule, String by, Instant at) implements PayoutSettingsEvent {
        public ScheduleSet {
            if (schedule == null) schedule = Optional.empty();
        }
    }

    /** The runs of a day are to begin. @param date in the schedule's zone, as {@code 2026-01-31} */
    record RunsDue(String date, List<Currency> currencies, Instant at) implements PayoutSettingsEvent {
        public RunsDue {
            currencies = List.copyOf(currencies);
        }
    }

    /** They have begun. @param code why one would not; nothing is tried again that day */
    record RunsBegun(String date, Optional<String> code, Instant at) implements PayoutSettingsEvent {
        public RunsBegun {
            if (code == null) code = Optional.empty();
        }
    }
}
