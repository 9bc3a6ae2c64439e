package souk.analytics;

import souk.kernel.Money;

/**
 * What some orders brought in one currency, in minor units. A sum that is out of range stays at the end of it: whoever writes sums goes on, and whoever is to tell them sees it ({@link #told}).
 *
 * @param orders    how many were placed
 * @param units     of these
 * @param gross     of these: unit prices times quantities, without freight and tax
 * @param discounts of these
 * @param refunds   goods that were given back, at what was paid for them: their price less their share of the discount
 * @param tax       of the orders that were placed
 * @param freight   of the orders that were placed
 */
record Amounts(long orders, long units, long gross, long discounts, long refunds, long tax, long freight) {
    static final Amounts NONE = new Amounts(0, 0, 0, 0, 0, 0, 0);

    static Amounts refunded(long goods) {
        return new Amounts(0, 0, 0, 0, goods, 0, 0);
    }

    Amounts plus(Amounts more) {
        return new Amounts(sum(orders, more.orders), sum(units, more.units), sum(gross, more.gross), sum(discounts, more.discounts), sum(refunds, more.refunds), sum(tax, more.tax), sum(freight, more.freight));
    }

    /** Gross less discounts less refunds. */
    long net() {
        return sum(gross, sum(-discounts, -refunds));
    }

    /** Whether an answer can tell all of it. */
    boolean told() {
        return told(orders) && told(units) && told(gross) && told(discounts) && told(refunds) && told(net()) && told(tax) && told(freight);
    }

    /** Whether every reader of JSON can hold it exactly, as it can any amount of money. */
    static boolean told(long amount) {
        return amount >= -Money.MAX && amount <= Money.MAX;
    }

    /** What is out of range stays there, whatever comes after it: in whatever order they are added, a wrong sum never looks like a right one. */
    static long sum(long one, long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) return Long.MAX_VALUE;
        if (one == Long.MIN_VALUE || other == Long.MIN_VALUE) return Long.MIN_VALUE;
        long sum = one + other;
        boolean beyond = ((one ^ sum) & (other ^ sum)) < 0;
        return beyond ? one > 0 ? Long.MAX_VALUE : Long.MIN_VALUE : sum;
    }
}
