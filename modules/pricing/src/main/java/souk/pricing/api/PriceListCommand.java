package souk.pricing.api;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Money;

/**
 * What can be asked of one price list. A list that was made is never deleted: one that shall count no more gets an end.
 *
 * @param <R> the reply
 */
public sealed interface PriceListCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "pricing.price-list";

    /** Where this price list lives. */
    static Address<PriceListCommand<?>> at(String priceListId) {
        return new Address<>(TYPE, priceListId);
    }

    /**
     * The list shall say this from now on, all of it; it is made if need be. The same again changes nothing.
     *
     * <p>Refused: {@code stale} (STALE) if it names a version that is not the list's, {@code currency-mismatch} (CONFLICT): a list keeps
     * its currency, as the carts that have it keep theirs.
     *
     * @param priceListId the aggregate's own id
     */
    record SetTerms(String priceListId, PriceListTerms terms, Optional<Long> expectedVersion) implements PriceListCommand<Changed> {
        public SetTerms {
            if (expectedVersion == null) expectedVersion = Optional.empty();
        }
    }

    /** The list as it is. Refused: {@code not-found}. */
    record Look() implements PriceListCommand<PriceListView> {}

    /** Its prices of these SKUs, as they count now. Refused: {@code not-found}. */
    record Quote(List<String> skus) implements PriceListCommand<Quoted> {
        public Quote {
            skus = List.copyOf(skus);
        }
    }

    /** @param created whether this made the list */
    record Changed(boolean created, PriceListView list) {}

    /**
     * @param currency of the list
     * @param prices   of those SKUs that it has a price for; none while it does not count
     */
    record Quoted(Currency currency, Map<String, Money> prices) {
        public Quoted {
            prices = Map.copyOf(prices);
        }
    }
}
