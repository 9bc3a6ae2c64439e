package souk.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.Variant;
import souk.kernel.Money;

/** A product as it stands in lists: without description and attributes, so that a page stays small whatever products say. */
record ProductSummary(String id, String slug, String name, Optional<String> brand, Optional<String> category, Status status, List<VariantSummary> variants) {

    /** A variant as it stands in lists and documents. */
    record VariantSummary(String sku, Optional<String> gtin, Map<String, String> options, Money price) {
        static VariantSummary of(Variant variant) {
            return new VariantSummary(variant.sku(), given(variant.gtin()), variant.options(), variant.price());
        }
    }

    static ProductSummary of(String id, ProductContent content) {
        return new ProductSummary(id, content.slug(), content.name(), given(content.brand()), given(content.category()), content.status(),
                content.variants().stream().map(VariantSummary::of).toList());
    }

    static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
