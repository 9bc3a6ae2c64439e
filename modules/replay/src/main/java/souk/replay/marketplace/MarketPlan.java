package souk.replay.marketplace;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is done in the shop. Pure: the same files give the same plan.
 *
 * <ul>
 * <li>A product of the files is a product of the shop, which each of its sellers offers as the same SKU. Where its price or freight changes from order to order, the seller offers it anew before that order: so prices
 * change as they did, and what was sold before must keep its own. (A SKU for each price would never change one.) That is why orders of one offer come one after the other.
 * <li>An order is one cart; its rows of one product, seller, price and freight are one line. One product of one seller at two prices in one order are two variants.
 * <li>Each seller has at first as many units as it sells in all the files, and nothing at the end.
 * </ul>
 *
 * @param sales    as they came: by when they were to be sent off, then by id
 * @param products that are sold in them
 * @param rates    the rules for commission, of the whole files
 */
public record MarketPlan(List<Sale> sales, SortedMap<String, Product> products, List<Rate> rates) {
    /**
     * A product.
     *
     * @param category empty: none
     * @param price    the first that somebody asked for it, in centavos; nobody buys at it
     * @param variants how many
     */
    public record Product(String id, String category, long price, int variants) {}

    public MarketPlan {
        sales = List.copyOf(sales);
        rates = List.copyOf(rates);
    }

    /** The plan for all orders of these files. */
    public static MarketPlan of(MarketData data) {
        Map<String, List<Item>> orders = data.items().stream().collect(Collectors.groupingBy(Item::order));
        List<Sale> sales = new ArrayList<>();
        orders.forEach((order, items) -> sales.add(sale(order, items)));
        sales.sort(Comparator.comparing(Sale::at).thenComparing(Sale::order));
        var counted = counted(sales);
        return new MarketPlan(counted, products(counted, data.categories()), Rate.of(data.items(), data.categories()));
    }

    /** The plan for the first orders only: the same orders at the same rates. */
    public MarketPlan first(int orders) {
        if (orders >= sales.size()) return this;
        List<Sale> first = sales.subList(0, orders);
        SortedMap<String, Product> sold = new TreeMap<>();
        for (Sale sale : first) for (Sale.Line line : sale.lines()) sold.put(line.product(), products.get(line.product()));
        return new MarketPlan(first, sold, rates);
    }

    /** Of whom something is bought. */
    public Set<String> sellers() {
        Set<String> sellers = new TreeSet<>();
        for (Sale sale : sales) sellers.addAll(sale.sellers());
        return sellers;
    }

    private record Terms(String seller, String product, long price, long freight) {}

    private static Sale sale(String order, List<Item> items) {
        Map<Terms, Integer> units = new LinkedHashMap<>();
        LocalDateTime at = items.get(0).at();
        for (Item item : items.stream().sorted(Comparator.comparing(Item::number)).toList()) {
            units.merge(new Terms(item.seller(), item.product(), centavos(item.price()), centavos(item.freight())), 1, Integer::sum);
            if (item.at().isBefore(at)) at = item.at();
        }
        Map<String, Integer> variants = new HashMap<>();
        List<Sale.Line> lines = new ArrayList<>();
        units.forEach((terms, quantity) -> lines.add(new Sale.Line(terms.seller, terms.product, variants.merge(terms.seller + " " + terms.product, 1, Integer::sum), quantity, terms.price, terms.freight, 0)));
        return new Sale(order, at, lines);
    }

    private static long centavos(BigDecimal reais) {
        return reais.movePointRight(2).longValueExact();
    }

    /** From the last to the first: what is left at each. */
    private static List<Sale> counted(List<Sale> sales) {
        Map<String, Integer> left = new HashMap<>();
        Sale[] counted = new Sale[sales.size()];
        for (int i = counted.length - 1; i >= 0; i--) {
            Sale sale = sales.get(i);
            counted[i] = new Sale(sale.order(), sale.at(), sale.lines().stream().map(line -> new Sale.Line(line.seller(), line.product(), line.variant(), line.quantity(), line.price(), line.freight(),
                    left.merge(line.offer(), line.quantity(), Integer::sum))).toList());
        }
        return List.of(counted);
    }

    private static SortedMap<String, Product> products(List<Sale> sales, Map<String, String> categories) {
        SortedMap<String, Product> products = new TreeMap<>();
        for (Sale sale : sales) {
            for (Sale.Line line : sale.lines()) {
                products.merge(line.product(), new Product(line.product(), categories.get(line.product()), line.price(), line.variant()),
                        (one, other) -> new Product(one.id, one.category, one.price, Math.max(one.variants, other.variants)));
            }
        }
        return products;
    }
}
