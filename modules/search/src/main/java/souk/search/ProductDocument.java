package souk.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;
import souk.platform.search.SearchEngine;
import souk.platform.wire.Codec;

/**
 * A product's document in the index: what the catalog says and which of its SKUs can be had, each with the version of the log it comes
 * from. All else in the document follows from these, so that whoever changes one part writes the whole anew, and none can undo another:
 * a part only ever gives way to a newer one. A product that is deleted or not published leaves a tombstone, which nobody finds.
 *
 * @param version of the catalog's part: 0 before the first event
 * @param content what the product says; nothing once it is deleted
 * @param stock   by SKU, of the SKUs it sells
 */
record ProductDocument(String id, long version, Optional<ProductContent> content, Map<String, Stocked> stock) {
    /** Values of facets are shown this long at most. */
    private static final int LONGEST = 200;
    private static final int LONGEST_KEY = 100;
    /** Parts a value of a facet into what it is compared by and how it is shown. */
    static final char SHOWN = '\u001f';

    /** Whether a SKU can be had, and since which version of its stock that is known. */
    record Stocked(long version, boolean available) {
        static final Stocked NEVER = new Stocked(0, false);

        static Stocked newer(Stocked one, Stocked other) {
            if (one == null || other == null) return one == null ? other : one;
            return other.version > one.version ? other : one;
        }
    }

    ProductDocument {
        stock = Map.copyOf(stock);
    }

    static ProductDocument none(String id) {
        return new ProductDocument(id, 0, Optional.empty(), Map.of());
    }

    /** With what the catalog says, unless something newer is there, and what is known of its stock. */
    ProductDocument with(long newVersion, Optional<ProductContent> newContent, Map<String, Stocked> known) {
        boolean newer = newVersion > version;
        var says = newer ? newContent : content;
        var merged = new TreeMap<String, Stocked>();
        for (String sku : skus(says)) {
            var best = Stocked.newer(stock.get(sku), known.get(sku));
            if (best != null) merged.put(sku, best);
        }
        return new ProductDocument(id, newer ? newVersion : version, says, merged);
    }

    boolean visible() {
        return content.filter(ProductContent::published).isPresent();
    }

    private static Set<String> skus(Optional<ProductContent> content) {
        var skus = new HashSet<String>();
        content.ifPresent(says -> says.variants().forEach(variant -> skus.add(variant.sku())));
        return skus;
    }

    static ProductDocument read(String id, JsonNode source) {
        var product = source.path("product");
        var content = product.path("content").isObject() ? Optional.of(Codec.fromJson(product.path("content").toString(), ProductContent.class)) : Optional.<ProductContent>empty();
        var stock = new TreeMap<String, Stocked>();
        for (JsonNode each : source.path("stock")) stock.put(each.path("sku").asText(), new Stocked(each.path("version").asLong(), each.path("available").asBoolean()));
        return new ProductDocument(id, product.path("version").asLong(), content, stock);
    }

    /** The whole document as it is stored; {@code text} adds the fields that are searched for words. */
    ObjectNode write(TextFields text) {
        var source = SearchEngine.json().createObjectNode().put("id", id).put("visible", visible());
        var product = source.putObject("product").put("version", version);
        content.ifPresent(says -> product.set("content", tree(says)));
        var stocked = source.putArray("stock");
        new TreeMap<>(stock).forEach((sku, known) -> stocked.addObject().put("sku", sku).put("version", known.version).put("available", known.available));
        content.filter(ProductContent::published).ifPresent(says -> {
            boolean available = says.variants().stream().anyMatch(variant -> stock.getOrDefault(variant.sku(), Stocked.NEVER).available);
            var skus = source.putArray("skus");
            says.variants().forEach(variant -> skus.add(variant.sku()));
            source.put("available", available).put("sort_name", cut(says.name().toLowerCase(Locale.ROOT), LONGEST)).put("suggest", says.name());
            prices(says, source);
            facets(says, available, source.putObject("facets"));
            text.add(id, says, source);
        });
        return source;
    }

    private static JsonNode tree(ProductContent content) {
        try {
            return SearchEngine.json().readTree(Codec.toJson(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** In each currency the lowest of its prices; the main one is that of the first variant's currency. */
    private static void prices(ProductContent content, ObjectNode source) {
        var lowest = new TreeMap<String, Long>();
        for (Variant each : content.variants()) lowest.merge(each.price().currency().getCurrencyCode(), each.price().amount(), Math::min);
        String main = content.variants().get(0).price().currency().getCurrencyCode();
        source.put("currency", main).put("price", lowest.get(main));
        var all = source.putObject("prices");
        lowest.forEach(all::put);
    }

    /** Under {@code f.<name>} what filters compare with, under {@code d.<name>} the same and how it is shown, for counting. */
    private static void facets(ProductContent content, boolean available, ObjectNode facets) {
        facet(facets, "brand", List.of(content.brand()));
        facet(facets, "available", List.of(Boolean.toString(available)));
        if (!content.category().isEmpty()) {
            var above = facets.putArray("f.category");
            String[] parts = content.category().split("/");
            var path = new StringBuilder();
            for (String part : parts) {
                path.append(path.isEmpty() ? "" : "/").append(part);
                above.add(compared(path.toString()));
            }
            facets.putArray("d.category").add(shown(content.category()));
        }
        var all = new TreeMap<String, List<String>>();
        content.attributes().forEach((name, value) -> all.computeIfAbsent(name(name), key -> new ArrayList<>()).add(value));
        content.options().forEach((name, values) -> all.computeIfAbsent(name(name), key -> new ArrayList<>()).addAll(values));
        all.forEach((name, values) -> {
            if (!SearchQuery.RESERVED.contains(name)) facet(facets, name, values);
        });
    }

    private static void facet(ObjectNode facets, String name, List<String> values) {
        var some = values.stream().filter(value -> !value.isBlank()).distinct().toList();
        if (some.isEmpty()) return;
        ArrayNode compared = facets.putArray("f." + name);
        ArrayNode shown = facets.putArray("d." + name);
        for (String value : some) {
            compared.add(compared(value));
            shown.add(shown(value));
        }
    }

    /** The name of a facet, whoever wrote it how. */
    static String name(String name) {
        return cut(name.strip().toLowerCase(Locale.ROOT).replace('\0', ' '), LONGEST_KEY);
    }

    /** What values are compared by: letters' case does not matter. */
    static String compared(String value) {
        return cut(value.strip().toLowerCase(Locale.ROOT).replace('\0', ' '), LONGEST);
    }

    private static String shown(String value) {
        return compared(value) + SHOWN + cut(value.strip().replace('\0', ' '), LONGEST);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) return text;
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** Whether somebody who searches would see a difference. */
    boolean sameFor(ProductDocument other) {
        return Objects.equals(content, other.content) && available().equals(other.available());
    }

    private Map<String, Boolean> available() {
        var available = new TreeMap<String, Boolean>();
        for (String sku : skus(content)) available.put(sku, stock.getOrDefault(sku, Stocked.NEVER).available);
        return available;
    }
}
