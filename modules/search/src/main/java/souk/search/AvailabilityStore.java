package souk.search;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.Lanes;
import souk.platform.reading.Shelves;

/**
 * Whether SKUs can be had. Every change is a row; documents are told only when a SKU begins or ceases to be available, so that a sale
 * costs the index nothing. A row says of which version the documents have been told ({@code settled}); whoever reads one that is behind,
 * as a writer was killed in between, tells them first.
 */
final class AvailabilityStore extends CassandraStore<Availability> {
    private static final int REMEMBERED = 20_000;

    /** The one cell of a row. */
    record Cell(long version, Availability availability) {
        static Cell read(Row row) {
            return SkuStore.value(row.getByteBuffer("cell"), Cell.class);
        }

        Versioned<Availability> row() {
            return new Versioned<>(availability, version);
        }
    }

    private final ProductIndex index;
    private final SkuStore skus;
    private final int generation;
    /** What the documents were told last, of SKUs that changed lately. */
    private final Cache<String, Boolean> told = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final PreparedStatement write;
    private final PreparedStatement writeSettled;
    private final PreparedStatement settle;
    private final PreparedStatement read;

    AvailabilityStore(CqlSession cql, ProductIndex index, SkuStore skus, int generation) {
        super(cql);
        this.index = index;
        this.skus = skus;
        this.generation = generation;
        write = cql.prepare("INSERT INTO search_stock (generation, shelf, sku, cell) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        writeSettled = cql.prepare("INSERT INTO search_stock (generation, shelf, sku, cell, settled) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        settle = cql.prepare("INSERT INTO search_stock (generation, shelf, sku, settled) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        read = cql.prepare("SELECT cell, settled FROM search_stock WHERE generation = ? AND shelf = ? AND sku = ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<Availability>>> read(String sku) {
        return cql.executeAsync(read.bind(generation, Shelves.of(sku), sku)).thenCompose(rows -> {
            var row = rows.one();
            if (row == null || row.getByteBuffer("cell") == null) return CompletableFuture.completedFuture(Optional.empty());
            var found = Cell.read(row).row();
            if (row.getLong("settled") >= found.version()) {
                told.put(sku, found.row().available() > 0);
                return CompletableFuture.completedFuture(Optional.of(found));
            }
            return tell(Map.of(sku, found), 1).thenApply(done -> Optional.of(found));
        });
    }

    @Override
    protected List<BoundStatement> insertions(String sku, Versioned<Availability> row) {
        var cell = blob(new Cell(row.version(), row.row()));
        return List.of(news(sku, row) ? write.bind(generation, Shelves.of(sku), sku, cell, row.version())
                : writeSettled.bind(generation, Shelves.of(sku), sku, cell, row.version(), row.version()));
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<Availability>> rows, int parallelism) {
        var news = new HashMap<>(rows);
        news.entrySet().removeIf(row -> !news(row.getKey(), row.getValue()));
        return super.writeAll(rows, parallelism).thenCompose(written -> tell(news, parallelism));
    }

    private boolean news(String sku, Versioned<Availability> row) {
        return !Boolean.valueOf(row.row().available() > 0).equals(told.getIfPresent(sku));
    }

    private CompletionStage<?> tell(Map<String, Versioned<Availability>> news, int parallelism) {
        return Lanes.each(news.entrySet(), parallelism * 8, row -> tell(row.getKey(), row.getValue()));
    }

    private CompletionStage<?> tell(String sku, Versioned<Availability> row) {
        var stocked = new ProductDocument.Stocked(row.version(), row.row().available() > 0);
        return skus.products(generation, sku).thenCompose(products -> Lanes.each(products, 8, product -> index.change(generation, product, stored -> {
            if (stored.isEmpty()) return Optional.empty();          // whoever makes it reads what we have written
            var before = ProductDocument.read(product, stored.get());
            var after = before.with(0, Optional.empty(), Map.of(sku, stocked));
            return after.equals(before) ? Optional.empty() : Optional.of(after.write(Ranking.FIELDS));
        }))).thenCompose(told -> cql.executeAsync(settle.bind(generation, Shelves.of(sku), sku, row.version(), row.version())))
                .thenAccept(settled -> told.put(sku, stocked.available()));
    }
}
