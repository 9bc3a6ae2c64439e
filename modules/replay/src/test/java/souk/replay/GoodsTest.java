package souk.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoodsTest {
    @Test
    void itHasItsMostFrequentNameAndPriceAndTheUnitsThatAreSold() {
        var lines = new Lines().called("TEAPOT").line("1", "A", 2, "2.55").line("2", "A", 3, "2.50").line("3", "A", 1, "2.55")
                .called("TEAPOT ").line("4", "A", 1, "9").called("damaged").line("5", "A", -4, "0").line("C6", "A", -1, "2.5").called("").line("7", "A", 1, "2.5");
        assertThat(Goods.of(lines.all()).values()).containsExactly(new Goods("A", "TEAPOT", 250, 8));
    }

    @Test
    void whatIsNeverSoldHasWhatNameThereIsAndNoPrice() {
        var goods = Goods.of(new Lines().called("check").line("1", "A", -2, "0").called("").line("2", "b", 1, "0").all());
        assertThat(goods.get("A")).isEqualTo(new Goods("A", "check", 0, 0));
        assertThat(goods.get("b")).isEqualTo(new Goods("b", "Stock code b", 0, 0));
        assertThat(goods.get("b").sku()).isEqualTo("OR-b");
    }
}
