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
 * @param there     the provider knows it with another amount, while that is so
 */
public record PayoutView(String id, String runId, String vendorId, long version, State state, Money amount, Instant at, Optional<Instant> paidAt, Optional<String> reference, Optional<String> code, Optional<There> there) {
    /** How far it got, as its vendor sees it. */
    public enum State { PENDING, PAID, FAILED }

    /**
     * What the provider says of it, which is not what it was asked.
     *
     * @param reference of one that it has paid
     * @param since     when it said so first
     */
    public record There(Money amount, Optional<String> reference, Instant since) {
        public There {
            if (reference == null) reference = Optional.empty();
        }
    }

    public PayoutView {
        if (there == null) there = Optional.empty();
    }

    /** With which the provider agrees. */
    public PayoutView(String id, String runId, String vendorId, long version, State state, Money amount, Instant at, Optional<Instant> paidAt, Optional<String> reference, Optional<String> code) {
        this(id, runId, vendorId, version, state, amount, at, paidAt, reference, code, Optional.empty());
    }
}
