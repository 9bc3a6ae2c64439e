package souk.catalog;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.ProductContent.Status;
import souk.platform.journal.Rows;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.KnownShelves;
import souk.platform.reading.ShelfStore;
import souk.platform.reading.Shelves;

/** The rows of {@link ProductList} in Cassandra, on {@link Shelves}. */
final class ProductListStore extends ShelfStore<ProductList, ProductSummary> {
    private static final String DELETED = "deleted";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final PreparedStatement listOfStatus;
    private final PreparedStatement categories;
    /** How many published products of each category are on a shelf. One shelf is counted after the other: they can be long. */
    private final KnownShelves<Map<String, Long>> counted;

    ProductListStore(CqlSession cql, int generation) {
        super(cql, generation, "product_list", "status", "category", "summary");
        // Filters within one shelf: nearly all products of a shop are published, and staff look for drafts rarely.
        listOfStatus = prepare("SELECT id, status, summary FROM product_list WHERE shelf = ? AND id > ? AND status = ? LIMIT ? ALLOW FILTERING");
        categories = prepare("SELECT status, category FROM product_list WHERE shelf = ?");
        counted = new KnownShelves<>(cql, generation, "product_list_changes", 1, this::count);
    }

    /** Says so when it has changed a shelf. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<ProductList>> rows, int parallelism) {
        return super.writeAll(rows, parallelism).thenCompose(written -> counted.changed(rows.keySet()));
    }

    @Override
    protected ProductList form(Row row) {
        return new ProductList(summary(row));
    }

    @Override
    protected List<?> columns(ProductList row) {
        var product = row.product();
        return List.of(product.map(some -> stored(some.status())).orElse(DELETED), product.flatMap(ProductSummary::category).orElse(""), product.map(CassandraStore::blob).orElse(NOTHING));
    }

    @Override
    protected Optional<ProductSummary> shown(String id, ProductList row) {
        return row.product();
    }

    /**
     * Some products in the list's order.
     *
     * @param status only these; all if empty
     * @param limit  how many at most
     * @param after  the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<ProductSummary>> slice(Optional<Status> status, int limit, Optional<String> after) {
        return status.map(only -> slice((shelf, from, room) -> listOfStatus.bind(shelf, from, stored(only), room), limit, after)).orElseGet(() -> slice(limit, after));
    }

    /** How many published products each category holds, by its path. Reads the shelves on which something has changed since they were read last. */
    CompletionStage<SortedMap<String, Long>> categories() {
        return counted.all().thenApply(shelves -> {
            var sum = new TreeMap<String, Long>();
            shelves.forEach(shelf -> shelf.forEach((category, products) -> sum.merge(category, products, Long::sum)));
            return sum;
        });
    }

    private CompletionStage<Map<String, Long>> count(int shelf) {
        var counts = new HashMap<String, Long>();
        return cql.executeAsync(categories.bind(shelf)).thenCompose(rows -> Rows.each(rows, row -> {
            String category = row.getString("category");
            if (!category.isEmpty() && stored(Status.PUBLISHED).equals(row.getString("status"))) counts.merge(category, 1L, Long::sum);
        })).thenApply(done -> counts);
    }

    private static String stored(Status status) {
        return status == Status.PUBLISHED ? "published" : "draft";
    }

    private static Optional<ProductSummary> summary(Row row) {
        if (DELETED.equals(row.getString("status"))) return Optional.empty();
        return Optional.of(value(row, "summary", ProductSummary.class));
    }
}
