package souk.payments;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteEvent;
import souk.payments.api.CreditNoteView;

/**
 * A credit note: once on record it never changes.
 *
 * @param issued what is on record; null before
 */
record CreditNote(CreditNoteEvent.Issued issued) {
    static final Blueprint<CreditNote, CreditNoteEvent> BLUEPRINT = Blueprint.of(CreditNoteCommand.TYPE, new CreditNote(null), CreditNoteCommand.class, CreditNoteEvent.class)
            .decide("issue", CreditNoteCommand.Issue.class, CreditNoteView.class, CreditNote::issue)
            .answer("look", CreditNoteCommand.Look.class, CreditNoteView.class, CreditNote::look)
            .apply(CreditNoteEvent.Issued.class, "payments.credit-note-issued", 2, (nothing, event) -> new CreditNote(event))
            // The same, when nothing was locked yet.
            .upcast("payments.credit-note-issued", 1, CreditNoteEvent.Issued.class, issued -> issued)
            .build();

    private Decision<CreditNote, CreditNoteEvent, CreditNoteView> issue(CreditNoteCommand.Issue issue, Instant now) {
        if (issued == null) {
            return accept(CreditNote::view, new CreditNoteEvent.Issued(issue.id(), issue.fingerprint(), issue.email(), issue.amount(), issue.reason(), now));
        }
        return List.of(issue.fingerprint(), issue.unkeyed()).contains(issued.fingerprint()) ? accept(CreditNote::view)
                : reject(UNPROCESSABLE, "idempotency-key-reused", "This Idempotency-Key came with another body before: use a new one.");
    }

    private Outcome<CreditNoteView> look(CreditNoteCommand.Look look, Instant now) {
        return issued == null ? Outcome.refused(Rejection.notFound("credit note")) : Outcome.accepted(view());
    }

    private CreditNoteView view() {
        return view(issued);
    }

    /** All that there is to know of one. */
    static CreditNoteView view(CreditNoteEvent.Issued issued) {
        return new CreditNoteView(issued.id(), 1, issued.email(), issued.amount(), issued.reason(), issued.at());
    }
}
