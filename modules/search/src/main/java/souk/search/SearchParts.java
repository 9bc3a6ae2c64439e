package souk.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import souk.platform.Node;
import souk.platform.search.SearchEngine;

/** What the stores and routes of search share on one node. */
final class SearchParts {
    private final Node node;
    private final ProductIndex index;
    private final TuningNow tuning;
    private final Suggestions suggestions;
    private SkuStore skus;
    private PastQueryStore past;

    private SearchParts(Node node) {
        this.node = node;
        index = new ProductIndex(node.search(), node.config().getDuration("souk.search.refresh"), () -> node.generations().nowServing(IndexModel.NAME), () -> node.generations().nowWritten(IndexModel.NAME));
        tuning = new TuningNow(node.entities());
        suggestions = new Suggestions(this);
    }

    static SearchParts of(Node node) {
        return node.search().shared(SearchParts.class, () -> new SearchParts(node));
    }

    /** The capability's part of the configuration. */
    Config config() {
        return node.config().getConfig("souk.search");
    }

    ProductIndex index() {
        return index;
    }

    TuningNow tuning() {
        return tuning;
    }

    Suggestions suggestions() {
        return suggestions;
    }

    synchronized SkuStore skus() {
        if (skus == null) skus = new SkuStore(node.cql());
        return skus;
    }

    synchronized PastQueryStore past() {
        if (past == null) past = new PastQueryStore(node.cql(), node.clock(), node.config().getInt("souk.search.suggest-after"));
        return past;
    }

    IndexModel model() {
        return new IndexModel(node.search(), index, this);
    }

    IndexedProductStore products(int generation) {
        return new IndexedProductStore(index, skus(), generation);
    }

    AvailabilityStore stock(int generation) {
        return new AvailabilityStore(node.cql(), index, skus(), generation);
    }

    /** Asks the index that is searched now. In a new shop it may have to be made first. */
    CompletableFuture<JsonNode> search(ObjectNode request) {
        return node.search().send("POST", "/" + index.alias() + "/_search", request).handle((answer, failure) -> {
            if (failure == null) return CompletableFuture.completedFuture(answer);
            if (!SearchEngine.notThere(failure)) return CompletableFuture.<JsonNode>failedFuture(SearchEngine.cause(failure));
            return index.there().thenCompose(made -> node.search().send("POST", "/" + index.alias() + "/_search", request));
        }).thenCompose(next -> next);
    }
}
