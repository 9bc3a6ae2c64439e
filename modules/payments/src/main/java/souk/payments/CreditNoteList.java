package souk.payments;

import java.util.Optional;
import souk.kernel.View;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteEvent;
import souk.payments.api.CreditNoteView;

/**
 * A credit note in the list of staff.
 *
 * @param note nothing before it is on record
 */
record CreditNoteList(Optional<CreditNoteView> note) {
    static final View<CreditNoteList, CreditNoteEvent> VIEW = View.of("payments.credit-note-list", CreditNoteCommand.TYPE, CreditNoteEvent.class, new CreditNoteList(Optional.empty()))
            .on(CreditNoteEvent.Issued.class, (row, event) -> new CreditNoteList(Optional.of(CreditNote.view(event))))
            .build();

    /** The same, by whose they are. */
    static final View<CreditNoteList, CreditNoteEvent> OF_PERSON = View.of("payments.credit-notes-of-person", CreditNoteCommand.TYPE, CreditNoteEvent.class, new CreditNoteList(Optional.empty()))
            .on(CreditNoteEvent.Issued.class, (row, event) -> new CreditNoteList(Optional.of(CreditNote.view(event))))
            .build();
}
