package souk.orders.api;

import souk.kernel.Money;

/**
 * What the shop keeps of a vendor's line.
 *
 * @param amount of the whole line, never more than its total; freight bears none
 * @param rule   by which
 */
public record Commission(Money amount, String rule) {}
