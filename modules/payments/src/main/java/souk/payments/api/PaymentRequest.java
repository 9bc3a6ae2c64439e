package souk.payments.api;

import souk.kernel.Money;

/**
 * What a process asks of the payment provider, as a call of a step to {@link #PROVIDER}. Every request is idempotent for ever by the
 * ids that it carries: the same request again, however late, has the effect of one and is answered with what is known now.
 *
 * <p>The answer is a {@link PaymentResult}, or a refusal, which is the provider's final word (a declined authorisation). A request
 * that makes no sense any more, as capturing what was voided, changes nothing and is answered with the payment as it is.
 */
public sealed interface PaymentRequest {
    /** The name the provider is registered under. */
    String PROVIDER = "payment";

    /** The asker's own id of the payment, chosen by the asker: one purchase, one payment. */
    String paymentId();

    /**
     * Set the amount aside. Refused with DECLINED {@code payment-declined}; {@link PaymentStatus#PENDING} when the answer is not
     * known in time.
     *
     * @param method how it is paid ({@code test})
     * @param token  what stands for the card or account; means something to the provider alone
     */
    record Authorise(String paymentId, Money amount, String method, String token) implements PaymentRequest {}

    /**
     * Set the amount aside and take it, at one go where the provider can: as {@link Authorise} and then, if that was not refused,
     * {@link Capture}; answered as the last of them.
     */
    record Charge(String paymentId, Money amount, String method, String token) implements PaymentRequest {}

    /** Take what was authorised, whole. Does nothing while the authorisation is pending. */
    record Capture(String paymentId, Money amount) implements PaymentRequest {}

    /**
     * Never take anything on this payment: what is set aside is given free, and an authorisation or a capture that arrives later
     * does nothing. Does nothing when the money was captured already: that takes a {@link Refund}.
     */
    record Void(String paymentId) implements PaymentRequest {}

    /**
     * Give back what was captured, or a part of it; nothing happens when nothing was. A payment can have many refunds.
     *
     * @param refundId the asker's id of this refund: the same again gives nothing back twice
     * @param amount   all refunds together never give back more than was captured; zero gives nothing back
     */
    record Refund(String paymentId, String refundId, Money amount) implements PaymentRequest {}

    /** Only look. */
    record Find(String paymentId) implements PaymentRequest {}
}
