package souk.vendors.api;

import java.time.Instant;
import souk.kernel.Event;

/** For whom somebody sells. */
public sealed interface SellerEvent extends Event {
    Instant at();

    record Joined(String vendorId, long number, Instant at) implements SellerEvent {}

    /** They sold for another vendor. */
    record TurnedAway(String vendorId, long number, Instant at) implements SellerEvent {}

    record Left(String vendorId, long number, Instant at) implements SellerEvent {}
}
