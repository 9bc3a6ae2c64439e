package souk.vendors.api;

import souk.kernel.Money;

/**
 * What the shop owes a vendor in one currency.
 *
 * @param pending sold, and not delivered for long enough yet
 * @param payable what the next payout may take; below zero when money went back that had been paid out
 * @param held    what a dispute or the reserve keeps back
 * @param paid    all that ever was
 */
public record VendorBalance(Money pending, Money payable, Money held, Money paid) {}
