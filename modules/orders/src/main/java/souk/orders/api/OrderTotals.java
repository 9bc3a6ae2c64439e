package souk.orders.api;

import souk.kernel.Money;

/**
 * What an order comes to.
 *
 * @param subtotal the sum of the lines
 * @param shipping the freight of all lines of vendors
 * @param total    subtotal - discount + shipping + tax: what is paid
 */
public record OrderTotals(Money subtotal, Money discount, Money shipping, Money tax, Money total) {}
