package souk.server.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DemoShopTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void itsProductsAreAllThereEachWithASkuOfItsIdAndAPrice() throws Exception {
        var ids = new HashSet<String>();
        try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(getClass().getResourceAsStream(DemoShop.PRODUCTS)), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode product = JSON.readTree(line);
                String id = product.path("id").asText();
                assertThat(line.chars().noneMatch(Character::isISOControl)).as("%s has only characters that the catalog takes", id).isTrue();
                assertThat(ids.add(id)).as(id).isTrue();
                assertThat(product.path("variants").path(0).path("sku").asText()).isEqualTo("CE-" + id);
                assertThat(product.path("variants").path(0).path("price").path("amount").asLong()).as(id).isPositive();
                assertThat(product.path("attributes").size()).as(id).isLessThanOrEqualTo(40);
            }
        }
        assertThat(ids).hasSize(19_406);
    }

    @Test
    void itsStockIsAlwaysTheSameAndNeverNothing() {
        assertThat(DemoShop.onHand("CE-1399")).isEqualTo(DemoShop.onHand("CE-1399")).isBetween(20, 519);
        assertThat(DemoShop.onHand("CE-1400")).isNotEqualTo(DemoShop.onHand("CE-1399"));
    }

    @Test
    void upFindsIt() {
        assertThat(ServiceLoader.load(FirstStart.class)).hasAtLeastOneElementOfType(DemoShop.class);
    }

    @Test
    void onlyArticleNumbersWhoseLastDigitFitsAreTaken() {
        assertThat(DemoShopConverter.isGtin("4006381333931")).isTrue();
        assertThat(DemoShopConverter.isGtin("96385074")).isTrue();
        assertThat(DemoShopConverter.isGtin("4006381333932")).isFalse();
        assertThat(DemoShopConverter.isGtin("400638133393")).isFalse();
        assertThat(DemoShopConverter.isGtin("")).isFalse();
    }

    @Test
    void aSourceProductBecomesOneOfOurs() throws Exception {
        var source = JSON.readTree("""
                {"id":"7","name":"80","title":"HP 80\\tCyan","ean":["1","0882780756328"],"short_description":"<b>Ink</b><br>350 ml","supplier":"HP","price":12595,
                 "date_released":"2006-07-01T00:00:00Z","attr_t_ink_type":"Dye-based","attr_n_width":56.0,"attr_n_pallet_width":1219.0}""");
        assertThat(DemoShopConverter.convert(source)).hasToString("""
                {"id":"7","name":"HP 80 Cyan","brand":"HP","category":"printing/ink","description":"Ink\\n350 ml",\
                "attributes":{"model":"80","released":"2006-07-01","ink_type":"Dye-based","width":"56"},"status":"published",\
                "variants":[{"sku":"CE-7","gtin":"0882780756328","price":{"amount":12595,"currency":"USD"}}]}""");
    }
}
