package souk.orders.affiliates;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to one affiliate. {@code by}: who of staff said so. */
public sealed interface AffiliateEvent extends Event {
    Instant at();

    /** It has this share from now on. */
    record TermsSet(String code, String name, int basisPoints, String by, Instant at) implements AffiliateEvent {}

    record Suspended(String by, Instant at) implements AffiliateEvent {}

    record Reinstated(String by, Instant at) implements AffiliateEvent {}
}
