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
 *
 * <p>Attempts may overlap: one that took too long goes on beside its successor, and the last owner of a log beside the next one. So what
 * the documents are known to say has the version of the log that it comes from, and only ever gives way to a newer one; and while
 * they are being told nothing counts as known.
 */
final class AvailabilityStore extends CassandraStore<Availability> {
    /** As many as the view keeps rows (souk.reading.row-caches): of a row that is in memory it is known, too, what its documents say. */
    private static final int REMEMBERED = 50_000;

    /** The one cell of a row. */
    record Cell(long version, Availability availability) {
        static Cell read(Row row) {
            return SkuStore.value(row.getByteBuffer("cell"), Cell.class);
        }

        Versioned<Availability> row() {
            return new Versioned<>(availability, version);
        }
    }

    /**
     * What the documents of a SKU say.
     *
     * @param version of the log that it comes from: what an attempt says that is late, and older, does not count
     * @param sure    all of them say so; else somebody is telling them, or has failed to
     */
    private record Told(long version, boolean available, boolean sure) {
        static Told newer(Told one, Told other) {
            return other.version >= one.version ? other : one;
        }
    }

    private final ProductIndex index;
    private final SkuStore skus;
    private final int generation;
    /** Of SKUs that changed lately. */
    private final Cache<String, Told> told = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
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
                say(sku, new Told(found.version(), found.row().available() > 0, true));
                return CompletableFuture.completedFuture(Optional.of(found));
            }
            return tell(Map.of(sku, found), 1).thenApply(done -> Optional.of(found));
        });
    }

    @Override
    protected List<BoundStatement> insertions(String sku, Versioned<Availability> row) {
        var cell = blob(new Cell(row.version(), row.row()));
        return List.of(isToldOf(told.getIfPresent(sku), row) ? writeSettled.bind(generation, Shelves.of(sku), sku, cell, row.version(), row.version())
                : write.bind(generation, Shelves.of(sku), sku, cell, row.version()));
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<Availability>> rows, int parallelism) {
        var news = new HashMap<>(rows);
        news.entrySet().removeIf(row -> !news(row.getKey(), row.getValue()));
        return super.writeAll(rows, parallelism).thenCompose(written -> tell(news, parallelism));
    }

    /** Whether the documents need to be told, decided once for all attempts: from here on they count as being told, or as saying this of this version too. */
    private boolean news(String sku, Versioned<Availability> row) {
        boolean available = row.row().available() > 0;
        var now = told.asMap().compute(sku, (key, known) -> {
            if (isToldOf(known, row)) return known;
            boolean same = known != null && known.sure && known.available == available;
            return known == null ? new Told(row.version(), available, false) : Told.newer(known, new Told(row.version(), available, same));
        });
        return !isToldOf(now, row);
    }

    /** Whether all documents are known to say this, or something newer. */
    private static boolean isToldOf(Told known, Versioned<Availability> row) {
        return known != null && known.sure && (known.version > row.version() || known.version == row.version() && known.available == row.row().available() > 0);
    }

    private void say(String sku, Told what) {
        told.asMap().merge(sku, what, Told::newer);
    }

    private CompletionStage<?> tell(Map<String, Versioned<Availability>> news, int parallelism) {
        return Lanes.each(news.entrySet(), parallelism * 8, row -> tell(row.getKey(), row.getValue()));
    }

    private CompletionStage<Void> tell(String sku, Versioned<Availability> row) {
        var stocked = new ProductDocument.Stocked(row.version(), row.row().available() > 0);
        return skus.products(generation, sku).thenCompose(products -> Lanes.each(products, 8, product -> index.change(generation, product, stored -> {
            if (stored.isEmpty()) return Optional.empty();          // whoever makes it reads what we have written
            var before = ProductDocument.read(product, stored.get());
            var after = before.with(0, Optional.empty(), Map.of(sku, stocked));
            return after.equals(before) ? Optional.empty() : Optional.of(after.write(Ranking.FIELDS));
        }))).thenCompose(told -> cql.executeAsync(read.bind(generation, Shelves.of(sku), sku))).thenCompose(rows -> {
            var now = Optional.ofNullable(rows.one()).filter(found -> found.getByteBuffer("cell") != null).map(found -> Cell.read(found).row());
            // The next owner of the log was faster, and saw no news in what it wrote: it could not know of us.
            if (now.isPresent() && now.get().version() > row.version()) return tell(sku, now.get());
            return cql.executeAsync(settle.bind(generation, Shelves.of(sku), sku, row.version(), row.version()))
                    .thenAccept(settled -> say(sku, new Told(row.version(), stocked.available(), true)));
        });
    }
}
