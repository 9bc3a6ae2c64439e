package souk.search.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;

/**
 * What a product's document holds under {@link IndexText#TEXT}: its text, sorted by what it tells.
 *
 * @param title       what it is called
 * @param brand       who makes it
 * @param category    the words of its category's path
 * @param type        what its attributes say it is
 * @param attributes  the values of its attributes, the options of its variants
 * @param description what is told about it
 * @param kind        the nouns that its title and type say it is
 * @param purpose     those that its description says it is
 * @param maker       who makes it, as one word
 * @param codes       SKUs, bar codes, model and part numbers
 * @param measures    sizes and amounts of its title, description and options
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProductText(String title, String brand, String category, String type, List<String> attributes, String description,
        Set<String> kind, Set<String> purpose, String maker, Set<String> codes, Set<String> measures) {
    /** Attributes whose value is the name of a kind of thing. */
    private static final List<String> TYPES = List.of("product_type", "type", "device_type");

    /** The text of a product. */
    public static ProductText of(ProductContent product) {
        List<String> type = TYPES.stream().map(product.attributes()::get).filter(each -> each != null).toList();
        List<String> attributes = new ArrayList<>(product.attributes().values());
        Set<String> codes = new LinkedHashSet<>(Codes.of(product.name()));
        Set<String> measures = new LinkedHashSet<>(Measures.of(product.name()));
        measures.addAll(Measures.of(product.description()));
        for (Variant variant : product.variants()) {
            attributes.addAll(variant.options().values());
            for (String value : variant.options().values()) measures.addAll(Measures.of(value));
            codes.addAll(Codes.of(variant.sku()));
            if (!variant.gtin().isEmpty()) codes.add(variant.gtin());
        }
        for (Map.Entry<String, String> each : product.attributes().entrySet()) {
            if (each.getKey().matches("model|.*(code|part|number|mpn)")) codes.addAll(Codes.of(each.getValue()));
        }
        Set<String> kind = new LinkedHashSet<>(Kinds.of(product.name()));
        for (String each : type) kind.addAll(Kinds.of(each));
        return new ProductText(product.name(), product.brand(), product.category().replaceAll("[/_-]", " "), String.join("\n", type), attributes,
                product.description(), kind, Kinds.of(product.description()), String.join("", Words.of(product.brand())), codes, measures);
    }
}
