package souk.vendors.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to a vendor order. {@code by}: the principal who said so. */
public sealed interface VendorOrderEvent extends Event {
    /** When, by the vendor order's partition. */
    Instant at();

    /** Its order was confirmed. @param number the order's, for people */
    record Opened(String orderId, String vendorId, String number, Instant placedAt, List<VendorOrderCommand.Line> lines, Instant at) implements VendorOrderEvent {
        public Opened {
            lines = List.copyOf(lines);
        }
    }

    /** The buyer was given some of it back. @param lines what is no more of each line: units, and what they were worth */
    record GivenBack(String refundId, List<VendorOrderCommand.Line> lines, Instant at) implements VendorOrderEvent {
        public GivenBack {
            lines = List.copyOf(lines);
        }
    }

    /** What the shop keeps of its lines is otherwise than was agreed. @param lines those that it is about: as agreed from now on, and how much more the shop keeps of what is left of them */
    record CommissionCorrected(String correctionId, List<Corrected> lines, Instant at) implements VendorOrderEvent {
        public CommissionCorrected {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A line that bears another commission.
     *
     * @param commission of the whole line from now on
     * @param difference what the shop keeps more of what is left of it; less if it is below zero
     */
    record Corrected(String lineId, Money commission, Money difference) {}

    /** Its order was cancelled. @param lines what was left of it, and is no more */
    record Cancelled(List<VendorOrderCommand.Line> lines, Instant at) implements VendorOrderEvent {
        public Cancelled {
            lines = List.copyOf(lines);
        }
    }

    /** The vendor has sent it off. */
    record Shipped(String carrier, String trackingNumber, String by, Instant at) implements VendorOrderEvent {}

    /** It has arrived. @param deliveredAt when, as was said; not later than {@code at} */
    record Delivered(Instant deliveredAt, String by, Instant at) implements VendorOrderEvent {}

    /**
     * A payout has asked for what is due of it.
     *
     * @param lines what it is to pay; none: nothing, and nothing whenever it asks again
     * @param asOf  the payout's time
     */
    record Settled(String payoutId, List<VendorOrderCommand.Due> lines, Instant asOf, Instant at) implements VendorOrderEvent {
        public Settled {
            lines = List.copyOf(lines);
        }
    }

    /** That payout did not come about, and pays nothing of it whenever it asks again. */
    record Released(String payoutId, Instant at) implements VendorOrderEvent {}

    /** A dispute about it keeps it back. */
    record Frozen(String disputeId, Instant at) implements VendorOrderEvent {}

    /** That dispute is over, whether it kept it back or not. */
    record Thawed(String disputeId, Instant at) implements VendorOrderEvent {}

    /** The vendor's account knows how it stood in this version. */
    record AccountTold(long version, Instant at) implements VendorOrderEvent {}

    /** The vendor's account would not hear it; it is told again. @param code of the refusal */
    record TellingDelayed(String code, int tries, Instant until, Instant at) implements VendorOrderEvent {}
}
