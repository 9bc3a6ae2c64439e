package souk.analytics;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * What was sold of some SKUs, less what came back of it, by when it was placed. Stored, so its maps have an order: of the same movements come the same bytes.
 *
 * @param bySku by SKU
 */
record ProductSums(SortedMap<String, OfSku> bySku) {
    static final ProductSums NONE = new ProductSums(Collections.emptySortedMap());

    /**
     * One of them.
     *
     * @param name      under which it was sold last
     * @param soldAt    when that was
     * @param byQuarter by the quarter of the day, which is 0 where days lie together, then by currency
     */
    record OfSku(String name, Instant soldAt, SortedMap<Integer, SortedMap<String, Count>> byQuarter) {
        /** Of the same SKU, whichever comes first. */
        private static boolean isLater(Instant at, String name, OfSku before) {
            return at.isAfter(before.soldAt) || at.equals(before.soldAt) && name.compareTo(before.name) > 0;
        }

        private static OfSku first(Movement.Item item, Instant at) {
            return new OfSku(item.name(), at, new TreeMap<>());
        }

        private OfSku copy() {
            var copy = new TreeMap<Integer, SortedMap<String, Count>>();
            byQuarter.forEach((quarter, counts) -> copy.put(quarter, new TreeMap<>(counts)));
            return new OfSku(name, soldAt, copy);
        }

        private OfSku plus(Movement movement, Movement.Item item, int quarter) {
            byQuarter.computeIfAbsent(quarter, of -> new TreeMap<>()).merge(movement.currency(), new Count(item.units(), item.revenue()), Count::plus);
            return isLater(movement.placedAt(), item.name(), this) ? new OfSku(item.name(), movement.placedAt(), byQuarter) : this;
        }
    }

    /** @param revenue in minor units: at the prices at which they were sold, discounts not taken off */
    record Count(long units, long revenue) {
        Count plus(Count more) {
            return new Count(Amounts.sum(units, more.units), Amounts.sum(revenue, more.revenue));
        }

        /** Whether an answer can tell it. */
        boolean told() {
            return Amounts.told(units) && Amounts.told(revenue);
        }
    }

    /** With these of the same day. */
    ProductSums plusOfDay(List<Movement> movements) {
        return plus(movements, movement -> Slot.of(movement.placedAt()).quarter());
    }

    /** With these of days that lie together. */
    ProductSums plusOfStretch(List<Movement> movements) {
        return plus(movements, movement -> 0);
    }

    private ProductSums plus(List<Movement> movements, ToIntFunction<Movement> quarter) {
        var all = new TreeMap<String, OfSku>();
        bySku.forEach((sku, sums) -> all.put(sku, sums.copy()));
        for (Movement movement : movements) {
            for (Movement.Item item : movement.items()) {
                all.put(item.sku(), all.getOrDefault(item.sku(), OfSku.first(item, movement.placedAt())).plus(movement, item, quarter.applyAsInt(movement)));
            }
        }
        return new ProductSums(all);
    }
}
