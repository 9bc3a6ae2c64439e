package souk.flashsale;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.flashsale.SaleList.Entry;
import souk.flashsale.SaleList.Phase;
import souk.platform.journal.Rows;
import souk.platform.reading.KnownShelves;
import souk.platform.reading.ShelfStore;
import souk.platform.reading.Shelves;

/** The rows of {@link SaleList} in Cassandra, on {@link Shelves}, and by their phase on each of these: of all sales that there ever were, few are still to come. */
final class SaleListStore extends ShelfStore<SaleList, Entry> {
    private final PreparedStatement planned;
    private final PreparedStatement listOfPhase;
    private final PreparedStatement ofPhase;
    /** The sales of a shelf that are not over. All shelves are read at once: these are few, and who asks waits. */
    private final KnownShelves<List<Entry>> notOver;

    SaleListStore(CqlSession cql, int generation) {
        super(cql, generation, "flash_sales", "phase", "sale");
        planned = prepare("SELECT id, sale FROM flash_sales WHERE shelf = ? AND id > ? LIMIT ?");
        listOfPhase = prepare("SELECT id, sale FROM flash_sales WHERE shelf = ? AND id > ? AND phase = ? LIMIT ?");
        ofPhase = prepare("SELECT sale FROM flash_sales WHERE shelf = ? AND phase = ?");
        notOver = new KnownShelves<>(cql, generation, "flash_sale_changes", Shelves.COUNT, this::notOverOn);
    }

    /** Says so when it has changed a shelf. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<SaleList>> rows, int parallelism) {
        return super.writeAll(rows, parallelism).thenCompose(written -> notOver.changed(rows.keySet()));
    }

    @Override
    protected SaleList form(Row row) {
        return new SaleList(Optional.of(entry(row)));
    }

    @Override
    protected List<?> columns(SaleList row) {
        return row.sale().map(sale -> List.of(stored(sale.phase()), blob(sale))).orElse(List.of());
    }

    @Override
    protected Optional<Entry> shown(String id, SaleList row) {
        return row.sale().filter(sale -> sale.phase() != Phase.NONE);
    }

    /**
     * Some sales, in an order that means nothing and never changes.
     *
     * @param phase only these; all if empty
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<Entry>> slice(Optional<Phase> phase, int limit, Optional<String> after) {
        return phase.map(only -> slice((shelf, from, room) -> listOfPhase.bind(shelf, from, stored(only), room), limit, after)).orElseGet(() -> slice(limit, after));
    }

    /** The same of all that were planned, also those that never came about. */
    CompletionStage<Shelves.Slice<Entry>> planned(int limit, Optional<String> after) {
        return Shelves.slice(cql, planned::bind, row -> Optional.of(entry(row)), limit, after);
    }

    /** All sales that are not over. Reads the shelves on which something has changed since they were read last. */
    CompletionStage<List<Entry>> notOver() {
        return notOver.all().thenApply(shelves -> shelves.stream().flatMap(List::stream).toList());
    }

    private CompletionStage<List<Entry>> notOverOn(int shelf) {
        return ofPhase(shelf, Phase.SCHEDULED).thenCompose(scheduled -> ofPhase(shelf, Phase.LIVE).thenApply(live -> Stream.concat(scheduled.stream(), live.stream()).toList()));
    }

    private CompletionStage<List<Entry>> ofPhase(int shelf, Phase phase) {
        return cql.executeAsync(ofPhase.bind(shelf, stored(phase))).thenCompose(rows -> Rows.all(rows, SaleListStore::entry));
    }

    private static String stored(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    private static Entry entry(Row row) {
        return value(row, "sale", Entry.class);
    }
}
