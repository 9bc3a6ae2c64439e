package souk.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import souk.kernel.Money;

/**
 * What some time brought.
 *
 * @param start        its first instant
 * @param orders       that were placed then and sold, also if they were cancelled later
 * @param units        of these
 * @param gross        of these: unit prices times quantities, without freight and tax
 * @param discounts    of these
 * @param refunds      goods that were given back then, whenever they were bought, at what was paid for them
 * @param net          gross less discounts less refunds
 * @param tax          of the orders that were placed then
 * @param freight      of the orders that were placed then
 * @param averageOrder gross less discounts for each order that was placed then, half a unit rounded up; absent without one
 */
record Takings(Instant start, long orders, long units, Money gross, Money discounts, Money refunds, Money net, Money tax, Money freight, Optional<Money> averageOrder) {
    /** @param amounts that can be {@linkplain Amounts#told told} */
    static Takings of(Instant start, Amounts amounts, Currency currency) {
        long sold = amounts.gross() - amounts.discounts();
        Optional<Money> average = amounts.orders() == 0 ? Optional.empty()
                : Optional.of(new Money(BigDecimal.valueOf(sold).divide(BigDecimal.valueOf(amounts.orders()), 0, RoundingMode.HALF_UP).longValueExact(), currency));
        return new Takings(start, amounts.orders(), amounts.units(), new Money(amounts.gross(), currency), new Money(amounts.discounts(), currency), new Money(amounts.refunds(), currency),
                new Money(amounts.net(), currency), new Money(amounts.tax(), currency), new Money(amounts.freight(), currency), average);
    }
}
