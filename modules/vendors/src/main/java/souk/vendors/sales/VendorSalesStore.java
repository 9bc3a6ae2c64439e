package souk.vendors.sales;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.platform.reading.EntryStore;
import souk.vendors.sales.VendorSales.Entry;
import souk.vendors.sales.VendorSales.Movement;

/** The rows of {@link VendorSales} in Cassandra: each once by its id, and again in every span of 30 days of its vendor in which something of it was sold or came back. */
public final class VendorSalesStore extends EntryStore<VendorSales, Entry> {
    private static final long SPAN = Duration.ofDays(30).toMillis();

    private final PreparedStatement writePlace;
    private final PreparedStatement ofSpan;

    public VendorSalesStore(CqlSession cql, int generation) {
        super(cql, generation, new Form<>(Entry.class, VendorSales::sold, VendorSales::new), "vendor_sales", "vendor_sales_spans");
        writePlace = prepare("INSERT INTO vendor_sales_spans (vendor, span, id, entry) VALUES (?, ?, ?, ?) USING TIMESTAMP ?");
        ofSpan = prepare("SELECT entry FROM vendor_sales_spans WHERE vendor = ? AND span = ?");
    }

    /** The whole of it stands in each of its spans, so a later version of it replaces an earlier one there as a whole. */
    @Override
    protected Stream<BoundStatement> before(String id, Entry entry, long version) {
        return entry.movements().stream().map(movement -> span(movement.at())).distinct().map(span -> writePlace.bind(entry.vendorId(), Instant.ofEpochMilli(span), id, blob(entry), version));
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
            entry(row).movements().stream().filter(movement -> span(movement.at()) == span && !movement.at().isBefore(from) && movement.at().isBefore(to)).forEach(heard);
        }
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> page(more, span, from, to, heard)) : CompletableFuture.completedFuture(null);
    }
}
