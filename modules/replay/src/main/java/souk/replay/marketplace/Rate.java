package souk.replay.marketplace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the shop keeps of some lines: a rule for commission, as the replay sets it. The data set says nothing of commission, so these are made up; but so that each sort of rule decides lines: for all, for a category,
 * for a seller, for both, with a fixed part, and one whose fixed part is more than its cheapest lines cost.
 *
 * @param name        of its own among all
 * @param seller      empty: any
 * @param category    empty: any
 * @param basisPoints of the line's total
 * @param fixed       on top of it for each line, in centavos
 */
public record Rate(String name, Optional<String> seller, Optional<String> category, int basisPoints, long fixed) {
    private static final int OF_ALL = 1_200;

    /**
     * The rules for these items: the five categories and the two sellers with the most units have rules of their own.
     *
     * @param categories of each product
     */
    static List<Rate> of(List<Item> items, Map<String, String> categories) {
        Map<String, Integer> ofCategory = new HashMap<>();
        Map<String, Integer> ofSeller = new HashMap<>();
        for (Item item : items) {
            if (!categories.get(item.product()).isEmpty()) ofCategory.merge(categories.get(item.product()), 1, Integer::sum);
            ofSeller.merge(item.seller(), 1, Integer::sum);
        }
        List<Rate> rates = new ArrayList<>();
        rates.add(new Rate("all", Optional.empty(), Optional.empty(), OF_ALL, 0));
        var most = most(ofCategory, 5);
        int[] basisPoints = {1_500, 1_000, 850, 1_825, 600};
        long[] fixed = {0, 0, 50, 0, 500};
        for (int i = 0; i < most.size(); i++) rates.add(new Rate("category-" + (i + 1), Optional.empty(), Optional.of(most.get(i)), basisPoints[i], fixed[i]));
        var sellers = most(ofSeller, 2);
        rates.add(new Rate("seller-1", Optional.of(sellers.get(0)), Optional.empty(), 990, 0));
        if (sellers.size() > 1) {
            Map<String, Integer> own = new HashMap<>();
            for (Item item : items) if (item.seller().equals(sellers.get(1)) && !categories.get(item.product()).isEmpty()) own.merge(categories.get(item.product()), 1, Integer::sum);
            for (String category : most(own, 1)) rates.add(new Rate("seller-2-category", Optional.of(sellers.get(1)), Optional.of(category), 725, 25));
        }
        return List.copyOf(rates);
    }

    private static List<String> most(Map<String, Integer> counted, int number) {
        return counted.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey())).limit(number).map(Map.Entry::getKey).toList();
    }
}
