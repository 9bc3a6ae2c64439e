package souk.search.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;
import souk.kernel.Money;

class ProductTextTest {
    @Test
    void aMakerIsOneWordSoThatNoneOfItsWordsAloneIsTakenForIt() {
        assertThat(textOf("Notebook case with strap", "Case Logic").maker()).isEqualTo("caselogic");
    }

    private static ProductText textOf(String name, String brand) {
        return ProductText.of(new ProductContent(null, name, brand, "", "", Map.of(), null, List.of(new Variant("sku-1", "", Map.of(), Money.of(1_00, "EUR")))));
    }
}
