package souk.flashsale.api;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Money;

/**
 * What is sold, for how much, to whom, when.
 *
 * @param sku         of one variant
 * @param name        what stands on cart and order lines
 * @param price       of one unit while the sale is live
 * @param perCustomer how many units one customer may claim, paid or not
 * @param startsAt    the first instant at which units can be claimed
 * @param endsAt      the first instant at which they can be claimed no more
 * @param claimTtl    how long a claim may stay unpaid
 */
public record SaleTerms(String sku, String name, Money price, int perCustomer, Instant startsAt, Instant endsAt, Duration claimTtl) {
    public SaleTerms {
        if (!startsAt.isBefore(endsAt)) throw new IllegalArgumentException("A sale ends after it starts: " + startsAt + ", " + endsAt);
        if (perCustomer < 1) throw new IllegalArgumentException("A customer may claim one unit at least, not " + perCustomer);
    }
}
