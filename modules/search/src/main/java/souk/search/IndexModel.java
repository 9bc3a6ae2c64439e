package souk.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import souk.platform.reading.ReadModel;
import souk.platform.search.SearchEngine;

/** The index as a read model: each generation is an index of its own with its own rows of stock, and an alias says which one is searched. */
final class IndexModel implements ReadModel {
    static final String NAME = "search";
    private static final int PAGE = 500;
    /** How often two documents that differ are looked at again, before they count: the readers of both are on their way. */
    private static final int LOOKS = 40;
    private static final int EXAMPLES = 10;

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
        var walk = new Walk(one, other);
        return walk.on().thenCompose(done -> walk.again(LOOKS)).thenApply(done -> new Comparison(walk.entries, walk.open.size(), walk.open.stream().limit(EXAMPLES).toList()));
    }

    /** Goes through both indices by id, side by side. */
    private final class Walk {
        private final Side one;
        private final Side other;
        private long entries;
        private List<String> open = new ArrayList<>();

        private Walk(int one, int other) {
            this.one = new Side(one);
            this.other = new Side(other);
        }

        private CompletableFuture<Void> on() {
            return one.fill().thenCompose(filled -> other.fill()).thenCompose(filled -> {
                while (one.ready() && other.ready()) {
                    var left = one.head();
                    var right = other.head();
                    int order = left.isEmpty() ? 1 : right.isEmpty() ? -1 : order(left.get().id(), right.get().id());
                    if (left.isEmpty() && right.isEmpty()) return CompletableFuture.completedFuture(null);
                    entries++;
                    if (order != 0) open.add(order < 0 ? left.get().id() : right.get().id());
                    else if (!left.get().sameFor(right.get())) open.add(left.get().id());
                    if (order <= 0) one.next();
                    if (order >= 0) other.next();
                }
                return on();
            });
        }

        /** Looks again at what differed, as it is now, also what cannot be found yet. */
        private CompletableFuture<Void> again(int looks) {
            if (open.isEmpty() || looks == 0) return CompletableFuture.completedFuture(null);
            return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)).thenCompose(later -> still(0, new ArrayList<>())).thenCompose(still -> {
                open = still;
                return again(looks - 1);
            });
        }

        private CompletableFuture<List<String>> still(int from, List<String> differing) {
            if (from == open.size()) return CompletableFuture.completedFuture(differing);
            String id = open.get(from);
            return index.get(one.generation, id).thenCombine(index.get(other.generation, id), (left, right) -> {
                boolean same = left.isPresent() && right.isPresent() ? left.get().sameFor(right.get()) : left.isEmpty() == right.isEmpty();
                if (!same) differing.add(id);
                return null;
            }).thenCompose(looked -> still(from + 1, differing));
        }
    }

    /** The order of the index, which is that of bytes. */
    private static int order(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    /** One index, by id, page by page. */
    private final class Side {
        private final int generation;
        private List<ProductDocument> page = List.of();
        private int at;
        private ArrayNode after;
        private boolean ended;

        private Side(int generation) {
            this.generation = generation;
        }

        private boolean ready() {
            return at < page.size() || ended;
        }

        private Optional<ProductDocument> head() {
            return at < page.size() ? Optional.of(page.get(at)) : Optional.empty();
        }

        private void next() {
            at++;
        }

        private CompletableFuture<?> fill() {
            if (ready()) return CompletableFuture.completedFuture(null);
            var request = SearchEngine.json().createObjectNode().put("size", PAGE).put("track_total_hits", false);
            request.putArray("sort").addObject().put("id", "asc");
            if (after != null) request.set("search_after", after);
            return engine.send("POST", "/" + index.name(generation) + "/_search", request).thenAccept(answer -> {
                var documents = new ArrayList<ProductDocument>();
                for (JsonNode hit : answer.path("hits").path("hits")) {
                    documents.add(ProductDocument.read(hit.path("_source").path("id").asText(), hit.path("_source")));
                    after = (ArrayNode) hit.path("sort");
                }
                page = documents;
                at = 0;
                ended = documents.size() < PAGE;
            });
        }
    }
}
