package souk.replay.marketplace;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in the files, and what becomes of it.
 *
 * @param orders       in them
 * @param units        rows of {@code order_items}
 * @param lines        of carts
 * @param sellers      who sold
 * @param products     that were sold
 * @param ofSeveral    orders of several sellers
 * @param shared       products that several sellers sold
 * @param offers       products of a seller
 * @param changes      how often an offer has another price or freight than in the order before
 * @param paid         all payments for these orders, in reais
 * @param statuses     how many orders of which status, of those of which it is known
 * @param addsUp       whether the plan's carts cost what the rows of the file come to, exactly
 */
public record MarketAccount(int orders, int units, int lines, int sellers, int products, int ofSeveral, int shared, int offers, int changes, BigDecimal paid, SortedMap<String, Integer> statuses, boolean addsUp) {
    /** The account of a plan: its figures from its carts, and the file's from its rows. */
    public static MarketAccount of(MarketData data, MarketPlan plan, Expected expected) {
        Map<String, Set<String>> sellersOf = new HashMap<>();
        Map<String, String> last = new HashMap<>();
        Set<String> orders = new HashSet<>();
        int units = 0;
        int lines = 0;
        int several = 0;
        int changes = 0;
        long goods = 0;
        long total = 0;
        for (Sale sale : plan.sales()) {
            orders.add(sale.order());
            if (sale.sellers().size() > 1) several++;
            goods += sale.goods();
            total += sale.total();
            for (Sale.Line line : sale.lines()) {
                units += line.quantity();
                lines++;
                sellersOf.computeIfAbsent(line.product(), product -> new HashSet<>()).add(line.seller());
                String before = last.put(line.offer(), line.price() + " " + line.freight());
                if (before != null && !before.equals(line.price() + " " + line.freight())) changes++;
            }
        }
        BigDecimal paid = BigDecimal.ZERO;
        SortedMap<String, Integer> statuses = new TreeMap<>();
        for (String order : orders) {
            paid = paid.add(data.payments().getOrDefault(order, BigDecimal.ZERO));
            if (data.statuses().containsKey(order)) statuses.merge(data.statuses().get(order), 1, Integer::sum);
        }
        var sums = expected.total();
        boolean addsUp = sums.goods().compareTo(BigDecimal.valueOf(goods, 2)) == 0 && sums.goods().add(sums.freight()).compareTo(BigDecimal.valueOf(total, 2)) == 0;
        return new MarketAccount(orders.size(), units, lines, plan.sellers().size(), plan.products().size(), several, (int) sellersOf.values().stream().filter(each -> each.size() > 1).count(), last.size(), changes, paid, statuses, addsUp);
    }
}
