package souk.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.catalog.ProductForm.VariantForm;
import souk.catalog.api.ProductContent;
import souk.catalog.api.ProductContent.Status;
import souk.platform.http.body.Change;
import souk.platform.http.body.Checked;
import souk.platform.http.body.Clearable;
import souk.platform.http.body.Faults;
import souk.platform.http.body.Size;
import souk.platform.http.body.Text;

/** What a JSON Merge Patch says about a product. Attributes are merged by name; variants, being a list, are replaced as a whole. */
record ProductPatch(Change<String> id,
        @Clearable Change<@Text(max = 200, pattern = ProductForm.SLUG) String> slug,
        Change<@Text(max = 500) String> name,
        @Clearable Change<@Text(min = 0) String> brand,
        @Clearable Change<@Text(min = 0, max = 500, pattern = ProductForm.CATEGORY) String> category,
        @Clearable Change<@Text(min = 0, max = 1_000_000, lines = true) String> description,
        @Clearable Change<Map<String, Optional<@Text(min = 0, max = 10_000, lines = true) String>>> attributes,
        @Clearable Change<Status> status,
        Change<@Size(min = 1, max = 200) List<VariantForm>> variants) implements Checked {

    @Override
    public void check(Faults faults) {
        if (variants.given()) ProductForm.checkSkus(variants.value(), faults);
    }

    /** The product after the patch. A slug that is cleared is made from the name again; a status that is cleared is published. */
    ProductContent on(ProductContent before) {
        return new ProductContent(slug.on(Optional.of(before.slug())).orElse(""), name.or(before.name()),
                brand.on(Optional.of(before.brand())).orElse(""), category.on(Optional.of(before.category())).orElse(""),
                description.on(Optional.of(before.description())).orElse(""), attributesOn(before.attributes()),
                status.on(Optional.of(before.status())).orElse(Status.PUBLISHED),
                variants.given() ? variants.value().stream().map(VariantForm::variant).toList() : before.variants());
    }

    private Map<String, String> attributesOn(Map<String, String> before) {
        if (!attributes.given()) return before;
        if (attributes.clears()) return Map.of();
        var after = new LinkedHashMap<>(before);
        attributes.value().forEach((name, value) -> value.ifPresentOrElse(text -> after.put(name, text), () -> after.remove(name)));
        return after;
    }
}
