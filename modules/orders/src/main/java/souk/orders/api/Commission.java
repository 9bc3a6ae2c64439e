package souk.orders.api;

import souk.kernel.Money;

/**
 * What the shop keeps of a vendor's line, frozen when the order was placed, or corrected since.
 *
 * @param amount in the line's currency, never more than the line's total; freight bears none
 * @param rule   the rule that was taken, and which version of it: {@code books@17}
 */
public record Commission(Money amount, String rule) {
    /**
     * What the first so many units of the line bear of it, whichever they are: their share, half up; all of them bear all of it.
     *
     * @param units 0 to {@code quantity}
     */
    public Money borneBy(int units, int quantity) {
        if (units < 0 || units > quantity || quantity < 1) throw new IllegalArgumentException(units + " of " + quantity + " units");
        // In two parts, so that no product is too large.
        long whole = amount.amount() / quantity * units;
        long rest = amount.amount() % quantity * units;
        return new Money(whole + (2 * rest + quantity) / (2L * quantity), amount.currency());
    }

    /**
     * What is taken back of it when units are given back: what they add to what the units before them bore. So whatever parts a line is given back in, the parts add up to what these units bear, and to all of it in the end.
     *
     * @param before units of the line that were given back already
     * @param units  that are given back now
     */
    public Money reversedFor(int before, int units, int quantity) {
        return borneBy(Math.addExact(before, units), quantity).minus(borneBy(before, quantity));
    }
}
