package souk.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.catalog.api.ProductCommand;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.SkuOffer;
import souk.catalog.api.Variant;
import souk.kernel.Money;

/** Products for tests, in plain words. */
final class Samples {
    private Samples() {}

    static Variant variant(String sku, long pence) {
        return new Variant(sku, "", Map.of(), Money.of(pence, "GBP"));
    }

    static ProductContent product(String name, Variant... variants) {
        return new ProductContent("", name, "Acme", "a/b", "", Map.of("color", "red"), Status.PUBLISHED, Arrays.asList(variants));
    }

    static ProductContent draft(ProductContent content) {
        return new ProductContent(content.slug(), content.name(), content.brand(), content.category(), content.description(), content.attributes(), Status.DRAFT, content.variants());
    }

    /** A request for this content, named by it. */
    static ProductCommand.Put put(String productId, ProductContent content) {
        return new ProductCommand.Put(productId, name(content), "request of " + name(content), content, Optional.empty());
    }

    static String name(ProductContent content) {
        return Integer.toHexString(content.hashCode());
    }

    static SkuOffer offer(ProductContent content, String sku) {
        return content.offers().get(sku);
    }

    static List<String> skus(ProductContent content) {
        return content.variants().stream().map(Variant::sku).toList();
    }
}
