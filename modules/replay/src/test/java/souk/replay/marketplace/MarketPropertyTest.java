package souk.replay.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever stands in the files: what is done in the shop and what is expected of it come from the same rows by different ways, and meet. */
class MarketPropertyTest {
    @Provide
    Arbitrary<List<Item>> items() {
        var prices = Arbitraries.of(1L, 85L, 199L, 1_000L, 5_890L, 673_500L);
        var item = Combinators.combine(Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 4), Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, 28), prices, Arbitraries.of(0L, 13L, 1_329L))
                .as((order, product, seller, day, price, freight) -> new Item("o" + order, 0, "p" + product, "s" + seller, LocalDateTime.of(2017, 3, day, 9, 45), BigDecimal.valueOf(price, 2), BigDecimal.valueOf(freight, 2)));
        return item.list().ofMinSize(1).ofMaxSize(40).map(MarketPropertyTest::numbered);
    }

    private static List<Item> numbered(List<Item> items) {
        Map<String, Integer> numbers = new HashMap<>();
        return items.stream().map(item -> new Item(item.order(), numbers.merge(item.order(), 1, Integer::sum), item.product(), item.seller(), item.at(), item.price(), item.freight())).toList();
    }

    private static MarketData data(List<Item> items) {
        Map<String, String> categories = new HashMap<>();
        Map<String, Seller> sellers = new HashMap<>();
        for (Item item : items) {
            categories.put(item.product(), List.of("tea", "pots", "").get(item.product().charAt(1) % 3));
            sellers.put(item.seller(), new Seller(item.seller(), "1", "a", "SP"));
        }
        return new MarketData(items, Map.of(), categories, sellers, Map.of(), "");
    }

    @Property(tries = 300)
    void thePlanSellsWhatIsExpectedOfEachSeller(@ForAll("items") List<Item> items, @ForAll @IntRange(min = 1, max = 12) int orders) {
        var data = data(items);
        var plan = MarketPlan.of(data).first(orders);
        var expected = MarketplaceReplay.expected(data, plan);
        Map<String, Long> goods = new HashMap<>();
        Map<String, Long> freight = new HashMap<>();
        for (Sale sale : plan.sales()) {
            for (Sale.Line line : sale.lines()) {
                goods.merge(line.seller(), line.price() * line.quantity(), Long::sum);
                freight.merge(line.seller(), line.freight() * line.quantity(), Long::sum);
            }
        }
        assertThat(expected.sellers().keySet()).isEqualTo(plan.sellers());
        expected.sellers().forEach((seller, figures) -> {
            assertThat(figures.goods()).isEqualByComparingTo(BigDecimal.valueOf(goods.get(seller), 2));
            assertThat(figures.freight()).isEqualByComparingTo(BigDecimal.valueOf(freight.get(seller), 2));
            assertThat(figures.commission()).isBetween(BigDecimal.ZERO, figures.goods());
            assertThat(figures.commission().scale()).isLessThanOrEqualTo(2);
        });
        assertThat(MarketAccount.of(data, plan, expected).addsUp()).isTrue();
    }

    @Property(tries = 300)
    void anOfferIsAtOneTermInAnOrderAndIsSoldToItsLastUnit(@ForAll("items") List<Item> items) {
        var plan = MarketPlan.of(data(items));
        Map<String, Integer> left = new HashMap<>();
        for (Sale sale : plan.sales()) {
            var offers = new ArrayList<>(sale.offers());
            assertThat(offers).doesNotHaveDuplicates();
            for (Sale.Line line : sale.lines()) {
                Integer before = left.put(line.offer(), line.left() - line.quantity());
                if (before != null) assertThat(line.left()).isEqualTo(before);
            }
        }
        assertThat(left.values()).containsOnly(0);
        assertThat(plan.sales().stream().flatMap(sale -> sale.lines().stream()).mapToInt(Sale.Line::quantity).sum()).isEqualTo(items.size());
    }
}
