package souk.catalog;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.catalog.api.ProductContent.Status;
import souk.platform.reading.ViewStore;
import souk.platform.wire.Codec;

/**
 * The rows of {@link ProductList} in Cassandra, on {@value #SHELVES} shelves by a hash of the product's id, so that no partition holds
 * more than a sixteenth of the shop. The list runs through the shelves, and by id within one: an order that means nothing to people,
 * but never changes, so that pages neither skip nor repeat a product.
 */
final class ProductListStore implements ViewStore<ProductList> {
    static final int SHELVES = 16;
    private static final String DELETED = "deleted";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** Some of the list, and after which position it goes on, if it does. */
    record Slice(List<ProductSummary> products, Optional<String> next) {}

    private final CqlSession cql;
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;
    private final PreparedStatement listOfStatus;
    private final PreparedStatement categories;

    ProductListStore(CqlSession cql) {
        this.cql = cql;
        write = cql.prepare("INSERT INTO product_list (shelf, id, status, category, version, summary) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        read = cql.prepare("SELECT version, status, summary FROM product_list WHERE shelf = ? AND id = ?");
        list = cql.prepare("SELECT id, status, summary FROM product_list WHERE shelf = ? AND id > ? LIMIT ?");
        // Filters within one shelf: nearly all products of a shop are published, and staff look for drafts rarely.
        listOfStatus = cql.prepare("SELECT id, status, summary FROM product_list WHERE shelf = ? AND id > ? AND status = ? LIMIT ? ALLOW FILTERING");
        categories = cql.prepare("SELECT status, category FROM product_list WHERE shelf = ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<ProductList>>> read(String id) {
        return cql.executeAsync(read.bind(shelf(id), id)).thenApply(rows -> Optional.ofNullable(rows.one())
                .map(row -> new Versioned<>(new ProductList(summary(row)), row.getLong("version"))));
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<ProductList> row) {
        var product = row.row().product();
        return cql.executeAsync(write.bind(shelf(id), id, product.map(some -> stored(some.status())).orElse(DELETED),
                product.flatMap(ProductSummary::category).orElse(""), row.version(),
                product.map(some -> ByteBuffer.wrap(Codec.encode(some))).orElse(NOTHING), row.version()));
    }

    /**
     * Some products in the list's order.
     *
     * @param status only these; all if empty
     * @param limit  how many at most
     * @param after  the position at which the slice before this one ended
     */
    CompletionStage<Slice> slice(Optional<Status> status, int limit, Optional<String> after) {
        var found = new ArrayList<ProductSummary>();
        String last = after.orElse("");
        return fill(found, limit + 1, status, after.isPresent() ? shelf(last) : 0, last).thenApply(done -> found.size() <= limit
                ? new Slice(found, Optional.empty())
                : new Slice(found.subList(0, limit), Optional.of(found.get(limit - 1).id())));
    }

    private CompletionStage<Void> fill(List<ProductSummary> found, int wanted, Optional<Status> status, int shelf, String after) {
        if (shelf == SHELVES || found.size() == wanted) return CompletableFuture.completedFuture(null);
        int room = wanted - found.size();
        BoundStatement query = status.map(only -> listOfStatus.bind(shelf, after, stored(only), room)).orElseGet(() -> list.bind(shelf, after, room));
        return cql.executeAsync(query.setPageSize(room)).thenCompose(rows -> {
            int seen = 0;
            String last = after;
            for (Row row : rows.currentPage()) {
                seen++;
                last = row.getString("id");
                summary(row).ifPresent(found::add);
            }
            boolean more = seen == room || rows.hasMorePages();
            return more ? fill(found, wanted, status, shelf, last) : fill(found, wanted, status, shelf + 1, "");
        });
    }

    /** How many published products each category holds, by its path. Reads the whole list: keep the answer for a while. */
    CompletionStage<SortedMap<String, Long>> categories() {
        var counts = new TreeMap<String, Long>();
        CompletionStage<Void> done = CompletableFuture.completedFuture(null);
        for (int shelf = 0; shelf < SHELVES; shelf++) {
            int next = shelf;
            done = done.thenCompose(before -> cql.executeAsync(categories.bind(next))).thenCompose(rows -> count(rows, counts));
        }
        return done.thenApply(all -> counts);
    }

    private static CompletionStage<Void> count(AsyncResultSet rows, SortedMap<String, Long> counts) {
        for (Row row : rows.currentPage()) {
            String category = row.getString("category");
            if (!category.isEmpty() && stored(Status.PUBLISHED).equals(row.getString("status"))) counts.merge(category, 1L, Long::sum);
        }
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> count(more, counts)) : CompletableFuture.completedFuture(null);
    }

    private static int shelf(String id) {
        return Math.floorMod(id.hashCode(), SHELVES);
    }

    private static String stored(Status status) {
        return status == Status.PUBLISHED ? "published" : "draft";
    }

    private static Optional<ProductSummary> summary(Row row) {
        if (DELETED.equals(row.getString("status"))) return Optional.empty();
        ByteBuffer bytes = row.getByteBuffer("summary");
        byte[] stored = new byte[bytes.remaining()];
        bytes.get(stored);
        return Optional.of(Codec.decode(stored, ProductSummary.class));
    }
}
