package souk.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static souk.catalog.Samples.product;
import static souk.catalog.Samples.variant;

import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.kernel.Money;
import souk.platform.http.body.BodyReader;
import souk.platform.http.body.Reading;

class ProductPatchTest {
    private static final BodyReader<ProductPatch> READER = BodyReader.of(ProductPatch.class, Set.of(Currency.getInstance("GBP")));
    private static final ProductContent SHIRT = product("Shirt", variant("S-1", 1999));

    private static Reading<ProductPatch> read(String json) {
        return READER.read(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static ProductContent patched(String json) {
        return read(json).value().on(SHIRT);
    }

    @Test
    void whatIsNotThereStays() {
        assertThat(patched("{}")).isEqualTo(SHIRT);
    }

    @Test
    void attributesAreMergedByName() {
        assertThat(patched("{'attributes':{'size':'M'}}").attributes()).isEqualTo(Map.of("color", "red", "size", "M"));
        assertThat(patched("{'attributes':{'color':null}}").attributes()).isEmpty();
        assertThat(patched("{'attributes':null}").attributes()).isEmpty();
    }

    @Test
    void variantsAreReplaced() {
        assertThat(patched("{'variants':[{'sku':'X','price':{'amount':5,'currency':'GBP'}}]}").variants()).isEqualTo(List.of(variant("X", 5)));
        assertThat(patched("{'variants':[{'sku':'X','price':{'amount':5,'currency':'GBP'}}]}").variants().get(0).price()).isEqualTo(Money.of(5, "GBP"));
    }

    @Test
    void nullRemovesWhatMayBeAbsent() {
        var bare = patched("{'brand':null,'category':null,'description':null,'status':null}");
        assertThat(bare.brand() + bare.category() + bare.description()).isEmpty();
        assertThat(bare.status()).isEqualTo(Status.PUBLISHED);
        assertThat(read("{'name':null}").good()).isFalse();
        assertThat(read("{'variants':null}").good()).isFalse();
    }

    @Test
    void aSlugStaysWhenTheNameChangesUntilItIsCleared() {
        assertThat(patched("{'name':'Blouse'}").slug()).isEqualTo("shirt");
        assertThat(patched("{'name':'Blouse','slug':null}").slug()).isEqualTo("blouse");
    }

    @Test
    void aSkuStandsInOneVariantOnly() {
        var twice = read("{'variants':[{'sku':'X','price':{'amount':5,'currency':'GBP'}},{'sku':'X','price':{'amount':5,'currency':'GBP'}}]}");
        assertThat(twice.faults()).extracting(fault -> fault.field()).containsExactly("variants[1].sku");
    }
}
