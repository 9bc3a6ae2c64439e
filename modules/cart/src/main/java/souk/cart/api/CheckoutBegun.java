package souk.cart.api;

/**
 * The answer to a checkout's beginning.
 *
 * @param locked whether the cart is now frozen for the order; if not, prices had changed, and the cart shows the new ones
 * @param cart   the frozen lines and totals, or the cart at its new prices
 */
public record CheckoutBegun(boolean locked, CartContents cart) {}
