package souk.vendors.disputes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.vendors.api.VendorOrderCommand;

/**
 * What can be asked of a dispute about one vendor's part of an order. A dispute is the memory of the Idempotency-Key with which it was opened.
 *
 * @param <R> the reply
 */
public sealed interface DisputeCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.dispute";

    static Address<DisputeCommand<?>> at(String disputeId) {
        return new Address<>(TYPE, disputeId);
    }

    /**
     * The order's buyer opens it; the same again: as it is. Who asks waits until the vendor's part is kept back.
     *
     * <p>Refused: {@code idempotency-key-reused} (UNPROCESSABLE) for another body; {@code not-found} when nothing in the order is this vendor's; {@code order-in-progress}, {@code order-cancelled}, {@code order-rejected} (CONFLICT)
     * of an order that is not sold; else as {@link VendorOrderCommand.Freeze}.
     *
     * @param fingerprint   of the request's body, by the buyer's key
     * @param status        of the order, as who asks has just seen it
     * @param sells         whether the order has lines of this vendor
     * @param text          what the buyer says
     * @param evidenceFor   how long everybody may say something
     * @param decideWithin  how long until it is overdue
     */
    record Open(String disputeId, String fingerprint, String orderId, String vendorId, OrderStatus status, boolean sells, String author, Personal<String> text, Duration evidenceFor, Duration decideWithin)
            implements DisputeCommand<DisputeView> {}

    /** Who asks: the buyer by the order, a vendor by its id, staff by nothing. */
    record Side(Party party, String of) {
        /** Staff's. */
        public static final Side STAFF = new Side(Party.STAFF, "");
    }

    /**
     * Somebody says something; the same again: as it is, also when it is too late for more. Refused: {@code not-found}, also to another buyer or vendor; {@code idempotency-key-reused} (UNPROCESSABLE) for another text;
     * {@code evidence-closed} (CONFLICT) after the deadline or the decision, {@code too-much-evidence} (UNPROCESSABLE) after {@value #MOST_EVIDENCE} of one side.
     *
     * @param fingerprint of the request's body, by the key that locks the text
     */
    record AddEvidence(String evidenceId, String fingerprint, Side side, String author, Personal<String> text) implements DisputeCommand<DisputeView> {}

    /** So often each side may say something. */
    int MOST_EVIDENCE = 10;

    /** As it is. Refused: {@code not-found}, also to another buyer or vendor. */
    record Look(Side side) implements DisputeCommand<DisputeView> {}

    /** What one person has said in it, also where it was not opened. Refused: {@code not-found} to who has said nothing. */
    record LookAsAuthor(String author) implements DisputeCommand<DisputeWords> {}

    /**
     * Staff decides, at any time after it was opened; the same again: as it is. Who asks waits until the money is released, or has gone back. Refused: {@code not-found}, {@code dispute-decided} (CONFLICT) when it was decided otherwise.
     *
     * @param favoured the vendor or the buyer
     */
    record Decide(Party favoured, String by) implements DisputeCommand<DisputeView> {}

    /** A deadline may have passed. Sent by the partition. */
    record PassTime() implements DisputeCommand<Done> {}

    /** What a step of its process came to; never refused: one that no longer fits does nothing. */
    sealed interface Result extends DisputeCommand<Done> {}

    /** The vendor order was asked to keep the money back. */
    record FreezeAnswered(Optional<Rejection> refusal) implements Result {}

    /** The vendor order was asked what is left of it. @param units of each SKU once */
    record LeftAnswered(Optional<Rejection> refusal, List<OrderCommand.Units> units) implements Result {
        public LeftAnswered {
            units = List.copyOf(units);
        }
    }

    /** The order was asked to pay that back. @param lines what went back; empty while it is under way */
    record RefundAnswered(String refundId, Optional<Rejection> refusal, List<VendorOrderCommand.Units> lines) implements Result {
        public RefundAnswered {
            lines = List.copyOf(lines);
        }
    }

    /** The vendor order was told that this is over. */
    record ThawAnswered(Optional<Rejection> refusal) implements Result {}
}
