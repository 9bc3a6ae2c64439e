package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What this node knows of a list on {@link Shelves}, a value for each shelf: a shelf is read again only when something on it has changed
 * since, here or on another node. The changes are counted in a table of rows {@code ((generation), shelf)} with a counter {@code changes}.
 *
 * @param <T> what is known of a shelf
 */
public final class KnownShelves<T> {
    private final CqlSession cql;
    private final int generation;
    private final int parallelism;
    private final IntFunction<CompletionStage<T>> read;
    private final PreparedStatement change;
    private final PreparedStatement changes;
    private final AtomicReferenceArray<Known<T>> known = new AtomicReferenceArray<>(Shelves.COUNT);

    /** A shelf as it was after so many changes at least. */
    private record Known<T>(long changes, T shelf) {}

    /**
     * @param table       that counts the changes
     * @param parallelism how many shelves are read at once
     * @param read        reads a shelf
     */
    public KnownShelves(CqlSession cql, int generation, String table, int parallelism, IntFunction<CompletionStage<T>> read) {
        this.cql = cql;
        this.generation = generation;
        this.parallelism = parallelism;
        this.read = read;
        // May be repeated: a change that is counted twice is read once more.
        change = cql.prepare(SimpleStatement.builder("UPDATE " + table + " SET changes = changes + 1 WHERE generation = ? AND shelf = ?").setIdempotence(true).build());
        changes = cql.prepare(SimpleStatement.builder("SELECT shelf, changes FROM " + table + " WHERE generation = ?").setIdempotence(true).build());
    }

    /**
     * Says that something of these ids has changed. To be called when that is written, so that who hears of it reads what is there; who
     * cannot say so writes again, and then says so again.
     */
    public CompletionStage<?> changed(Collection<String> ids) {
        var shelves = ids.stream().map(Shelves::of).distinct().map(shelf -> change.bind(generation, shelf)).toArray(BoundStatement[]::new);
        return shelves.length == 0 ? CompletableFuture.completedFuture(null) : cql.executeAsync(BatchStatement.newInstance(BatchType.COUNTER, shelves));
    }

    /** What is on each shelf, in their order: everything that was said to have changed before this was called, and perhaps more. */
    public CompletionStage<List<T>> all() {
        return cql.executeAsync(changes.bind(generation)).thenCompose(rows -> {
            var now = new long[Shelves.COUNT];
            for (var row : rows.currentPage()) now[row.getInt("shelf")] = row.getLong("changes");
            return Lanes.each(IntStream.range(0, Shelves.COUNT).boxed().toList(), parallelism, shelf -> look(shelf, now[shelf]));
        }).thenApply(done -> IntStream.range(0, Shelves.COUNT).mapToObj(shelf -> known.get(shelf).shelf()).toList());
    }

    private CompletionStage<?> look(int shelf, long changes) {
        var before = known.get(shelf);
        if (before != null && before.changes() == changes) return CompletableFuture.completedFuture(null);
        return read.apply(shelf).thenAccept(found -> known.set(shelf, new Known<>(changes, found)));
    }
}
