package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.Shelves;
import souk.platform.reading.TableStore;

/**
 * The rows of {@link Unfinished} in Cassandra, on {@link Shelves}. A row that is over stays for a week and says so; that is far longer than
 * a write of an older version can come late.
 */
final class UnfinishedStore extends TableStore<Unfinished> {
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    UnfinishedStore(CqlSession cql, int generation) {
        super(cql, generation, "order_unfinished");
        write = prepare("INSERT INTO order_unfinished (shelf, id, version, principal, opened_at, late) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = prepare("SELECT version, principal, opened_at, late FROM order_unfinished WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, late FROM order_unfinished WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<Unfinished>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected Unfinished form(Row row) {
        return new Unfinished(row.getString("principal"), row.getInstant("opened_at"), row.getBoolean("late"));
    }

    /** One that is over has gone after a week, and in a younger generation not yet. */
    @Override
    protected boolean says(Unfinished row) {
        return row.late();
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<Unfinished> row) {
        var order = row.row();
        return List.of(write.bind(Shelves.of(id), id, row.version(), order.principal(), order.openedAt(), order.late(), row.version(), order.late() ? 0 : KEPT));
    }

    /** How many there are, up to 1,000. */
    CompletionStage<Long> count() {
        return slice(1_000, Optional.empty()).thenApply(slice -> (long) slice.items().size());
    }

    /**
     * The late orders' ids, in an order that means nothing.
     *
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<String>> slice(int limit, Optional<String> after) {
        return Shelves.slice(cql, list::bind, row -> row.getBoolean("late") ? Optional.of(row.getString("id")) : Optional.empty(), limit, after);
    }
}
