package souk.vendors.payouts;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to what the shop owes one vendor in one currency. */
public sealed interface VendorAccountEvent extends Event {
    Instant at();

    /** See {@link souk.vendors.api.VendorAccountCommand.Report}. */
    record Reported(String vendorOrderId, long version, Money due, Optional<Instant> deliveredAt, boolean frozen, Instant at) implements VendorAccountEvent {
        public Reported {
            if (deliveredAt == null) deliveredAt = Optional.empty();
        }
    }

    /**
     * A payout takes what is payable.
     *
     * @param kept what was delivered then or later stays as the reserve
     * @param part but so much of the vendor order at that very place it may take; empty: nothing
     */
    record PayoutBegun(String payoutId, Instant since, Duration hold, Optional<Place> kept, Instant at, Optional<Money> part) implements VendorAccountEvent {
        public PayoutBegun {
            if (kept == null) kept = Optional.empty();
            if (part == null) part = Optional.empty();
        }

        /** One that keeps whole vendor orders. */
        public PayoutBegun(String payoutId, Instant since, Duration hold, Optional<Place> kept, Instant at) {
            this(payoutId, since, hold, kept, at, Optional.empty());
        }
    }

    /** A payout found nothing payable, or less than the least. */
    record PayoutPassed(String payoutId, Instant since, Instant at) implements VendorAccountEvent {}

    /** @param paid nothing if it did not come about */
    record PayoutEnded(String payoutId, Money paid, Instant at) implements VendorAccountEvent {}

    /** A vendor order's place among those that were delivered; no two have the same. */
    record Place(Instant deliveredAt, String vendorOrderId) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTime = deliveredAt.compareTo(other.deliveredAt);
            return byTime != 0 ? byTime : vendorOrderId.compareTo(other.vendorOrderId);
        }
    }
}
