package souk.vendors.disputes;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import souk.kernel.Personal;
import souk.platform.privacy.Persons;
import souk.vendors.disputes.DisputeView.Status;

/**
 * A dispute as those see it who have a say in it: the buyer of the order, whoever sells for its vendor, and staff, and nobody else. All three are shown the whole timeline, each text of each side, staff's too; which of several
 * people of a side said something is not told. A text is absent once its author was erased: the buyer's with the order's address.
 *
 * @param reason        what the buyer said first; absent once the buyer was erased
 * @param evidenceUntil until when something can be said
 * @param decideBy      when it is overdue
 * @param overdue       whether staff should have decided already
 * @param favoured      for whom it was decided
 * @param timeline      all that happened, in order
 */
record DisputeBody(String id, String orderId, String vendorId, Status status, Optional<String> reason, Instant openedAt, Optional<Instant> evidenceUntil, Optional<Instant> decideBy, boolean overdue,
        @JsonProperty("for") Optional<Party> favoured, List<Moment> timeline) {
    /** Something that happens to a dispute. */
    enum What {
        OPENED, EVIDENCE, EVIDENCE_CLOSED, OVERDUE, DECIDED, REFUNDED, CLOSED
    }

    /** @param by the side, where somebody did it; @param text what they said; absent once they were erased. @param favoured for whom it was decided */
    record Moment(Instant at, What type, Optional<Party> by, Optional<String> text, @JsonProperty("for") Optional<Party> favoured) {
        private static Moment of(What type, Instant at) {
            return new Moment(at, type, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    static DisputeBody of(DisputeView dispute, Persons persons) {
        var all = new ArrayList<Moment>();
        all.add(new Moment(dispute.askedAt(), What.OPENED, Optional.of(Party.BUYER), open(dispute.text(), persons), Optional.empty()));
        dispute.evidence().forEach(each -> all.add(new Moment(each.at(), What.EVIDENCE, Optional.of(each.by()), open(each.text(), persons), Optional.empty())));
        dispute.evidenceClosed().ifPresent(at -> all.add(Moment.of(What.EVIDENCE_CLOSED, at)));
        dispute.overdueSince().ifPresent(at -> all.add(Moment.of(What.OVERDUE, at)));
        dispute.decision().ifPresent(decision -> all.add(new Moment(decision.at(), What.DECIDED, Optional.of(Party.STAFF), Optional.empty(), Optional.of(decision.favoured()))));
        dispute.refunded().ifPresent(at -> all.add(Moment.of(What.REFUNDED, at)));
        dispute.closedAt().ifPresent(at -> all.add(Moment.of(What.CLOSED, at)));
        // Stable: what happened in one instant stays in the order of a dispute's life.
        all.sort(Comparator.comparing(Moment::at));
        return new DisputeBody(dispute.id(), dispute.orderId(), dispute.vendorId(), dispute.status(), open(dispute.text(), persons), dispute.askedAt(), dispute.evidenceUntil(), dispute.decideBy(),
                dispute.status() == Status.OVERDUE, dispute.decision().map(DisputeEvent.Decided::favoured), all);
    }

    private static Optional<String> open(Personal<String> text, Persons persons) {
        return persons.open(text, String.class);
    }
}
