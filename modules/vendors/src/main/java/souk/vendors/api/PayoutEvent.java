package souk.vendors.api;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to one payout: what one run pays one vendor. */
public sealed interface PayoutEvent extends Event {
    Instant at();

    /** The vendor has the money, as the provider says. */
    record Paid(String vendorId, Money amount, String reference, Instant at) implements PayoutEvent {}
}
