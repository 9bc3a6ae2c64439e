package souk.payments.api;

import java.time.Instant;
import souk.kernel.Money;
import souk.kernel.Personal;

/**
 * A credit note.
 *
 * @param version  the number of events so far
 * @param email    whose credit it is
 * @param issuedAt when it was put on record
 */
public record CreditNoteView(String id, long version, Personal<String> email, Money amount, Personal<String> reason, Instant issuedAt) {}
