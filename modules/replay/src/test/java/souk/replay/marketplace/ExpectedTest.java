package souk.replay.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.replay.marketplace.Expected.Figures;
import souk.replay.marketplace.Expected.Mismatch;
import souk.replay.marketplace.Expected.Part;

/** What must come of the files, worked out here by hand. */
class ExpectedTest {
    private static final Rate ALL = new Rate("all", Optional.empty(), Optional.empty(), 1_200, 0);
    private static final Rate TEA = new Rate("tea", Optional.empty(), Optional.of("tea"), 1_550, 0);
    private static final Rate S = new Rate("s", Optional.of("s"), Optional.empty(), 1_000, 0);
    private static final Rate TEA_OF_S = new Rate("tea of s", Optional.of("s"), Optional.of("tea"), 500, 25);

    @TempDir
    Path folder;

    private Expected expected(Market market, Rate... rates) {
        var data = market.read(folder);
        return Expected.of(data, data.items().stream().map(Item::order).collect(Collectors.toSet()), List.of(rates));
    }

    private static BigDecimal reais(String amount) {
        return new BigDecimal(amount);
    }

    private String commission(String category, String seller, String price, Rate... rates) {
        return expected(new Market().product("p", category).item("o", 1, "p", seller, price, "3.00"), rates).sellers().get(seller).commission().toPlainString();
    }

    @Test
    void commissionIsHalfUpOfTheLineAndFreightBearsNone() {
        var one = expected(new Market().item("o", 1, "p", "s", "58.90", "13.29"), ALL);
        assertThat(one.sellers().get("s")).isEqualTo(new Figures(reais("58.90"), reais("13.29"), reais("7.07")));
        assertThat(one.sellers().get("s").net()).isEqualByComparingTo("65.12");
        // 1.25 x 10 % is half a centavo more than 0.12.
        assertThat(commission("pots", "s", "1.25", S)).isEqualTo("0.13");
        assertThat(commission("pots", "s", "1.24", S)).isEqualTo("0.12");
        // Of a line of three, not three times of one: 3.60 x 15.5 % = 0.558, and three times 0.186 would be 0.57.
        var three = expected(new Market().item("o", 1, "p", "s", "1.20", "0").item("o", 1, "p", "s", "1.20", "0").item("o", 1, "p", "s", "1.20", "0"), TEA);
        assertThat(three.sellers().get("s").commission()).isEqualByComparingTo("0.56");
        assertThat(three.parts().get(new Part("o", "s"))).singleElement().satisfies(line -> assertThat(line.units()).isEqualTo(3));
    }

    @Test
    void theRuleThatNamesMostDecides() {
        assertThat(commission("pots", "t", "10.00", ALL, TEA, S, TEA_OF_S)).isEqualTo("1.20");
        assertThat(commission("tea", "t", "10.00", TEA_OF_S, S, TEA, ALL)).isEqualTo("1.55");
        assertThat(commission("pots", "s", "10.00", ALL, TEA, S, TEA_OF_S)).isEqualTo("1.00");
        assertThat(commission("tea", "s", "10.00", TEA, S, ALL)).isEqualTo("1.00");
        assertThat(commission("tea", "s", "10.00", ALL, TEA, S, TEA_OF_S)).isEqualTo("0.75");
        assertThat(commission("", "t", "10.00", ALL, TEA)).isEqualTo("1.20");
    }

    @Test
    void itIsNeverMoreThanTheGoodsCost() {
        assertThat(commission("tea", "s", "0.20", TEA_OF_S)).isEqualTo("0.20");
        assertThat(commission("tea", "s", "0.30", TEA_OF_S)).isEqualTo("0.27");
    }

    @Test
    void anOrderIsFlaggedWhenItsPaymentsAreNotWhatItCostsAndNoOther() {
        var market = new Market();
        for (String order : List.of("right", "in two", "more", "less", "nothing")) market.item(order, 1, "p", "s", "10.00", "1.00").item(order, 1, "q", "t", "5.00", "0.99");
        var flagged = expected(market.paid("right", "16.99").paid("in two", "10.00").paid("in two", "6.99").paid("more", "17.00").paid("less", "16.98").paid("of another", "1.00"), ALL).flagged();
        assertThat(flagged).containsOnlyKeys("more", "less", "nothing");
        assertThat(flagged.get("less")).isEqualTo(new Mismatch(reais("16.99"), reais("16.98")));
        assertThat(flagged.get("nothing").paid()).isZero();
    }

    @Test
    void eachSellerHasItsOwnOfAnOrderAndOrdersThatAreNotAskedForAreLeftOut() {
        var data = new Market().item("1", 1, "p", "s", "10.00", "1.00").item("1", 1, "p", "t", "20.00", "2.00").item("2", 2, "p", "s", "30.00", "3.00").item("3", 3, "p", "s", "99.00", "9.00").read(folder);
        var expected = Expected.of(data, Set.of("1", "2"), List.of(ALL));
        assertThat(expected.parts()).containsOnlyKeys(new Part("1", "s"), new Part("1", "t"), new Part("2", "s"));
        assertThat(expected.sellers().get("s")).isEqualTo(new Figures(reais("40.00"), reais("4.00"), reais("4.80")));
        assertThat(expected.sellers().get("t")).isEqualTo(new Figures(reais("20.00"), reais("2.00"), reais("2.40")));
        assertThat(expected.total().net()).isEqualByComparingTo("58.80");
        assertThat(expected.flaggedOrders()).containsExactly("1", "2");
    }
}
