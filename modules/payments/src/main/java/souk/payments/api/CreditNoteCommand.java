package souk.payments.api;

import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Personal;

/**
 * What can be asked of one credit note: a promise to somebody, on record. It cannot be spent.
 *
 * @param <R> the reply
 */
public sealed interface CreditNoteCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "payments.credit-note";

    /** Where this credit note lives. */
    static Address<CreditNoteCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /**
     * Put it on record; the same again: the same note. Refused: {@code idempotency-key-reused} (UNPROCESSABLE) for another body.
     *
     * @param id          the aggregate's own id
     * @param fingerprint of the request's body, by the key of whose credit it is
     * @param unkeyed     the same as it was made before there were keys: nothing new is compared with it
     * @param email       whose credit it is
     * @param amount      at least one minor unit
     */
    record Issue(String id, String fingerprint, String unkeyed, Personal<String> email, Money amount, Personal<String> reason) implements CreditNoteCommand<CreditNoteView> {}

    /** The note. Refused: {@code not-found}. */
    record Look() implements CreditNoteCommand<CreditNoteView> {}
}
