package souk.customers.account;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Personal;

/**
 * Asks the provider {@value #PROVIDER} to send a letter.
 *
 * @param nonce what the token in it is made from, and its own id
 * @param until when the link in it is good no more: it is not sent then
 */
public record LetterRequest(Kind kind, Personal<String> to, String nonce, Instant until, String language) {
    /** The provider's name. */
    public static final String PROVIDER = "customers.post";

    /** The letters that there are; texts are named after them. */
    public enum Kind { VERIFY, REGISTERED, RESET, NEW_DEVICE, FACTOR_ON, FACTOR_OFF, FACTOR_LIFTED }

    /** A letter that only tells something is not sent later than this after it happened. */
    public static final Duration NEWS = Duration.ofDays(1);

    /** When it happened what such a letter tells. */
    public Instant happenedAt() {
        return until.minus(NEWS);
    }

    /** Never shows the address. */
    @Override
    public String toString() {
        return "LetterRequest[" + kind + " " + nonce + "]";
    }
}
