package souk.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.catalog.api.Deals.Deal;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.ProductView;
import souk.catalog.api.Variant;
import souk.kernel.Money;

/** A product as clients read it; what staff reads can be written again as it is. */
record ProductDocument(String id, String slug, String name, Optional<String> brand, Optional<String> category, Optional<String> description,
        Map<String, String> attributes, Status status, List<VariantDocument> variants) {

    /**
     * A variant as shoppers see it.
     *
     * @param flashSale that is on now: what a unit costs there, instead of {@code price}, for who gets one
     */
    record VariantDocument(String sku, Optional<String> gtin, Map<String, String> options, Money price, Optional<FlashSale> flashSale) {
        private static VariantDocument of(Variant variant, Optional<Deal> deal) {
            return new VariantDocument(variant.sku(), ProductSummary.given(variant.gtin()), variant.options(), variant.price(), deal.map(on -> new FlashSale(on.id(), on.price(), on.endsAt())));
        }
    }

    /** @param endsAt by the server's time */
    record FlashSale(String id, Money price, Instant endsAt) {}

    static ProductDocument of(ProductView product) {
        return of(product, sku -> Optional.empty());
    }

    /** @param deals what SKUs can be had for by a deal */
    static ProductDocument of(ProductView product, Function<String, Optional<Deal>> deals) {
        ProductContent content = product.content();
        return new ProductDocument(product.id(), content.slug(), content.name(), ProductSummary.given(content.brand()), ProductSummary.given(content.category()),
                ProductSummary.given(content.description()), content.attributes(), content.status(), content.variants().stream().map(variant -> VariantDocument.of(variant, deals.apply(variant.sku()))).toList());
    }
}
