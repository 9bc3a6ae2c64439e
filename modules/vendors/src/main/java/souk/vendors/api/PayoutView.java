package souk.vendors.api;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Money;

/**
 * A payout of which the amount is known.
 *
 * @param version   the number of events so far
 * @param amount    the sum of its lines
 * @param paidAt    when the provider said so
 * @param reference by which the provider knows it
 * @param code      why it was declined
 */
public record PayoutView(String id, String runId, String vendorId, long version, State state, Money amount, Instant at, Optional<Instant> paidAt, Optional<String> reference, Optional<String> code) {
    /** How far it got, as its vendor sees it. */
    public enum State { PENDING, PAID, FAILED }
}
