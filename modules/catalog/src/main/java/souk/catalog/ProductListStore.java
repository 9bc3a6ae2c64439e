package souk.catalog;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import souk.catalog.api.ProductContent.Status;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;

/** The rows of {@link ProductList} in Cassandra, on {@link Shelves}. */
final class ProductListStore extends TableStore<ProductList> {
    private static final String DELETED = "deleted";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final int generation;
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;
    private final PreparedStatement listOfStatus;
    private final PreparedStatement categories;
    private final PreparedStatement change;
    private final PreparedStatement changes;
    private final AtomicReferenceArray<Counted> counted = new AtomicReferenceArray<>(Shelves.COUNT);

    /** How many published products of each category are on a shelf, as it was after so many changes at least. */
    private record Counted(long changes, Map<String, Long> products) {}

    ProductListStore(CqlSession cql, int generation) {
        super(cql, generation, "product_list");
        this.generation = generation;
        write = prepare("INSERT INTO product_list (shelf, id, status, category, version, summary) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, status, summary FROM product_list WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, status, summary FROM product_list WHERE shelf = ? AND id > ? LIMIT ?");
        // Filters within one shelf: nearly all products of a shop are published, and staff look for drafts rarely.
        listOfStatus = prepare("SELECT id, status, summary FROM product_list WHERE shelf = ? AND id > ? AND status = ? LIMIT ? ALLOW FILTERING");
        categories = prepare("SELECT status, category FROM product_list WHERE shelf = ?");
        change = prepare("UPDATE product_list_changes SET changes = changes + 1 WHERE generation = ? AND shelf = ?");
        changes = prepare("SELECT shelf, changes FROM product_list_changes WHERE generation = ?");
    }

    /** Says so when it has changed a shelf: afterwards, so that who hears of it counts what is there. What fails is written again, and then says so again. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<ProductList>> rows, int parallelism) {
        var shelves = rows.keySet().stream().map(Shelves::of).distinct().map(shelf -> change.bind(generation, shelf)).toArray(BoundStatement[]::new);
        return super.writeAll(rows, parallelism).thenCompose(written -> shelves.length == 0 ? CompletableFuture.completedFuture(null)
                : cql.executeAsync(BatchStatement.newInstance(BatchType.COUNTER, shelves)));
    }

    @Override
    public CompletionStage<Optional<Versioned<ProductList>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected ProductList form(Row row) {
        return new ProductList(summary(row));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<ProductList> row) {
        var product = row.row().product();
        return List.of(write.bind(Shelves.of(id), id, product.map(some -> stored(some.status())).orElse(DELETED), product.flatMap(ProductSummary::category).orElse(""),
                row.version(), product.map(CassandraStore::blob).orElse(NOTHING), row.version()));
    }

    /**
     * Some products in the list's order.
     *
     * @param status only these; all if empty
     * @param limit  how many at most
     * @param after  the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<ProductSummary>> slice(Optional<Status> status, int limit, Optional<String> after) {
        return Shelves.slice(cql, (shelf, from, room) -> status.map(only -> listOfStatus.bind(shelf, from, stored(only), room)).orElseGet(() -> list.bind(shelf, from, room)),
                ProductListStore::summary, limit, after);
    }

    /** How many published products each category holds, by its path. Reads the shelves on which something has changed since they were read last. */
    CompletionStage<SortedMap<String, Long>> categories() {
        return cql.executeAsync(changes.bind(generation)).thenCompose(rows -> {
            var now = new long[Shelves.COUNT];
            for (Row row : rows.currentPage()) now[row.getInt("shelf")] = row.getLong("changes");
            CompletionStage<Void> done = CompletableFuture.completedFuture(null);
            for (int shelf = 0; shelf < Shelves.COUNT; shelf++) {
                int next = shelf;
                done = done.thenCompose(before -> count(next, now[next]));
            }
            return done;
        }).thenApply(all -> {
            var sum = new TreeMap<String, Long>();
            for (int shelf = 0; shelf < Shelves.COUNT; shelf++) counted.get(shelf).products().forEach((category, products) -> sum.merge(category, products, Long::sum));
            return sum;
        });
    }

    private CompletionStage<Void> count(int shelf, long changes) {
        var before = counted.get(shelf);
        if (before != null && before.changes() == changes) return CompletableFuture.completedFuture(null);
        var counts = new HashMap<String, Long>();
        return cql.executeAsync(categories.bind(shelf)).thenCompose(rows -> count(rows, counts)).thenAccept(all -> counted.set(shelf, new Counted(changes, counts)));
    }

    private static CompletionStage<Void> count(AsyncResultSet rows, Map<String, Long> counts) {
        for (Row row : rows.currentPage()) {
            String category = row.getString("category");
            if (!category.isEmpty() && stored(Status.PUBLISHED).equals(row.getString("status"))) counts.merge(category, 1L, Long::sum);
        }
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> count(more, counts)) : CompletableFuture.completedFuture(null);
    }

    private static String stored(Status status) {
        return status == Status.PUBLISHED ? "published" : "draft";
    }

    private static Optional<ProductSummary> summary(Row row) {
        if (DELETED.equals(row.getString("status"))) return Optional.empty();
        return Optional.of(value(row, "summary", ProductSummary.class));
    }
}
