package souk.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Money;

/**
 * What a search found.
 *
 * @param total  how many there are
 * @param facets by field, its values and how many hits would have each
 * @param next   the cursor of the following page, null on the last
 */
record SearchAnswer(long total, List<Hit> items, Map<String, List<Count>> facets, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {
    /**
     * A product that was found.
     *
     * @param price     the lowest of its prices, in the currency asked for, else in that of its first variant
     * @param available whether one of its SKUs can be had
     */
    record Hit(String id, String name, Optional<String> brand, Optional<String> category, Money price, double score, boolean available) {}

    /** A value of a facet. */
    record Count(String value, long count) {}

    /**
     * Found, and after which sort values the next page begins, if there may be one.
     */
    record Found(long total, List<Hit> hits, Map<String, List<Count>> facets, Optional<ArrayNode> last) {
        /** How many bytes it takes, roughly. */
        int size() {
            return 500 + 400 * hits.size() + 100 * facets.values().stream().mapToInt(List::size).sum();
        }
    }

    static Found read(JsonNode answer, SearchQuery query, int limit) {
        var hits = new ArrayList<Hit>();
        JsonNode last = null;
        for (JsonNode hit : answer.path("hits").path("hits")) {
            hits.add(hit(hit, query.currency()));
            last = hit.path("sort");
        }
        var facets = new LinkedHashMap<String, List<Count>>();
        for (int i = 0; i < query.facets().size(); i++) facets.put(query.facets().get(i), counts(answer.path("aggregations").path(SearchQuery.counted(i)).path("values").path("buckets")));
        return new Found(answer.path("hits").path("total").path("value").asLong(), hits, facets, hits.size() == limit && last instanceof ArrayNode values ? Optional.of(values) : Optional.empty());
    }

    private static Hit hit(JsonNode hit, Optional<String> currency) {
        var content = hit.path("_source").path("product").path("content");
        return new Hit(hit.path("fields").path("id").path(0).asText(), content.path("name").asText(), text(content.path("brand")), text(content.path("category")),
                price(content.path("variants"), currency), hit.path("_score").asDouble(), hit.path("fields").path("available").path(0).asBoolean());
    }

    private static Money price(JsonNode variants, Optional<String> currency) {
        String code = currency.orElseGet(() -> variants.path(0).path("price").path("currency").asText());
        long least = Long.MAX_VALUE;
        for (JsonNode variant : variants) {
            var price = variant.path("price");
            if (price.path("currency").asText().equals(code)) least = Math.min(least, price.path("amount").asLong());
        }
        return Money.of(least, code);
    }

    private static Optional<String> text(JsonNode text) {
        return text.asText().isEmpty() ? Optional.empty() : Optional.of(text.asText());
    }

    /** Values that differ only in the case of their letters are one, shown as most write it. */
    private static List<Count> counts(JsonNode buckets) {
        var byValue = new LinkedHashMap<String, Count>();
        for (JsonNode bucket : buckets) {
            String[] parts = bucket.path("key").asText().split(String.valueOf(ProductDocument.SHOWN), 2);
            byValue.merge(parts[0], new Count(parts[parts.length - 1], bucket.path("doc_count").asLong()), (first, other) -> new Count(first.value, first.count + other.count));
        }
        return byValue.values().stream().sorted(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::value)).toList();
    }
}
