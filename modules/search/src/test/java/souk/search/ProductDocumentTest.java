package souk.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.Variant;
import souk.kernel.Money;
import souk.search.ProductDocument.Stocked;

class ProductDocumentTest {
    private static ProductContent content(int version) {
        return new ProductContent("", "Thing " + version, "HP", "a/b", "", Map.of("Color", "Red", "brand", "no facet of its own"), version % 3 == 0 ? Status.DRAFT : Status.PUBLISHED,
                List.of(new Variant("A", "", Map.of("Size", "M"), Money.of(100 + version, "GBP")), new Variant("B", "", Map.of("size", "L"), Money.of(90, "EUR"))));
    }

    /** A news of one of three sources, and its version. */
    private static ProductDocument after(ProductDocument before, int news) {
        int version = 1 + news / 3;
        return switch (news % 3) {
            case 0 -> before.with(version, version % 7 == 0 ? Optional.empty() : Optional.of(content(version)), Map.of());
            case 1 -> before.with(0, Optional.empty(), Map.of("A", new Stocked(version, version % 2 == 0)));
            default -> before.with(0, Optional.empty(), Map.of("B", new Stocked(version, version % 2 == 0)));
        };
    }

    @Property
    void whatComesTwiceOrLateChangesNothing(@ForAll @Size(max = 30) List<@IntRange(max = 60) Integer> news) {
        var content = Optional.of(content(100));
        var first = ProductDocument.none("p").with(100, content, Map.of());
        var document = first;
        for (int each : news) if (each % 3 != 0) document = after(document, each);
        var again = document;
        for (int each : news) again = after(again, each);
        assertThat(again).as("the content is newer than anything that comes").isEqualTo(document);
        assertThat(ProductDocument.read("p", again.write((id, says, fields) -> { }))).isEqualTo(again);
    }

    @Test
    void theStockOfASkuThatComesLaterIsKeptWithIt() {
        var without = ProductDocument.none("p").with(1, Optional.of(new ProductContent("", "Thing", "", "", "", Map.of(), Status.PUBLISHED, List.of(new Variant("A", "", Map.of(), Money.of(1, "GBP"))))), Map.of());
        assertThat(without.with(0, Optional.empty(), Map.of("B", new Stocked(5, true))).stock()).isEmpty();
        assertThat(without.with(2, Optional.of(content(2)), Map.of("B", new Stocked(5, true))).stock()).containsOnlyKeys("B");
    }

    @Test
    void aTombstoneSaysNothing() {
        var gone = ProductDocument.none("p").with(1, Optional.of(content(1)), Map.of()).with(2, Optional.empty(), Map.of());
        assertThat(gone.write((id, says, fields) -> { }).toString()).isEqualTo("{\"id\":\"p\",\"visible\":false,\"product\":{\"version\":2},\"stock\":[]}");
        assertThat(gone.with(1, Optional.of(content(1)), Map.of())).as("what comes late does not bring it back").isEqualTo(gone);
    }

    @Test
    void facetsAreComparedWithoutCaseAndShownAsTheyAre() {
        var document = ProductDocument.none("p").with(1, Optional.of(content(1)), Map.of("B", new Stocked(1, true))).write((id, says, fields) -> { });
        var facets = document.get("facets");
        assertThat(facets.get("f.brand").toString()).isEqualTo("[\"hp\"]");
        assertThat(facets.get("d.brand").get(0).asText()).isEqualTo("hp\u001fHP");
        assertThat(facets.get("f.category").toString()).isEqualTo("[\"a\",\"a/b\"]");
        assertThat(facets.get("f.size").toString()).contains("\"m\"", "\"l\"");
        assertThat(facets.get("f.available").toString()).isEqualTo("[\"true\"]");
        assertThat(document.get("prices").toString()).isEqualTo("{\"EUR\":90,\"GBP\":101}");
        assertThat(document.get("price").asLong()).isEqualTo(101);
    }
}
