package souk.payments;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.payments.TestLedger.Entry;
import souk.payments.api.PaymentRequest;
import souk.payments.api.PaymentResult;
import souk.payments.api.PaymentStatus;

/**
 * The built-in provider: no money moves, but it remembers like a real one, in a book of its own. By its token a payment is approved,
 * declined, or approved without the answer coming in time: such an authorisation stands in the book at once, and for a while whoever
 * asks hears {@link PaymentStatus#PENDING}.
 *
 * <p>A process that dies at any point loses nothing: either the entry was written, then the repeated request finds it (and its first
 * time, so that the waiting does not start anew), or it was not, then the repeated request writes it.
 */
public final class TestPayments implements PaymentProvider {
    private final TestLedger ledger;
    private final InstantSource clock;
    private final Duration delay;

    /** @param delay how long an authorisation with the token {@code timeout} stays pending */
    public TestPayments(TestLedger ledger, InstantSource clock, Duration delay) {
        this.ledger = ledger;
        this.clock = clock;
        this.delay = delay;
    }

    /** Only writes, for speed: the first entry stays, and one written after a void counts for nothing, which the capture then tells. */
    @Override
    public CompletionStage<Outcome<PaymentResult>> authorise(PaymentRequest.Authorise request) {
        return switch (request.token()) {
            case TestPayment.APPROVE -> write(request).thenApply(done -> result(request, PaymentStatus.AUTHORISED));
            case TestPayment.DECLINE -> write(request).thenApply(done ->
                    Outcome.refused(Kind.DECLINED, "payment-declined", "The payment was declined. Pay in another way."));
            case TestPayment.TIMEOUT -> write(request).thenCompose(done -> find(new PaymentRequest.Find(request.paymentId())));
            default -> CompletableFuture.completedFuture(
                    Outcome.refused(Kind.DECLINED, "payment-declined", "The test provider knows the tokens approve, decline and timeout."));
        };
    }

    private CompletionStage<?> write(PaymentRequest.Authorise request) {
        return add(request, TestLedger.AUTHORISE, Optional.of(request.amount()), request.token());
    }

    /** As nearly every sale goes: nothing is known of the payment and it is approved, so both entries are one write. */
    @Override
    public CompletionStage<Outcome<PaymentResult>> charge(PaymentRequest.Charge request) {
        return read(request).thenCompose(payment -> {
            var before = status(payment);
            if (before != PaymentStatus.UNKNOWN && before != PaymentStatus.DECLINED) return capture(new PaymentRequest.Capture(request.paymentId(), request.amount()));
            if (before == PaymentStatus.DECLINED || !request.token().equals(TestPayment.APPROVE)) return PaymentProvider.super.charge(request);
            var amount = Optional.of(request.amount());
            return add(entry(request, TestLedger.AUTHORISE, amount, request.token()), entry(request, TestLedger.CAPTURE, amount, ""))
                    .thenApply(done -> result(request, PaymentStatus.CAPTURED));
        });
    }

    @Override
    public CompletionStage<Outcome<PaymentResult>> capture(PaymentRequest.Capture request) {
        return read(request).thenCompose(payment -> {
            var before = status(payment);
            if (before != PaymentStatus.AUTHORISED) return completed(request, before);
            if (!payment.authorised().flatMap(Entry::amount).equals(Optional.of(request.amount()))) {
                return CompletableFuture.completedFuture(Outcome.refused(Kind.CONFLICT, "amount-mismatch",
                        "This payment was authorised for another amount than " + request.amount() + "."));
            }
            return add(request, TestLedger.CAPTURE, Optional.of(request.amount()), "").thenApply(done -> result(request, PaymentStatus.CAPTURED));
        });
    }

    @Override
    public CompletionStage<Outcome<PaymentResult>> voided(PaymentRequest.Void request) {
        return read(request).thenCompose(payment -> payment.captured().isPresent() ? completed(request, status(payment))
                : add(request, TestLedger.VOID, Optional.empty(), "").thenApply(done -> result(request, PaymentStatus.VOIDED)));
    }

    @Override
    public CompletionStage<Outcome<PaymentResult>> refund(PaymentRequest.Refund request) {
        String operation = TestLedger.REFUND + ":" + request.refundId();
        return ledger.entries(request.paymentId()).thenCompose(entries -> {
            var payment = TestPayment.of(request.paymentId(), entries);
            long left = payment.net();
            boolean known = entries.stream().anyMatch(entry -> entry.operation().equals(operation));
            if (known || left <= 0 || request.amount().isZero()) return completed(request, status(payment));
            var amount = new Money(Math.min(left, request.amount().amount()), request.amount().currency());
            return add(request, operation, Optional.of(amount), "").thenApply(done -> result(request, PaymentStatus.REFUNDED));
        });
    }

    @Override
    public CompletionStage<Outcome<PaymentResult>> find(PaymentRequest.Find request) {
        return read(request).thenApply(payment -> result(request, status(payment)));
    }

    private CompletionStage<TestPayment> read(PaymentRequest request) {
        return ledger.entries(request.paymentId()).thenApply(entries -> TestPayment.of(request.paymentId(), entries));
    }

    private CompletionStage<?> add(PaymentRequest request, String operation, Optional<Money> amount, String token) {
        return add(entry(request, operation, amount, token));
    }

    private CompletionStage<?> add(Entry... entries) {
        return ledger.add(List.of(entries));
    }

    private Entry entry(PaymentRequest request, String operation, Optional<Money> amount, String token) {
        return new Entry(request.paymentId(), operation, amount, token, clock.instant());
    }

    private PaymentStatus status(TestPayment payment) {
        return payment.status(clock.instant(), delay);
    }

    private static CompletionStage<Outcome<PaymentResult>> completed(PaymentRequest request, PaymentStatus status) {
        return CompletableFuture.completedFuture(result(request, status));
    }

    private static Outcome<PaymentResult> result(PaymentRequest request, PaymentStatus status) {
        return Outcome.accepted(new PaymentResult(request.paymentId(), status));
    }
}
