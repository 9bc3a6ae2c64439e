package souk.replay;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A thing of the file as a product of the shop.
 *
 * @param code  its StockCode
 * @param name  what it is called most often
 * @param pence what it costs most often, the lower of two prices that are equally often; 0 if it never had a price in whole pence
 * @param units how many of it are sold in all
 */
public record Goods(String code, String name, long pence, long units) {
    /** Begins every SKU and product id of a replay, so that they are nobody else's. */
    public static final String PREFIX = "OR-";

    /** Everything that these lines name, by code. */
    public static Map<String, Goods> of(List<Line> lines) {
        Map<String, Seen> seen = new TreeMap<>();
        for (Line line : lines) seen.computeIfAbsent(line.code(), code -> new Seen()).take(line);
        Map<String, Goods> goods = new TreeMap<>();
        seen.forEach((code, each) -> goods.put(code, each.goods(code)));
        return goods;
    }

    /** Under which the shop sells it. */
    public String sku() {
        return PREFIX + code;
    }

    private static final class Seen {
        private final Map<String, Integer> names = new HashMap<>();
        private final Map<BigDecimal, Integer> prices = new HashMap<>();
        private long units;

        private void take(Line line) {
            String name = line.description().strip();
            if (Reason.of(line).isPresent() || line.cancels()) {
                // What stands beside a write-off is often no name: "damaged", "?". It is one only if nothing better is there.
                if (!name.isEmpty()) names.putIfAbsent(name, 0);
                return;
            }
            if (!name.isEmpty()) names.merge(name, 1, Integer::sum);
            prices.merge(line.price().stripTrailingZeros(), 1, Integer::sum);
            units += line.quantity();
        }

        private Goods goods(String code) {
            String name = best(names, Comparator.naturalOrder(), "Stock code " + code);
            return new Goods(code, name, best(prices, Comparator.naturalOrder(), BigDecimal.ZERO).movePointRight(2).longValueExact(), units);
        }

        private static <T> T best(Map<T, Integer> counted, Comparator<T> smallest, T otherwise) {
            List<Map.Entry<T, Integer>> all = new ArrayList<>(counted.entrySet());
            all.sort(Map.Entry.<T, Integer>comparingByValue().reversed().thenComparing(Map.Entry::getKey, smallest));
            return all.isEmpty() ? otherwise : all.get(0).getKey();
        }
    }
}
