package souk.orders.api;

import java.util.Optional;
import souk.kernel.Money;

/**
 * How much the shop keeps of a line.
 *
 * @param basisPoints of the line's total: hundredths of a per cent, at most {@value #ALL}
 * @param fixed       on top of that for each line; a rate that has one is only for lines in its currency
 */
public record CommissionRate(int basisPoints, Optional<Money> fixed) {
    /** The whole of a line, in basis points. */
    public static final int ALL = 10_000;

    public CommissionRate {
        if (fixed == null) fixed = Optional.empty();
    }

    /** Whether it is for a line of this total. */
    public boolean isFor(Money total) {
        return fixed.map(each -> each.currency().equals(total.currency())).orElse(true);
    }

    /** Of a line that it is for: the share, half up, and the fixed part, but never more than there is. */
    public Money of(Money total) {
        long amount = total.amount();
        // In two parts, so that no product is too large.
        long share = amount / ALL * basisPoints + (amount % ALL * basisPoints + ALL / 2) / ALL;
        return new Money(Math.min(amount, share + fixed.map(Money::amount).orElse(0L)), total.currency());
    }
}
