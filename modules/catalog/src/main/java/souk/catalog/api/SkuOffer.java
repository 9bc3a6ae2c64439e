package souk.catalog.api;

import java.util.Map;
import souk.kernel.Money;

/**
 * What a product says about one of its SKUs.
 *
 * @param name      the product's name
 * @param price     of one unit
 * @param published whether shoppers may see and buy it
 * @param gtin      the article number printed as a bar code, or empty
 * @param options   what makes this variant differ from its siblings ({@code size -> M}), in the order given
 */
public record SkuOffer(String name, Money price, boolean published, String gtin, Map<String, String> options) {
    public SkuOffer {
        gtin = gtin == null ? "" : gtin;
        options = Ordered.copyOf(options);
    }
}
