package souk.vendors.payouts;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to how the shop pays vendors. */
public sealed interface PayoutSettingsEvent extends Event {
    /** @param by the member of staff */
    record Changed(PayoutTerms terms, String by, Instant at) implements PayoutSettingsEvent {}
}
