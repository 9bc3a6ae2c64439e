package souk.vendors.payouts;

import souk.kernel.Money;

/** What a provider's statement says that it has paid. @param reference by which it knows it; may be empty */
public record PaidEntry(String payoutId, Money amount, String reference) {}
