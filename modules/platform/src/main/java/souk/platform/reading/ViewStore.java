package souk.platform.reading;

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
     * A row and the version of the aggregate it shows.
     *
     * @param version 1 for the first event, then without a gap
     */
    record Versioned<V>(V row, long version) {}
}
