package souk.catalog.api;

import java.util.Map;
import souk.kernel.Money;

/**
 * One buyable form of a product.
 *
 * @param sku     its stock keeping unit; belongs to one product only
 * @param gtin    the article number printed as a bar code, or empty
 * @param options what makes it differ from its siblings ({@code size -> M}): a product's options are those its variants use
 * @param price   of one unit
 */
public record Variant(String sku, String gtin, Map<String, String> options, Money price) {
    public Variant {
        gtin = gtin == null ? "" : gtin;
        options = Ordered.copyOf(options);
    }
}
