package souk.payments.api;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Personal;

/** What happens to one credit note. */
public sealed interface CreditNoteEvent extends Event {
    /**
     * It is on record.
     *
     * @param fingerprint of the request's body
     */
    record Issued(String id, String fingerprint, Personal<String> email, Money amount, Personal<String> reason, Instant at) implements CreditNoteEvent {}
}
