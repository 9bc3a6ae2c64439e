package souk.orders.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import souk.kernel.Money;

/**
 * What an affiliate has of a sale, or what of that comes back with a part of it.
 *
 * @param code        the affiliate's
 * @param basisPoints the rate that stood when checkout began
 * @param amount      in the order's currency
 */
public record AffiliateShare(String code, int basisPoints, Money amount) {
    /**
     * What units at so much bear of it, whichever they are: their part by price, half up, as {@link Commission#borneBy} has it by units; all of them bear all of it.
     *
     * @param prices the prices of these units, before any discount: 0 to {@code all}
     * @param all    the prices of all units of the order
     */
    public Money borneBy(long prices, long all) {
        if (prices < 0 || prices > all) throw new IllegalArgumentException(prices + " of " + all);
        if (all == 0) return Money.zero(amount.currency());
        var part = BigDecimal.valueOf(amount.amount()).multiply(BigDecimal.valueOf(prices)).divide(BigDecimal.valueOf(all), 0, RoundingMode.HALF_UP);
        return new Money(part.longValueExact(), amount.currency());
    }

    /**
     * The part that comes back when units are given back: what they add to what the units before them bore. So whatever parts an order is given back in, the parts add up to what these units bear, and to all of it in the end.
     *
     * @param before the prices of the units that were given back already
     * @param prices of those that are given back now
     * @param all    of all units of the order
     */
    public AffiliateShare reversedFor(long before, long prices, long all) {
        return with(borneBy(Math.addExact(before, prices), all).minus(borneBy(before, all)));
    }

    /** What is left of it when so much came back. */
    public AffiliateShare minus(Money back) {
        return with(amount.minus(back));
    }

    private AffiliateShare with(Money other) {
        return new AffiliateShare(code, basisPoints, other);
    }
}
