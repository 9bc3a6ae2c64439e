package souk.payments;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.payments.TestLedger.Entry;
import souk.payments.api.PaymentStatus;

/**
 * A payment as the test provider's book tells it: a pure reading of its entries, whatever their order.
 *
 * <p><b>A void wins.</b> Entries are plain inserts, so a capture and a void that run into each other may both be written. Then the
 * void counts, and nothing was taken: whoever voids has decided to give the purchase up and hears no later answer. In the same way, of
 * refunds that run into each other only so much counts as was taken.
 *
 * @param paymentId    the asker's id
 * @param authorised   the entry of the authorisation, if there is one, whatever became of it
 * @param captured     the amount taken, if it was taken
 * @param refunded     the sum given back, if any
 * @param voided       whether it was voided
 */
public record TestPayment(String paymentId, Optional<Entry> authorised, Optional<Money> captured, Optional<Money> refunded, boolean voided) {
    /** The tokens that the test provider knows, in the words of the public contract. */
    public static final String APPROVE = "approve";
    public static final String DECLINE = "decline";
    public static final String TIMEOUT = "timeout";

    /** What the entries say. */
    public static TestPayment of(String paymentId, List<Entry> entries) {
        boolean voided = entries.stream().anyMatch(e -> e.operation().equals(TestLedger.VOID));
        var authorised = entries.stream().filter(e -> e.operation().equals(TestLedger.AUTHORISE)).findFirst();
        var captured = entries.stream().filter(e -> e.operation().equals(TestLedger.CAPTURE) && !voided).flatMap(e -> e.amount().stream()).findFirst();
        var refunded = entries.stream().filter(e -> e.operation().startsWith(TestLedger.REFUND + ":")).flatMap(e -> e.amount().stream()).reduce(Money::plus);
        return new TestPayment(paymentId, authorised, captured, captured.flatMap(taken -> refunded.map(given -> given.compareTo(taken) > 0 ? taken : given)), voided);
    }

    /**
     * @param now   the time at which somebody asks
     * @param delay how long after an authorisation with the token {@code timeout} nobody knows what became of it
     */
    PaymentStatus status(Instant now, Duration delay) {
        if (voided) return PaymentStatus.VOIDED;
        if (refunded.isPresent()) return PaymentStatus.REFUNDED;
        if (captured.isPresent()) return PaymentStatus.CAPTURED;
        if (authorised.isEmpty()) return PaymentStatus.UNKNOWN;
        return switch (authorised.get().token()) {
            case DECLINE -> PaymentStatus.DECLINED;
            case TIMEOUT -> now.isBefore(authorised.get().at().plus(delay)) ? PaymentStatus.PENDING : PaymentStatus.AUTHORISED;
            default -> PaymentStatus.AUTHORISED;
        };
    }

    /** What stays taken: captured less refunded, in minor units. */
    public long net() {
        return captured.map(Money::amount).orElse(0L) - refunded.map(Money::amount).orElse(0L);
    }
}
