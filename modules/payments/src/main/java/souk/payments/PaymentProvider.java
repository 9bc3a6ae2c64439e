package souk.payments;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.payments.api.PaymentRequest;
import souk.payments.api.PaymentResult;
import souk.platform.Provider;

/**
 * Whoever moves the money. An implementation keeps the promises of {@link PaymentRequest}: idempotent by id for ever. What it cannot
 * tell (a time-out, a broken connection) completes exceptionally, and the process asks again; a refusal is final.
 */
public interface PaymentProvider extends Provider {
    CompletionStage<Outcome<PaymentResult>> authorise(PaymentRequest.Authorise request);

    CompletionStage<Outcome<PaymentResult>> capture(PaymentRequest.Capture request);

    /** One after the other; a provider that takes money at one go says so here. */
    default CompletionStage<Outcome<PaymentResult>> charge(PaymentRequest.Charge request) {
        return authorise(new PaymentRequest.Authorise(request.paymentId(), request.amount(), request.method(), request.token())).thenCompose(authorised -> authorised.fold(
                done -> capture(new PaymentRequest.Capture(request.paymentId(), request.amount())), refusal -> CompletableFuture.completedFuture(authorised)));
    }

    CompletionStage<Outcome<PaymentResult>> voided(PaymentRequest.Void request);

    CompletionStage<Outcome<PaymentResult>> refund(PaymentRequest.Refund request);

    CompletionStage<Outcome<PaymentResult>> find(PaymentRequest.Find request);

    @Override
    default CompletionStage<Outcome<PaymentResult>> call(Object request) {
        if (request instanceof PaymentRequest.Authorise authorise) return authorise(authorise);
        if (request instanceof PaymentRequest.Capture capture) return capture(capture);
        if (request instanceof PaymentRequest.Charge charge) return charge(charge);
        if (request instanceof PaymentRequest.Void voided) return voided(voided);
        if (request instanceof PaymentRequest.Refund refund) return refund(refund);
        if (request instanceof PaymentRequest.Find find) return find(find);
        return CompletableFuture.failedFuture(new IllegalArgumentException("The payment provider does not understand " + request));
    }
}
