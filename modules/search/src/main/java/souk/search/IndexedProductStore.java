package souk.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.ProductContent;
import souk.catalog.api.Variant;
import souk.platform.reading.ViewStore;

/**
 * The catalog's part of the documents. Before a document is written, the tables say that it shows its SKUs, and what is known of their
 * stock is read after that, and once more when the document is there: so either this writer sees a change of stock, or
 * {@link AvailabilityStore} sees that the document wants it.
 */
final class IndexedProductStore implements ViewStore<IndexedProduct> {
    private final ProductIndex index;
    private final SkuStore tables;
    private final int generation;

    IndexedProductStore(ProductIndex index, SkuStore tables, int generation) {
        this.index = index;
        this.tables = tables;
        this.generation = generation;
    }

    @Override
    public CompletionStage<Optional<Versioned<IndexedProduct>>> read(String id) {
        return index.get(generation, id).thenApply(found -> found.filter(document -> document.version() > 0)
                .map(document -> new Versioned<>(new IndexedProduct(document.content()), document.version())));
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<IndexedProduct> row) {
        return writeAll(Map.of(id, row), 1);
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<IndexedProduct>> rows, int parallelism) {
        Map<String, List<String>> skus = new HashMap<>();
        rows.forEach((id, row) -> skus.put(id, skus(row.row().content())));
        return tables.shows(generation, skus, parallelism)
                .thenCompose(said -> stock(skus, parallelism))
                .thenCompose(stock -> write(rows, stock).thenCompose(written -> stock(skus, parallelism)).thenCompose(now -> {
                    // While a document was being made, a change of stock found none that wants it; from here on it does.
                    var missed = new HashMap<>(rows);
                    missed.keySet().removeIf(id -> skus.get(id).stream().allMatch(sku -> Objects.equals(stock.get(sku), now.get(sku))));
                    return write(missed, now);
                }));
    }

    private CompletionStage<Map<String, ProductDocument.Stocked>> stock(Map<String, List<String>> skus, int parallelism) {
        return tables.stock(generation, skus.values().stream().flatMap(List::stream).toList(), parallelism).thenApply(stock -> {
            var known = new HashMap<String, ProductDocument.Stocked>();
            stock.forEach((sku, row) -> known.put(sku, new ProductDocument.Stocked(row.version(), row.row().available() > 0)));
            return known;
        });
    }

    private CompletableFuture<Void> write(Map<String, Versioned<IndexedProduct>> rows, Map<String, ProductDocument.Stocked> stock) {
        var all = rows.entrySet().stream().map(each -> index.change(generation, each.getKey(), stored -> {
            var before = stored.map(source -> ProductDocument.read(each.getKey(), source)).orElse(ProductDocument.none(each.getKey()));
            var after = before.with(each.getValue().version(), each.getValue().row().content(), stock);
            return after.equals(before) ? Optional.empty() : Optional.of(after.write(Ranking.FIELDS));
        }));
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    private static List<String> skus(Optional<ProductContent> content) {
        return content.map(says -> says.variants().stream().map(Variant::sku).toList()).orElse(List.of());
    }
}
