package souk.replay.marketplace;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the shop must say in the end, straight from the rows of the files, in reais: without {@link MarketPlan}, so that a mistake there is not compared with itself. Only which rules for commission there are comes from
 * there; what they come to is said here.
 *
 * @param sellers what each sold, by id
 * @param parts   what each seller sold in each order
 * @param flagged the orders that were not paid with what their goods and freight come to
 */
public record Expected(SortedMap<String, Figures> sellers, SortedMap<Part, List<Line>> parts, SortedMap<String, Mismatch> flagged) {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(10_000);

    /** Money of a seller. @param commission what the shop keeps of the goods */
    public record Figures(BigDecimal goods, BigDecimal freight, BigDecimal commission) {
        static final Figures NONE = new Figures(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

        /** What is the seller's. */
        public BigDecimal net() {
            return goods.subtract(commission).add(freight);
        }

        Figures plus(Figures other) {
            return new Figures(goods.add(other.goods), freight.add(other.freight), commission.add(other.commission));
        }
    }

    /** What one seller sold in one order. */
    public record Part(String order, String seller) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int byOrder = order.compareTo(other.order);
            return byOrder != 0 ? byOrder : seller.compareTo(other.seller);
        }
    }

    /** Units of a product at one price and freight. */
    public record Line(String product, int units, BigDecimal price, Figures figures) {}

    /**
     * An order that was not paid with what it costs.
     *
     * @param items goods and freight
     * @param paid  zero if no payment is known
     */
    public record Mismatch(BigDecimal items, BigDecimal paid) {}

    /**
     * Of these orders.
     *
     * @param orders ids; others of the files are left out
     */
    public static Expected of(MarketData data, Set<String> orders, List<Rate> rates) {
        SortedMap<String, BigDecimal> costs = new TreeMap<>();
        SortedMap<Part, SortedMap<String, List<Item>>> alike = new TreeMap<>();
        for (Item item : data.items()) {
            if (!orders.contains(item.order())) continue;
            costs.merge(item.order(), item.price().add(item.freight()), BigDecimal::add);
            alike.computeIfAbsent(new Part(item.order(), item.seller()), part -> new TreeMap<>()).computeIfAbsent(item.product() + " " + item.price().toPlainString() + " " + item.freight().toPlainString(), terms -> new ArrayList<>()).add(item);
        }
        SortedMap<String, Figures> sellers = new TreeMap<>();
        SortedMap<Part, List<Line>> parts = new TreeMap<>();
        alike.forEach((part, terms) -> {
            var lines = terms.values().stream().map(units -> line(units, data.categories().get(units.get(0).product()), rates)).toList();
            parts.put(part, lines);
            for (Line line : lines) sellers.merge(part.seller(), line.figures(), Figures::plus);
        });
        SortedMap<String, Mismatch> flagged = new TreeMap<>();
        costs.forEach((order, cost) -> {
            var paid = data.payments().getOrDefault(order, BigDecimal.ZERO);
            if (paid.compareTo(cost) != 0) flagged.put(order, new Mismatch(cost, paid));
        });
        return new Expected(sellers, parts, flagged);
    }

    private static Line line(List<Item> units, String category, List<Rate> rates) {
        Item first = units.get(0);
        var goods = sum(units.stream().map(Item::price).toList());
        return new Line(first.product(), units.size(), first.price(), new Figures(goods, sum(units.stream().map(Item::freight).toList()), commission(goods, rate(first.seller(), category, rates))));
    }

    /** Half up on the line's total, and the fixed part on top, but never more than there is. */
    private static BigDecimal commission(BigDecimal goods, Rate rate) {
        return goods.multiply(BigDecimal.valueOf(rate.basisPoints())).divide(WHOLE, 2, RoundingMode.HALF_UP).add(BigDecimal.valueOf(rate.fixed(), 2)).min(goods);
    }

    /** The one that names most: seller and category, then the seller, then the category. */
    private static Rate rate(String seller, String category, List<Rate> rates) {
        Rate best = null;
        int named = -1;
        for (Rate rate : rates) {
            if (rate.seller().isPresent() && !rate.seller().get().equals(seller) || rate.category().isPresent() && !rate.category().get().equals(category)) continue;
            int names = (rate.seller().isPresent() ? 2 : 0) + (rate.category().isPresent() ? 1 : 0);
            if (names > named) {
                best = rate;
                named = names;
            }
        }
        return best;
    }

    private static BigDecimal sum(Collection<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Of all sellers. */
    public Figures total() {
        return sellers.values().stream().reduce(Figures.NONE, Figures::plus);
    }

    /** The ids of the flagged orders. */
    public SortedSet<String> flaggedOrders() {
        return new TreeSet<>(flagged.keySet());
    }
}
