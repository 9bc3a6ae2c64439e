package souk.orders.api;

/**
 * How an order is paid.
 *
 * @param method the sort of payment ({@code test})
 * @param token  what stands for the card or account at the provider
 */
public record PaymentMethod(String method, String token) {}
