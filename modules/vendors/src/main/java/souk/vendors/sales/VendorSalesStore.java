package souk.vendors.sales;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.platform.reading.Lanes;
import souk.platform.reading.TableStore;
import souk.vendors.sales.VendorSales.Entry;
import souk.vendors.sales.VendorSales.Movement;

/** The rows of {@link VendorSales} in Cassandra: each once by its id, and again in every span of 30 days of its vendor in which something of it was sold or came back. */
public final class VendorSalesStore extends TableStore<VendorSales> {
    private static final long SPAN = Duration.ofDays(30).toMillis();

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement writePlace;
    private final PreparedStatement ofSpan;

    public VendorSalesStore(CqlSession cql, int generation) {
        super(cql, generation, "vendor_sales", "vendor_sales_spans");
        write = prepare("INSERT INTO vendor_sales (id, version, entry) VALUES (?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, entry FROM vendor_sales WHERE id = ?");
        writePlace = prepare("INSERT INTO vendor_sales_spans (vendor, span, id, entry) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        ofSpan = prepare("SELECT entry FROM vendor_sales_spans WHERE vendor = ? AND span = ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<VendorSales>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected VendorSales form(Row row) {
        return new VendorSales(Optional.of(value(row, "entry", Entry.class)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<VendorSales> row) {
        return row.row().sold().map(entry -> List.of(write.bind(id, row.version(), blob(entry), row.version()))).orElse(List.of());
    }

    /** The spans before the row: once that has a version nobody writes what led to it again. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<VendorSales>> rows, int parallelism) {
        var places = rows.entrySet().stream().flatMap(row -> places(row.getKey(), row.getValue())).toList();
        return Lanes.each(places, parallelism, cql::executeAsync).thenCompose(there -> super.writeAll(rows, parallelism));
    }

    /** The whole of it stands in each of its spans, so a later version of it replaces an earlier one there as a whole. */
    private Stream<BoundStatement> places(String id, Versioned<VendorSales> row) {
        return row.row().sold().stream().flatMap(entry -> entry.movements().stream().map(movement -> span(movement.at())).distinct()
                .map(span -> writePlace.bind(entry.vendorId(), Instant.ofEpochMilli(span), id, blob(entry), row.version())));
    }

    private static long span(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), SPAN) * SPAN;
    }

    /** Everything that a vendor sold, or that came back to it, from one time up to another, each once and in no order. */
    CompletionStage<?> each(String vendor, Instant from, Instant to, Consumer<Movement> heard) {
        return span(vendor, span(from), from, to, heard);
    }

    private CompletionStage<?> span(String vendor, long span, Instant from, Instant to, Consumer<Movement> heard) {
        if (span >= to.toEpochMilli()) return CompletableFuture.completedFuture(null);
        return cql.executeAsync(ofSpan.bind(vendor, Instant.ofEpochMilli(span))).thenCompose(rows -> page(rows, span, from, to, heard)).thenCompose(done -> span(vendor, span + SPAN, from, to, heard));
    }

    /** Of a row only what happened in this span: the rest of it stands in the others. */
    private CompletionStage<?> page(AsyncResultSet rows, long span, Instant from, Instant to, Consumer<Movement> heard) {
        for (Row row : rows.currentPage()) {
            value(row, "entry", Entry.class).movements().stream().filter(movement -> span(movement.at()) == span && !movement.at().isBefore(from) && movement.at().isBefore(to)).forEach(heard);
        }
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> page(more, span, from, to, heard)) : CompletableFuture.completedFuture(null);
    }
}
