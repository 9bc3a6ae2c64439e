package souk.orders.api;

import souk.kernel.Money;

/** What was bought, as it stood in the cart. {@code total} is the unit price times the quantity. */
public record OrderLine(String sku, String name, int quantity, Money unitPrice, Money total) {}
