package souk.pricing.api;

import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.PersistentMap;

/**
 * What a price list says.
 *
 * @param name     for people, or empty
 * @param currency of every price in it
 * @param from     the first instant at which it counts; without one it always has
 * @param to       the first instant at which it counts no more; without one it always will
 * @param prices   of one unit of each SKU, 1 to {@value #MOST} of them, none below zero
 */
public record PriceListTerms(String name, Currency currency, Optional<Instant> from, Optional<Instant> to, PersistentMap<String, Money> prices) {
    /** The most SKUs a price list can have. */
    public static final int MOST = 1_000;

    public PriceListTerms {
        if (name == null) name = "";
        if (from == null) from = Optional.empty();
        if (to == null) to = Optional.empty();
        if (prices.isEmpty() || prices.size() > MOST) throw new IllegalArgumentException("A price list has 1 to " + MOST + " prices, this one has " + prices.size());
        for (Money price : prices.values()) {
            if (price.amount() < 0 || !price.currency().equals(currency)) throw new IllegalArgumentException("A price in this list is in " + currency + " and not below zero, this is " + price);
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) throw new IllegalArgumentException("A price list ends after it begins, not from " + from.get() + " to " + to.get());
    }

    /** Whether it counts at that time. */
    public boolean validAt(Instant time) {
        return !from.filter(time::isBefore).isPresent() && !to.filter(end -> !time.isBefore(end)).isPresent();
    }
}
