package souk.catalog.api;

import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/** What others than the shop want for its SKUs, told by whoever knows vendors to whoever shows products or sells them. {@code cause}: the request that it is for. */
public interface Offers {
    /** Nobody else sells here. */
    Offers NONE = new Offers() {
        @Override
        public CompletionStage<Map<String, List<Listed>>> of(Map<String, Currency> skus, String cause) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public boolean changedSince(Collection<String> skus, Instant when) {
            return false;
        }

        @Override
        public CompletionStage<Outcome<Terms>> terms(String sku, String vendorId, String cause) {
            return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("offer")));
        }

        @Override
        public CompletionStage<Optional<Terms>> insteadOfTheShop(String sku, Currency currency, String cause) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /** So many offers of one SKU are shown at most. */
    int MOST_LISTED = 20;

    /**
     * At what a vendor sells.
     *
     * @param price   of one unit
     * @param freight of one unit, in the same currency
     */
    record Terms(String vendorId, Money price, Money freight) {}

    /**
     * An offer as shoppers are shown it.
     *
     * @param available units that can still be had
     * @param chosen    whether it is what somebody gets who names no vendor: the cheapest, freight included, that can be had, unless the shop itself has some; of two that cost the same the one whose
     *                  vendor's id comes first
     * @param rating    what buyers think of the vendor; nothing while nobody has said, or it cannot be told at once
     */
    record Listed(Terms terms, long available, boolean chosen, Optional<Rating> rating) {}

    /**
     * What the ratings of a vendor come to.
     *
     * @param average from 1 to 5, rounded to two places
     * @param count   how many there are, at least one
     */
    record Rating(double average, long count) {}

    /**
     * The offers of these SKUs, those that can be had first, the cheapest first; of each at most {@link #MOST_LISTED}, as they were a moment ago. Never fails: what cannot be found out is not there.
     *
     * @param skus each with the currency in which the shop sells it: offers in others are not told
     */
    CompletionStage<Map<String, List<Listed>>> of(Map<String, Currency> skus, String cause);

    /** Whether an offer of one of these was changed through this node then or later: what was put together at that time of the node's clock may not say so. What was a minute ago may be forgotten. */
    boolean changedSince(Collection<String> skus, Instant when);

    /** The offer of this vendor as it is. Refused: {@code not-found} when there is none (any more), {@code vendor-suspended} (CONFLICT) while its vendor may not sell. */
    CompletionStage<Outcome<Terms>> terms(String sku, String vendorId, String cause);

    /** What somebody gets who names no vendor: the {@linkplain Listed#chosen chosen} offer, or nothing when that is the shop's own, or when there is none that can be had. Fails as a question to an aggregate does. */
    CompletionStage<Optional<Terms>> insteadOfTheShop(String sku, Currency currency, String cause);
}
