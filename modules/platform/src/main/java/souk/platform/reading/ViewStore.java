package souk.platform.reading;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where a view keeps its rows. A row carries the version of the aggregate it was made from, and a write of an older version must not
 * undo a newer one (in Cassandra: {@code USING TIMESTAMP version}), so that events delivered twice, or by two readers at a hand-over,
 * have the effect of one.
 *
 * @param <V> the row
 */
public interface ViewStore<V> {
    /** The row as stored, or nothing. */
    CompletionStage<Optional<Versioned<V>>> read(String id);

    /** Stores the row unless a newer one is there; complete when durable. */
    CompletionStage<?> write(String id, Versioned<V> row);

    /**
     * Stores all rows that a batch of events has changed, by id: each as {@link #write} does, in any order. A store that can write several
     * at once does it here.
     *
     * @param parallelism how many writes are under way at once
     * @return complete when all are durable; exceptional if any was not written, whatever became of the others
     */
    default CompletionStage<?> writeAll(Map<String, Versioned<V>> rows, int parallelism) {
        return Lanes.each(rows.entrySet(), parallelism, row -> write(row.getKey(), row.getValue()));
    }

    /**
     * A row and the version of the aggregate it shows.
     *
     * @param version 1 for the first event, then without a gap
     */
    record Versioned<V>(V row, long version) {}
}
