package souk.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import souk.kernel.Sha256;
import souk.platform.search.DocumentWriter;
import souk.platform.search.SearchEngine;
import souk.search.text.IndexText;

/**
 * The indices of products: one for each generation, {@code <prefix>-products-<generation>}, and the alias {@code <prefix>-products} on
 * the one that is searched. An index that is not there is made when it is first needed, unless its generation has been given up.
 *
 * <p>Documents are written through an alias of each index's own, {@code <prefix>-products-<generation>-written}: Elasticsearch makes an
 * index by itself for what comes late to one that was deleted, but never an alias.
 */
final class ProductIndex {
    /** No wait for the next of the configured refreshes: nothing becomes visible until it is switched on again. */
    private static final String NEVER = "-1";
    private static final int LONGEST_KEY = 512;
    private static final String DIGEST = "sha256:";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SearchEngine engine;
    private final String refresh;
    private final Supplier<CompletionStage<Integer>> serving;
    private final Supplier<CompletionStage<Set<Integer>>> written;
    private final Map<Integer, CompletableFuture<?>> ready = new ConcurrentHashMap<>();
    private final Map<Integer, DocumentWriter> writers = new ConcurrentHashMap<>();

    /**
     * @param refresh how soon a change is visible
     * @param serving the generation that is to be searched
     * @param written the generations that there may be
     */
    ProductIndex(SearchEngine engine, Duration refresh, Supplier<CompletionStage<Integer>> serving, Supplier<CompletionStage<Set<Integer>>> written) {
        this.serving = serving;
        this.written = written;
        this.engine = engine;
        this.refresh = refresh.toMillis() + "ms";
    }

    String alias() {
        return engine.prefix() + "-products";
    }

    String name(int generation) {
        return alias() + "-" + generation;
    }

    private String writing(int generation) {
        return name(generation) + "-written";
    }

    /** Changes a document of a generation, the present state to what {@code change} makes of it; complete when durable. */
    CompletableFuture<Void> change(int generation, String id, DocumentWriter.Change change) {
        return there(generation).thenCompose(made -> writers.computeIfAbsent(generation, any -> new DocumentWriter(engine, writing(generation))).change(key(id), change))
                .whenComplete((done, failure) -> {
                    // It may have been deleted behind our back.
                    if (failure != null) ready.remove(generation);
                });
    }

    /** The document's own id: Elasticsearch takes 512 bytes, a product's id may have more. */
    private static String key(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_KEY && !id.startsWith(DIGEST)) return id;
        return DIGEST + Sha256.hex(bytes);
    }

    /** A document, also one that is not to be found yet. */
    CompletableFuture<Optional<ProductDocument>> get(int generation, String id) {
        var ids = SearchEngine.json().createObjectNode();
        ids.putArray("ids").add(key(id));
        return there(generation).thenCompose(made -> engine.send("POST", "/" + name(generation) + "/_mget", ids)).thenApply(answer -> {
            var found = answer.path("docs").path(0);
            if (found.has("error")) throw new SearchEngine.Unavailable("Document " + id + " cannot be read: " + found.path("error").path("reason").asText());
            return found.path("found").asBoolean() ? Optional.of(ProductDocument.read(id, found.path("_source"))) : Optional.empty();
        });
    }

    /** Complete when the index of the generation that serves is there, and searched. */
    CompletableFuture<?> there() {
        return serving.get().toCompletableFuture().thenCompose(this::there);
    }

    /** Complete when the index of a generation is there; that which serves is searched from then on. */
    CompletableFuture<?> there(int generation) {
        var known = ready.get(generation);
        if (known != null && !known.isCompletedExceptionally()) return known;
        return ready.compute(generation, (any, before) -> before != null && !before.isCompletedExceptionally() ? before : make(generation));
    }

    private CompletableFuture<?> make(int generation) {
        return serving.get().toCompletableFuture().thenCompose(served -> unless(SearchEngine::notThere, () -> engine.send("HEAD", "/_alias/" + writing(generation), null), () -> create(generation, served == generation))
                .thenCompose(made -> served == generation ? aliased(generation) : CompletableFuture.completedFuture(null)));
    }

    private CompletableFuture<?> create(int generation, boolean visible) {
        var definition = definition();
        ((ObjectNode) definition.get("settings")).put("refresh_interval", visible ? refresh : NEVER);
        definition.putObject("aliases").putObject(writing(generation));
        return written.get().toCompletableFuture().thenCompose(all -> {
            if (!all.contains(generation)) return CompletableFuture.failedFuture(new SearchEngine.Unavailable("Generation " + generation + " of " + alias() + " has been given up"));
            return unless(SearchEngine::alreadyThere, () -> engine.send("PUT", "/" + name(generation), definition, PATIENCE), () -> engine.send("PUT", "/" + name(generation) + "/_alias/" + writing(generation), null, PATIENCE));
        });
    }

    /** This index is searched unless another one is already. */
    private CompletableFuture<?> aliased(int generation) {
        return unless(SearchEngine::notThere, () -> engine.send("HEAD", "/_alias/" + alias(), null), () -> serve(generation));
    }

    private static CompletableFuture<?> unless(java.util.function.Predicate<Throwable> expected, Supplier<CompletableFuture<JsonNode>> first, Supplier<CompletableFuture<?>> otherwise) {
        return first.get().handle((done, failure) -> {
            if (failure == null) return CompletableFuture.completedFuture(null);
            return expected.test(failure) ? otherwise.get() : CompletableFuture.failedFuture(SearchEngine.cause(failure));
        }).thenCompose(next -> next);
    }

    /** From now on this generation is searched, and no other: in one step. */
    CompletableFuture<?> serve(int generation) {
        var body = SearchEngine.json().createObjectNode();
        var actions = body.putArray("actions");
        actions.addObject().putObject("remove").put("index", alias() + "-*").put("alias", alias()).put("must_exist", false);
        actions.addObject().putObject("add").put("index", name(generation)).put("alias", alias());
        return engine.send("POST", "/_aliases", body, PATIENCE);
    }

    /** What is visible of a generation stays as it is, whatever is written. */
    CompletableFuture<?> hold(int generation) {
        return refreshing(generation, NEVER);
    }

    /** What is written becomes visible, what was written until now before this completes. */
    CompletableFuture<?> show(int generation) {
        return refreshing(generation, refresh).thenCompose(set -> engine.send("POST", "/" + name(generation) + "/_refresh", null, PATIENCE));
    }

    private CompletableFuture<JsonNode> refreshing(int generation, String interval) {
        var body = SearchEngine.json().createObjectNode();
        body.putObject("index").put("refresh_interval", interval);
        return engine.send("PUT", "/" + name(generation) + "/_settings", body, PATIENCE);
    }

    CompletableFuture<?> delete(int generation) {
        ready.remove(generation);
        writers.remove(generation);
        return engine.send("DELETE", "/" + name(generation) + "?ignore_unavailable=true", null, PATIENCE);
    }

    /** How words are searched is the text side's affair; what else a document has is added here. */
    static ObjectNode definition() {
        ObjectNode definition;
        try {
            definition = (ObjectNode) SearchEngine.json().readTree(IndexText.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The definition of the index is no JSON", e);
        }
        var settings = definition.withObjectProperty("settings");
        settings.remove("number_of_replicas");
        settings.put("number_of_shards", 1).put("auto_expand_replicas", "0-1");
        var mappings = definition.withObjectProperty("mappings");
        mappings.put("dynamic", false);
        // What is stored is what cannot be derived.
        mappings.putObject("_source").putArray("includes").add("id").add("visible").add("product").add("stock");
        var fields = mappings.withObjectProperty("properties");
        // A term has 32,766 bytes; what is longer is nobody's code.
        var text = fields.withObjectProperty(IndexText.TEXT).withObjectProperty("properties");
        text.properties().forEach(field -> {
            if (field.getValue().path("type").asText().equals("keyword")) ((ObjectNode) field.getValue()).put("ignore_above", 256);
        });
        for (String keyword : new String[] {"id", "skus", "currency", "sort_name"}) fields.putObject(keyword).put("type", "keyword").put("ignore_above", 8000);
        fields.putObject("visible").put("type", "boolean");
        fields.putObject("available").put("type", "boolean");
        fields.putObject("price").put("type", "long");
        fields.putObject("suggest").put("type", "text").put("analyzer", "standard").put("index_options", "docs").put("norms", false);
        fields.putObject("facets").put("type", "flattened").put("ignore_above", 1000);
        fields.putObject("product").put("type", "object").put("enabled", false);
        fields.putObject("stock").put("type", "object").put("enabled", false);
        fields.putObject("prices").put("type", "object").put("dynamic", true);
        var money = mappings.putArray("dynamic_templates").addObject().putObject("prices");
        money.put("path_match", "prices.*").putObject("mapping").put("type", "long");
        return definition;
    }
}
