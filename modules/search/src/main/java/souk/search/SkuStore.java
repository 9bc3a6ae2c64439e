package souk.search;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import souk.platform.journal.Rows;
import souk.platform.reading.Lanes;
import souk.platform.reading.Shelves;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Codec;

/** What the two writers of a document tell each other: which products show a SKU, and what is known of its stock. Kept per generation. */
final class SkuStore {
    private final CqlSession cql;
    private final PreparedStatement show;
    private final PreparedStatement products;
    private final PreparedStatement stock;
    private final PreparedStatement forgetSkus;
    private final PreparedStatement forgetStock;

    SkuStore(CqlSession cql) {
        this.cql = cql;
        show = cql.prepare("INSERT INTO search_sku (generation, shelf, sku, product) VALUES (?, ?, ?, ?)");
        products = cql.prepare("SELECT product FROM search_sku WHERE generation = ? AND shelf = ? AND sku = ?");
        stock = cql.prepare("SELECT sku, cell FROM search_stock WHERE generation = ? AND shelf = ? AND sku IN ?");
        forgetSkus = cql.prepare("DELETE FROM search_sku WHERE generation = ? AND shelf = ?");
        forgetStock = cql.prepare("DELETE FROM search_stock WHERE generation = ? AND shelf = ?");
    }

    /** From now on these products want to know of these SKUs; complete when that is durable. */
    CompletionStage<?> shows(int generation, Map<String, List<String>> skusByProduct, int parallelism) {
        var byShelf = new TreeMap<Integer, List<BoundStatement>>();
        skusByProduct.forEach((product, skus) -> skus.forEach(sku -> byShelf.computeIfAbsent(Shelves.of(sku), shelf -> new ArrayList<>())
                .add(show.bind(generation, Shelves.of(sku), sku, product))));
        return Lanes.each(byShelf.values(), parallelism, some -> cql.executeAsync(BatchStatement.newInstance(BatchType.UNLOGGED, some.toArray(BoundStatement[]::new))));
    }

    /** The products that show a SKU, or once did. */
    CompletionStage<List<String>> products(int generation, String sku) {
        return cql.executeAsync(products.bind(generation, Shelves.of(sku), sku).setPageSize(1000)).thenApply(rows -> {
            var found = new ArrayList<String>();
            for (Row row : rows.currentPage()) found.add(row.getString(0));
            return found;
        });
    }

    /** What is known of the stock of these SKUs; of those that were never counted, nothing. */
    CompletionStage<Map<String, Versioned<Availability>>> stock(int generation, Collection<String> skus, int parallelism) {
        var byShelf = new TreeMap<Integer, Set<String>>();
        skus.forEach(sku -> byShelf.computeIfAbsent(Shelves.of(sku), shelf -> new java.util.TreeSet<>()).add(sku));
        Map<String, Versioned<Availability>> found = new ConcurrentHashMap<>();
        return Lanes.each(byShelf.entrySet(), parallelism, some -> parts(generation, some.getKey(), List.copyOf(some.getValue()), found)).thenApply(all -> found);
    }

    /** A hundred rows are one question. */
    private CompletionStage<?> parts(int generation, int shelf, List<String> skus, Map<String, Versioned<Availability>> found) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (int from = 0; from < skus.size(); from += 100) {
            var some = skus.subList(from, Math.min(from + 100, skus.size()));
            done = done.thenCompose(before -> cql.executeAsync(stock.bind(generation, shelf, some).setPageSize(1000))).thenAccept(rows -> {
                for (Row row : rows.currentPage()) {
                    if (row.getByteBuffer("cell") != null) found.put(row.getString("sku"), AvailabilityStore.Cell.read(row).row());
                }
            });
        }
        return done;
    }

    /** Forgets a whole generation, which nobody writes any more. */
    CompletionStage<?> forget(int generation) {
        var all = new ArrayList<BoundStatement>();
        for (int shelf = 0; shelf < Shelves.COUNT; shelf++) {
            all.add(forgetSkus.bind(generation, shelf));
            all.add(forgetStock.bind(generation, shelf));
        }
        return Lanes.each(all, 4, cql::executeAsync);
    }

    static ByteBuffer blob(Object value) {
        return ByteBuffer.wrap(Codec.encode(value));
    }

    static <T> T value(ByteBuffer blob, Class<T> form) {
        return Codec.decode(Rows.bytes(blob), form);
    }
}
