package souk.replay.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.replay.marketplace.Sale.Line;

class MarketPlanTest {
    @TempDir
    Path folder;

    private MarketPlan plan(Market market) {
        return MarketPlan.of(market.read(folder));
    }

    @Test
    void unitsThatAreAlikeAreOneLineAndTheOrderCostsWhatItsUnitsDo() {
        var sale = plan(new Market().item("o", 1, "p", "s", "10.00", "1.50").item("o", 1, "p", "s", "10.00", "1.50").item("o", 1, "q", "s", "0.85", "0")).sales().get(0);
        assertThat(sale.lines()).containsExactly(new Line("s", "p", 1, 2, 1_000, 150, 2), new Line("s", "q", 1, 1, 85, 0, 1));
        assertThat(sale.goods()).isEqualTo(2_085);
        assertThat(sale.total()).isEqualTo(2_385);
    }

    @Test
    void anOrderOfSeveralSellersIsOneCart() {
        var plan = plan(new Market().item("o", 1, "p", "s", "10", "1").item("o", 2, "p", "t", "11", "2"));
        assertThat(plan.sales()).hasSize(1);
        assertThat(plan.sales().get(0).sellers()).containsExactly("s", "t");
        assertThat(plan.sales().get(0).lines()).extracting(Line::variant).containsOnly(1);
        assertThat(plan.products()).containsOnlyKeys("p");
        assertThat(plan.sellers()).containsExactly("s", "t");
    }

    @Test
    void ordersComeInTimeAndEachFindsWhatTheSellerStillSells() {
        var plan = plan(new Market().item("late", 9, "p", "s", "12", "1").item("early", 1, "p", "s", "10", "1").item("early", 1, "p", "s", "10", "1").item("a tie", 9, "p", "t", "1", "1"));
        assertThat(plan.sales()).extracting(Sale::order).containsExactly("early", "a tie", "late");
        assertThat(plan.sales().get(0).lines()).extracting(Line::left).containsExactly(3);
        assertThat(plan.sales().get(1).lines()).extracting(Line::left).containsExactly(1);
        assertThat(plan.sales().get(2).lines()).extracting(Line::left).containsExactly(1);
    }

    @Test
    void aProductOfOneSellerAtTwoPricesInOneOrderHasTwoVariants() {
        var plan = plan(new Market().item("o", 1, "p", "s", "10", "1").item("o", 1, "p", "s", "10", "2").item("o", 1, "p", "s", "10", "1").item("later", 2, "p", "s", "11", "1"));
        assertThat(plan.sales().get(0).lines()).containsExactly(new Line("s", "p", 1, 2, 1_000, 100, 3), new Line("s", "p", 2, 1, 1_000, 200, 1));
        assertThat(plan.sales().get(1).lines()).extracting(Line::variant).containsExactly(1);
        assertThat(plan.products().get("p").variants()).isEqualTo(2);
    }

    @Test
    void theFirstOrdersAreTheSameOrdersAtTheSameRates() {
        var plan = plan(new Market().item("1", 1, "p", "s", "10", "1").item("2", 2, "q", "s", "10", "1").item("3", 3, "p", "t", "10", "1"));
        var first = plan.first(2);
        assertThat(first.sales()).isEqualTo(plan.sales().subList(0, 2));
        assertThat(first.products()).containsOnlyKeys("p", "q");
        assertThat(first.sellers()).containsExactly("s");
        assertThat(first.rates()).isEqualTo(plan.rates());
        assertThat(plan.first(3)).isSameAs(plan);
    }

    @Test
    void eachSortOfRuleForCommissionIsThere() {
        var rates = plan(new Market().product("p", "tea").product("q", "pots").item("1", 1, "p", "s", "10", "1").item("2", 2, "p", "s", "10", "1").item("3", 3, "q", "t", "10", "1")).rates();
        assertThat(rates).extracting(Rate::name).containsExactly("all", "category-1", "category-2", "seller-1", "seller-2-category");
        assertThat(rates.get(1).category()).contains("tea");
        assertThat(rates.get(3).seller()).contains("s");
        assertThat(rates.get(4).seller()).contains("t");
        assertThat(rates.get(4).category()).contains("pots");
    }

    @Test
    void theAccountSaysWhatIsInTheFiles() {
        var data = new Market().item("1", 1, "p", "s", "10", "1").item("1", 1, "p", "t", "10", "1").item("2", 2, "p", "s", "10", "2").item("3", 3, "p", "s", "10", "2").item("3", 3, "p", "s", "10", "2")
                .paid("1", "22.00").paid("2", "12.01").status("1", "delivered").status("2", "canceled").read(folder);
        var plan = MarketPlan.of(data);
        var expected = MarketplaceReplay.expected(data, plan);
        var account = MarketAccount.of(data, plan, expected);
        assertThat(account.orders()).isEqualTo(3);
        assertThat(account.units()).isEqualTo(5);
        assertThat(account.lines()).isEqualTo(4);
        assertThat(account.sellers()).isEqualTo(2);
        assertThat(account.products()).isEqualTo(1);
        assertThat(account.ofSeveral()).isEqualTo(1);
        assertThat(account.shared()).isEqualTo(1);
        assertThat(account.offers()).isEqualTo(2);
        assertThat(account.changes()).isEqualTo(1);
        assertThat(account.paid()).isEqualByComparingTo("34.01");
        assertThat(account.statuses()).containsEntry("canceled", 1).containsEntry("delivered", 1);
        assertThat(account.addsUp()).isTrue();
        assertThat(MarketAccount.of(data, new MarketPlan(plan.sales().subList(0, 1), plan.products(), plan.rates()), expected).addsUp()).isFalse();
        assertThat(expected.flaggedOrders()).isEqualTo(new TreeSet<>(List.of("2", "3")));
    }
}
