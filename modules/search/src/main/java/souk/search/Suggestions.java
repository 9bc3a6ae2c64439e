package souk.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import souk.platform.search.SearchEngine;

/** What somebody who has typed some letters may mean. Products come from the index, categories from a count of at most ten seconds ago. */
final class Suggestions {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int MOST_CATEGORIES = 2_000;

    /** A product whose name has all the words, the last as far as it was typed. */
    record Product(String id, String name) {}

    /** A category of whose path a word begins like what was typed. */
    record Category(String category, long products) {}

    /** What others looked for. */
    record Asked(String query, long count) {}

    record Suggested(List<Product> products, List<Category> categories, List<Asked> queries) {}

    private final SearchParts parts;
    private final AsyncLoadingCache<String, List<Category>> categories;

    Suggestions(SearchParts parts) {
        this.parts = parts;
        categories = Caffeine.newBuilder().maximumSize(1).refreshAfterWrite(FRESH).expireAfterWrite(FRESH.multipliedBy(6)).buildAsync((all, executor) -> count());
    }

    CompletableFuture<Suggested> of(String typed, int limit) {
        var text = typed.strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) return CompletableFuture.completedFuture(new Suggested(List.of(), List.of(), List.of()));
        var products = products(text, limit);
        var queries = parts.past().like(text, limit);
        return products.thenCombine(categories.get(""), (found, all) -> new Suggested(found, like(all, text, limit), List.of()))
                .thenCombine(queries, (answer, asked) -> new Suggested(answer.products, answer.categories, asked));
    }

    private CompletableFuture<List<Product>> products(String text, int limit) {
        var request = SearchEngine.json().createObjectNode().put("size", limit).put("track_total_hits", false);
        request.putArray("_source").add("id").add("product.content.name");
        var bool = request.putObject("query").putObject("bool");
        bool.putArray("filter").addObject().putObject("term").put("visible", true);
        bool.putArray("must").addObject().putObject("match_bool_prefix").putObject("suggest").put("query", text).put("operator", "and");
        // A word that is whole counts for more than one that only begins so, and what can be had for more than what cannot.
        bool.putArray("should").addObject().putObject("match").put("suggest", text);
        bool.withArrayProperty("should").addObject().putObject("term").put("available", true);
        return parts.search(request).thenApply(answer -> {
            var found = new ArrayList<Product>();
            for (JsonNode hit : answer.path("hits").path("hits")) found.add(new Product(hit.path("_source").path("id").asText(), hit.path("_source").path("product").path("content").path("name").asText()));
            return found;
        });
    }

    private CompletableFuture<List<Category>> count() {
        var request = SearchEngine.json().createObjectNode().put("size", 0).put("track_total_hits", false);
        request.putObject("query").putObject("term").put("visible", true);
        request.putObject("aggs").putObject("categories").putObject("terms").put("field", "facets.d.category").put("size", MOST_CATEGORIES);
        return parts.search(request).thenApply(answer -> {
            var found = new ArrayList<Category>();
            for (JsonNode bucket : answer.path("aggregations").path("categories").path("buckets")) {
                String key = bucket.path("key").asText();
                found.add(new Category(key.substring(key.indexOf(ProductDocument.SHOWN) + 1), bucket.path("doc_count").asLong()));
            }
            return found;
        });
    }

    private static List<Category> like(List<Category> all, String text, int limit) {
        return all.stream().filter(category -> begins(category.category, text)).limit(limit).toList();
    }

    private static boolean begins(String category, String text) {
        var path = category.toLowerCase(Locale.ROOT);
        return path.startsWith(text) || Stream.of(path.split("[/ _&,-]+")).anyMatch(word -> word.startsWith(text)) || path.replaceAll("[/_-]+", " ").contains(" " + text);
    }
}
