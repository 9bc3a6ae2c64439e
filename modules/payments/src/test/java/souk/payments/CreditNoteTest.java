package souk.payments;

import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteEvent;
import souk.payments.api.CreditNoteView;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class CreditNoteTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Money AMOUNT = Money.of(250, "GBP");
    private static final Personal<String> EMAIL = Personal.sealed("mail:anna", "AMAIL");
    private static final Personal<String> REASON = Personal.sealed("mail:anna", "AWHY");
    private static final CreditNoteCommand.Issue ISSUE = new CreditNoteCommand.Issue("note-1", "body-1", "unkeyed-1", EMAIL, AMOUNT, REASON);
    private static final CreditNoteEvent.Issued ISSUED = new CreditNoteEvent.Issued("note-1", "body-1", EMAIL, AMOUNT, REASON, NOON);
    private static final CreditNoteView VIEW = new CreditNoteView("note-1", 1, EMAIL, AMOUNT, REASON, NOON);

    private static Spec<CreditNote, CreditNoteEvent> nothing() {
        return Spec.of(CreditNote.BLUEPRINT).at(NOON);
    }

    @Test
    void aCreditNoteIsPutOnRecordOnce() {
        nothing().when(ISSUE).then(ISSUED).thenReply(VIEW).at(NOON.plusSeconds(60)).when(ISSUE).thenNothing().thenReply(VIEW);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        nothing().given(ISSUED).when(new CreditNoteCommand.Issue("note-1", "body-2", "unkeyed-2", EMAIL, Money.of(900, "GBP"), REASON)).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
    }

    @Test
    void oneThatIsNotOnRecordIsNotThere() {
        nothing().when(new CreditNoteCommand.Look()).thenRefused(NOT_FOUND, "not-found");
        nothing().given(ISSUED).when(new CreditNoteCommand.Look()).thenReply(VIEW);
    }

    @Test
    void whatIsStoredStaysReadableAndAllOfItTravels() {
        WireContract.of(CreditNote.BLUEPRINT).example(ISSUED)
                .older("payments.credit-note-issued", 1, new CreditNoteEvent.Issued("note-1", "body-1", Personal.plain("anna@example.org"), AMOUNT, Personal.plain("Postage"), NOON)).holds();
        WireContract.survives(ISSUE);
        WireContract.survives(new CreditNoteCommand.Look());
        WireContract.survives(VIEW);
        WireContract.survives(nothing().state());
        WireContract.survives(nothing().given(ISSUED).state());
    }
}
