package souk.vendors.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;

/**
 * A vendor order as it is.
 *
 * @param version   the number of its events
 * @param lines     what is left of it: given back units are gone from it, and lines without a unit
 * @param disputeId the dispute that keeps it back
 * @param agreed    all lines as they were agreed, each with the commission that it should bear
 */
public record VendorOrderView(String id, String orderId, String vendorId, String number, long version, Status status, Instant placedAt, Optional<Instant> shippedAt, Optional<String> carrier, Optional<String> trackingNumber,
        Optional<Instant> deliveredAt, List<VendorOrderCommand.Line> lines, Money due, Optional<String> disputeId, List<VendorOrderCommand.Line> agreed) {
    /** How far it got. */
    public enum Status {
        OPEN, SHIPPED, DELIVERED, CANCELLED;

        /**
         * Cancelled: with its order, or given back before it was sent. What comes back later was sent all the same.
         *
         * @param cancelled whether the order was
         * @param left      whether there is a unit whose money did not go back
         */
        public static Status of(boolean cancelled, boolean shipped, boolean delivered, boolean left) {
            if (cancelled) return CANCELLED;
            if (delivered) return DELIVERED;
            if (shipped) return SHIPPED;
            return left ? OPEN : CANCELLED;
        }
    }

    public VendorOrderView {
        lines = List.copyOf(lines);
        if (disputeId == null) disputeId = Optional.empty();
        agreed = agreed == null ? List.of() : List.copyOf(agreed);
    }
}
