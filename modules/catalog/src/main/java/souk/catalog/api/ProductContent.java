package souk.catalog.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a product says.
 *
 * @param slug        for readable links; derived from the name unless given; not unique, a link needs the id too
 * @param name        what shoppers read
 * @param brand       or empty
 * @param category    a path, {@code a/b/c}, or empty
 * @param description or empty
 * @param attributes  by name, in the order given
 * @param status      whether shoppers see it
 * @param variants    at least one, in the order given, no SKU twice
 */
public record ProductContent(String slug, String name, String brand, String category, String description, Map<String, String> attributes,
        Status status, List<Variant> variants) {

    /** Whether shoppers see a product. */
    public enum Status { /** Seen and sold. */ PUBLISHED, /** Seen by staff only. */ DRAFT }

    public ProductContent {
        brand = brand == null ? "" : brand;
        category = category == null ? "" : category;
        description = description == null ? "" : description;
        attributes = Ordered.copyOf(attributes);
        status = status == null ? Status.PUBLISHED : status;
        variants = List.copyOf(variants);
        slug = slug == null || slug.isEmpty() ? Slug.of(name) : slug;
    }

    /** Whether shoppers see it. */
    public boolean published() {
        return status == Status.PUBLISHED;
    }

    /** What its SKUs are sold as, in the order of the variants. */
    public Map<String, SkuOffer> offers() {
        var offers = new LinkedHashMap<String, SkuOffer>();
        for (Variant each : variants) offers.put(each.sku(), new SkuOffer(name, each.price(), published(), each.gtin(), each.options()));
        return offers;
    }

    /** The options its variants use, each with its values, in the order of their first use. */
    public Map<String, List<String>> options() {
        var options = new LinkedHashMap<String, List<String>>();
        for (Variant variant : variants) {
            variant.options().forEach((option, value) -> {
                var values = options.computeIfAbsent(option, any -> new ArrayList<>());
                if (!values.contains(value)) values.add(value);
            });
        }
        return options;
    }
}
