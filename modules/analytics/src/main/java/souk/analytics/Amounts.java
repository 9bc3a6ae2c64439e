package souk.analytics;

/**
 * What some orders brought in one currency, in minor units.
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

    /** @throws ArithmeticException when a sum is out of range */
    Amounts plus(Amounts more) {
        return new Amounts(Math.addExact(orders, more.orders), Math.addExact(units, more.units), Math.addExact(gross, more.gross), Math.addExact(discounts, more.discounts), Math.addExact(refunds, more.refunds),
                Math.addExact(tax, more.tax), Math.addExact(freight, more.freight));
    }
}
