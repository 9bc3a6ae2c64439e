package souk.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.catalog.ProductSummary.VariantSummary;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductView;

/** A product as clients read it; what is read can be written again as it is. */
record ProductDocument(String id, String slug, String name, Optional<String> brand, Optional<String> category, Optional<String> description,
        Map<String, String> attributes, Status status, List<VariantSummary> variants) {

    static ProductDocument of(ProductView product) {
        ProductContent content = product.content();
        return new ProductDocument(product.id(), content.slug(), content.name(), ProductSummary.given(content.brand()), ProductSummary.given(content.category()),
                ProductSummary.given(content.description()), content.attributes(), content.status(), content.variants().stream().map(VariantSummary::of).toList());
    }
}
