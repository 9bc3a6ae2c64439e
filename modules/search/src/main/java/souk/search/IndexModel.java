package souk.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import souk.platform.reading.ReadModel;
import souk.platform.reading.SideBySide;
import souk.platform.search.SearchEngine;

/** The index as a read model: each generation is an index of its own with its own rows of stock, and an alias says which one is searched. */
final class IndexModel implements ReadModel {
    static final String NAME = "search";
    private static final int PAGE = 500;
    /** That of the index, which is that of bytes. */
    private static final Comparator<ProductDocument> ORDER = (left, right) -> Arrays.compareUnsigned(left.id().getBytes(StandardCharsets.UTF_8), right.id().getBytes(StandardCharsets.UTF_8));

    private final SearchEngine engine;
    private final ProductIndex index;
    private final SearchParts parts;

    IndexModel(SearchEngine engine, ProductIndex index, SearchParts parts) {
        this.engine = engine;
        this.index = index;
        this.parts = parts;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<?> prepare(int generation) {
        return index.there(generation);
    }

    @Override
    public CompletionStage<?> hold(int generation) {
        return index.hold(generation);
    }

    @Override
    public CompletionStage<?> show(int generation) {
        return index.show(generation);
    }

    @Override
    public CompletionStage<?> serve(int generation) {
        return index.serve(generation);
    }

    @Override
    public CompletionStage<?> drop(int generation) {
        return index.delete(generation).thenCompose(deleted -> parts.skus().forget(generation));
    }

    @Override
    public CompletionStage<Comparison> compare(int one, int other) {
        return new SideBySide<>(new Documents(), ORDER, ProductDocument::sameFor, one, other).compare();
    }

    /** The documents of an index, by id. */
    private final class Documents implements SideBySide.Entries<ProductDocument> {
        @Override
        public Supplier<CompletionStage<List<ProductDocument>>> pages(int generation) {
            return new Supplier<>() {
                private ArrayNode after;

                @Override
                public CompletionStage<List<ProductDocument>> get() {
                    var request = SearchEngine.json().createObjectNode().put("size", PAGE).put("track_total_hits", false);
                    request.putArray("sort").addObject().put("id", "asc");
                    if (after != null) request.set("search_after", after);
                    return engine.send("POST", "/" + index.name(generation) + "/_search", request).thenApply(answer -> {
                        var documents = new ArrayList<ProductDocument>();
                        for (JsonNode hit : answer.path("hits").path("hits")) {
                            documents.add(ProductDocument.read(hit.path("_source").path("id").asText(), hit.path("_source")));
                            after = (ArrayNode) hit.path("sort");
                        }
                        return documents;
                    });
                }
            };
        }

        @Override
        public CompletionStage<Optional<ProductDocument>> now(int generation, ProductDocument document) {
            return index.get(generation, document.id());
        }

        @Override
        public String name(ProductDocument document) {
            return document.id();
        }
    }
}
