package souk.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.catalog.ProductDocument.OfferDocument;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.catalog.api.Variant;
import souk.kernel.Money;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;
import souk.platform.http.body.Whole;

/**
 * A product as clients write it, in a body or in a line of an import.
 *
 * @param id     in a body the path's or absent, in an import required
 * @param status published unless it says otherwise
 */
record ProductForm(Optional<String> id,
        Optional<@Text(max = 200, pattern = SLUG) String> slug,
        @Text(max = 500) String name,
        Optional<@Text(min = 0) String> brand,
        Optional<@Text(min = 0, max = 500, pattern = CATEGORY) String> category,
        Optional<@Text(min = 0, max = 1_000_000, lines = true) String> description,
        Optional<Map<String, @Text(min = 0, max = 10_000, lines = true) String>> attributes,
        Optional<Status> status,
        @Size(min = 1, max = 200) List<VariantForm> variants) implements Checked {

    static final String SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*";
    static final String CATEGORY = "(?:[^/]+(?:/[^/]+)*)?";
    static final String GTIN = "(?:[0-9]{8,14})?";

    /**
     * A variant as clients write it.
     *
     * @param offers as they were read: not heeded, so that what was read can be written back. They are their vendors' to change
     */
    record VariantForm(@Text(max = 100) String sku, Optional<@Text(min = 0, max = 14, pattern = GTIN) String> gtin,
            Optional<@Size(max = 20) Map<String, String>> options, @Whole(min = 0) Money price, Optional<List<OfferDocument>> offers) {

        Variant variant() {
            return new Variant(sku, gtin.orElse(""), options.orElse(Map.of()), price);
        }
    }

    @Override
    public void check(Faults faults) {
        checkSkus(variants, faults);
    }

    static void checkSkus(List<VariantForm> variants, Faults faults) {
        var seen = new HashSet<String>();
        for (int i = 0; i < variants.size(); i++) {
            if (!seen.add(variants.get(i).sku())) faults.badFormat("variants[" + i + "].sku", "Each variant has a SKU of its own.");
        }
    }

    ProductContent content() {
        return new ProductContent(slug.orElse(""), name, brand.orElse(""), category.orElse(""), description.orElse(""), attributes.orElse(Map.of()),
                status.orElse(Status.PUBLISHED), variants.stream().map(VariantForm::variant).toList());
    }
}
