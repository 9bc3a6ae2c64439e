package souk.vendors.disputes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Personal;

/**
 * A dispute as it is.
 *
 * @param version        the number of its events
 * @param text           what the buyer said when it was opened
 * @param evidenceUntil  until when everybody may say something; empty while it is being opened
 * @param decideBy       when it is overdue
 * @param evidenceClosed when its time was over
 * @param overdueSince   when staff should have decided
 * @param refunded       when the buyer's money went back, if it did
 * @param closedAt       when what was decided was carried out
 */
public record DisputeView(String id, String orderId, String vendorId, long version, Status status, Personal<String> text, Instant askedAt, Optional<Instant> evidenceUntil, Optional<Instant> decideBy,
        List<DisputeEvent.EvidenceAdded> evidence, Optional<Instant> evidenceClosed, Optional<Instant> overdueSince, Optional<DisputeEvent.Decided> decision, Optional<Instant> refunded, Optional<Instant> closedAt) {
    /** How far it got. */
    public enum Status {
        /** The money is not kept back yet. */ OPENING,
        /** Everybody may say something. */ OPEN,
        /** Staff decides. */ REVIEW,
        /** Staff should have decided. */ OVERDUE,
        /** What was decided is being carried out. */ SETTLING,
        /** Over. */ DECIDED
    }

    public DisputeView {
        evidence = List.copyOf(evidence);
    }
}
