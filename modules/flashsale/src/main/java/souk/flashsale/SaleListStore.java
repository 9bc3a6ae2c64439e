package souk.flashsale;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import souk.flashsale.SaleList.Entry;
import souk.flashsale.SaleList.Phase;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;

/** The rows of {@link SaleList} in Cassandra, on {@link Shelves}, and by their phase on each of these: of all sales that there ever were, few are still to come. */
final class SaleListStore extends TableStore<SaleList> {
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;
    private final PreparedStatement listOfPhase;
    private final PreparedStatement ofPhase;
    private final PreparedStatement change;
    private final PreparedStatement changes;
    private final int generation;
    private final AtomicReferenceArray<Seen> seen = new AtomicReferenceArray<>(Shelves.COUNT);

    /** The sales of a shelf that are not over, as it was after so many changes at least. */
    private record Seen(long changes, List<Entry> sales) {}

    SaleListStore(CqlSession cql, int generation) {
        super(cql, generation, "flash_sales");
        this.generation = generation;
        write = prepare("INSERT INTO flash_sales (shelf, id, version, phase, sale) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, sale FROM flash_sales WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, sale FROM flash_sales WHERE shelf = ? AND id > ? LIMIT ?");
        listOfPhase = prepare("SELECT id, sale FROM flash_sales WHERE shelf = ? AND id > ? AND phase = ? LIMIT ?");
        ofPhase = prepare("SELECT sale FROM flash_sales WHERE shelf = ? AND phase = ?");
        change = prepare("UPDATE flash_sale_changes SET changes = changes + 1 WHERE generation = ? AND shelf = ?");
        changes = prepare("SELECT shelf, changes FROM flash_sale_changes WHERE generation = ?");
    }

    /** Says so when it has changed a shelf: afterwards, so that who hears of it reads what is there. What fails is written again, and then says so again. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<SaleList>> rows, int parallelism) {
        var shelves = rows.keySet().stream().map(Shelves::of).distinct().map(shelf -> change.bind(generation, shelf)).toArray(BoundStatement[]::new);
        return super.writeAll(rows, parallelism).thenCompose(written -> shelves.length == 0 ? CompletableFuture.completedFuture(null)
                : cql.executeAsync(BatchStatement.newInstance(BatchType.COUNTER, shelves)));
    }

    @Override
    public CompletionStage<Optional<Versioned<SaleList>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected SaleList form(Row row) {
        return new SaleList(Optional.of(entry(row)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<SaleList> row) {
        return row.row().sale().map(sale -> List.of(write.bind(Shelves.of(id), id, row.version(), stored(sale.phase()), blob(sale), row.version()))).orElse(List.of());
    }

    /**
     * Some sales, in an order that means nothing and never changes.
     *
     * @param phase only these; all if empty
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<Entry>> slice(Optional<Phase> phase, int limit, Optional<String> after) {
        return Shelves.slice(cql, (shelf, from, room) -> phase.map(only -> listOfPhase.bind(shelf, from, stored(only), room)).orElseGet(() -> list.bind(shelf, from, room)),
                row -> Optional.of(entry(row)).filter(sale -> sale.phase() != Phase.NONE), limit, after);
    }

    /** All sales that are not over. Reads the shelves on which something has changed since they were read last. */
    CompletionStage<List<Entry>> notOver() {
        return cql.executeAsync(changes.bind(generation)).thenCompose(rows -> {
            var now = new long[Shelves.COUNT];
            for (Row row : rows.currentPage()) now[row.getInt("shelf")] = row.getLong("changes");
            var reads = IntStream.range(0, Shelves.COUNT).filter(shelf -> seen.get(shelf) == null || seen.get(shelf).changes() != now[shelf])
                    .mapToObj(shelf -> look(shelf, now[shelf]).toCompletableFuture()).toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(reads);
        }).thenApply(done -> IntStream.range(0, Shelves.COUNT).mapToObj(seen::get).flatMap(shelf -> shelf.sales().stream()).toList());
    }

    private CompletionStage<Void> look(int shelf, long changes) {
        var found = new ArrayList<Entry>();
        return cql.executeAsync(ofPhase.bind(shelf, stored(Phase.SCHEDULED))).thenCompose(rows -> take(rows, found))
                .thenCompose(done -> cql.executeAsync(ofPhase.bind(shelf, stored(Phase.LIVE)))).thenCompose(rows -> take(rows, found))
                .thenAccept(done -> seen.set(shelf, new Seen(changes, found)));
    }

    private static CompletionStage<Void> take(AsyncResultSet rows, List<Entry> found) {
        for (Row row : rows.currentPage()) found.add(entry(row));
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> take(more, found)) : CompletableFuture.completedFuture(null);
    }

    private static String stored(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private static Entry entry(Row row) {
        return value(row, "sale", Entry.class);
    }
}
