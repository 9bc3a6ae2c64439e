package souk.payments.api;

/**
 * The provider's answer: the payment after the request.
 *
 * @param paymentId the payment asked about
 * @param status    what is known of it now
 */
public record PaymentResult(String paymentId, PaymentStatus status) {}
