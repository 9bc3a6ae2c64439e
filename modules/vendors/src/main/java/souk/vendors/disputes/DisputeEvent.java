package souk.vendors.disputes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import souk.kernel.Event;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.vendors.api.VendorOrderCommand;

/** What happens to a dispute. */
public sealed interface DisputeEvent extends Event {
    /** When, by the dispute's partition. */
    Instant at();

    /** A buyer wants one. @param author the buyer's principal */
    record Asked(String disputeId, String fingerprint, String orderId, String vendorId, String author, Personal<String> text, Duration evidenceFor, Duration decideWithin, Instant at) implements DisputeEvent {}

    /** The vendor's part of the order is kept back. */
    record Opened(String orderId, String vendorId, Instant evidenceUntil, Instant decideBy, Instant at) implements DisputeEvent {}

    /** It is not opened. */
    record Refused(Rejection rejection, Instant at) implements DisputeEvent {}

    /** Somebody said something. @param fingerprint by which a repeated request is known @param author the principal */
    record EvidenceAdded(String evidenceId, String fingerprint, Party by, String author, Personal<String> text, Instant at) implements DisputeEvent {}

    /** Nobody may say anything more. */
    record EvidenceClosed(Instant at) implements DisputeEvent {}

    /** Staff should have decided by now. */
    record FellOverdue(Instant at) implements DisputeEvent {}

    /** Staff has decided. @param by who of them */
    record Decided(Party favoured, String by, Instant at) implements DisputeEvent {}

    /** This is to go back to the buyer. @param attempt from 1; a plan that came to nothing is made anew */
    record RefundPlanned(int attempt, List<OrderCommand.Units> units, Instant at) implements DisputeEvent {
        public RefundPlanned {
            units = List.copyOf(units);
        }
    }

    /** The plan came to nothing, as something else went back meanwhile: what is left is looked at again. @param code of the order's refusal */
    record PlanDropped(String code, int tries, Instant until, Instant at) implements DisputeEvent {}

    /** It went back to the buyer. @param lines none: nothing was left */
    record Refunded(String refundId, List<VendorOrderCommand.Units> lines, Instant at) implements DisputeEvent {
        public Refunded {
            lines = List.copyOf(lines);
        }
    }

    /** It is over, and keeps nothing back. */
    record Closed(Instant at) implements DisputeEvent {}

    /** The step under way is tried again. @param code of the refusal */
    record Delayed(String code, int tries, Instant until, Instant at) implements DisputeEvent {}
}
