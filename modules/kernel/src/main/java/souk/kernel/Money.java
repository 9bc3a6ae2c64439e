package souk.kernel;

import java.util.Currency;

/**
 * An amount of money in the currency's minor units (pence, cents): whole numbers only.
 *
 * @param amount   minor units, within +/-(2^53 - 1), so that every JSON reader can hold it exactly
 * @param currency ISO 4217
 */
public record Money(long amount, Currency currency) implements Comparable<Money> {
    /** The largest amount: 2^53 - 1. */
    public static final long MAX = (1L << 53) - 1;

    public Money {
        if (amount > MAX || amount < -MAX) throw new ArithmeticException("An amount of money is within +/-(2^53-1) minor units, this is " + amount);
        if (currency == null) throw new IllegalArgumentException("An amount of money has a currency");
    }

    public static Money of(long amount, String currency) {
        return new Money(amount, Currency.getInstance(currency));
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /** @throws ArithmeticException when the sum is out of range */
    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.addExact(amount, other.amount), currency);
    }

    /** @throws ArithmeticException when the difference is out of range */
    public Money minus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.subtractExact(amount, other.amount), currency);
    }

    /** @throws ArithmeticException when the product is out of range */
    public Money times(long factor) {
        return new Money(Math.multiplyExact(amount, factor), currency);
    }

    public boolean isZero() {
        return amount == 0;
    }

    @Override
    public int compareTo(Money other) {
        requireSameCurrency(other);
        return Long.compare(amount, other.amount);
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("Cannot combine " + currency + " with " + other.currency + " without an exchange rate");
        }
    }

    @Override
    public String toString() {
        return amount + " " + currency.getCurrencyCode();
    }
}
