package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.CassandraStore;
import souk.platform.reading.Shelves;

/**
 * The rows of {@link Unfinished} in Cassandra, on {@link Shelves}. A row that is over stays for a week and says so; that is far longer than
 * a write of an older version can come late.
 */
final class UnfinishedStore extends CassandraStore<Unfinished> {
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    UnfinishedStore(CqlSession cql) {
        super(cql);
        write = cql.prepare("INSERT INTO order_unfinished (shelf, id, version, principal, opened_at, late) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = cql.prepare("SELECT version, principal, opened_at, late FROM order_unfinished WHERE shelf = ? AND id = ?");
        list = cql.prepare("SELECT id, late FROM order_unfinished WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<Unfinished>>> read(String id) {
        return one(read.bind(Shelves.of(id), id), row -> new Unfinished(row.getString("principal"), row.getInstant("opened_at"), row.getBoolean("late")));
    }

    @Override
    public List<String> tables() {
        return List.of("order_unfinished");
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
