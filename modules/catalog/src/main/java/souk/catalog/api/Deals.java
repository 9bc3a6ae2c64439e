package souk.catalog.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;

/** Prices that hold for a time, told by whoever runs them to whoever shows products. */
@FunctionalInterface
public interface Deals {
    /** There never are any. */
    Deals NONE = () -> CompletableFuture.completedFuture(Known.NOTHING);

    /**
     * A price that holds for a time.
     *
     * @param id       of what it belongs to, a flash sale
     * @param price    of one unit
     * @param startsAt the first instant at which it holds
     * @param endsAt   the first instant at which it holds no more
     */
    record Deal(String id, Money price, Instant startsAt, Instant endsAt) {
        public boolean holdsAt(Instant now) {
            return !now.isBefore(startsAt) && now.isBefore(endsAt);
        }
    }

    /**
     * The deals that hold or are still to come; those that are over may be among them.
     *
     * @param bySku those of a SKU, no two of which hold at the same time
     */
    record Known(Map<String, List<Deal>> bySku) {
        public static final Known NOTHING = new Known(Map.of());

        /** What a SKU can be had for at that time, by a deal. */
        public Optional<Deal> at(String sku, Instant now) {
            var deals = bySku.get(sku);
            return deals == null ? Optional.empty() : deals.stream().filter(deal -> deal.holdsAt(now)).findFirst();
        }

        /** When that changes next, as far as is known. */
        public Optional<Instant> changes(String sku, Instant now) {
            var deals = bySku.getOrDefault(sku, List.of());
            return deals.stream().map(deal -> now.isBefore(deal.startsAt()) ? deal.startsAt() : deal.endsAt()).filter(now::isBefore).min(Instant::compareTo);
        }
    }

    /** What is known on this node: quickly, always, and as a rule less than a second old. */
    CompletionStage<Known> known();
}
