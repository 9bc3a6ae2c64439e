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

/** The rows of {@link HeldOrder} in Cassandra, on {@link Shelves}, kept as those of {@link UnfinishedStore} are. */
final class HeldStore extends TableStore<HeldOrder> {
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    HeldStore(CqlSession cql, int generation) {
        super(cql, generation, "order_held");
        write = prepare("INSERT INTO order_held (shelf, id, version, until, held) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = prepare("SELECT version, until, held FROM order_held WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, held FROM order_held WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<HeldOrder>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected HeldOrder form(Row row) {
        return new HeldOrder(row.getInstant("until"), row.getBoolean("held"));
    }

    /** One that is over has gone after a week, and in a younger generation not yet. */
    @Override
    protected boolean says(HeldOrder row) {
        return row.held();
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<HeldOrder> row) {
        var order = row.row();
        return List.of(write.bind(Shelves.of(id), id, row.version(), order.until(), order.held(), row.version(), order.held() ? 0 : KEPT));
    }

    /**
     * The held orders' ids, in an order that means nothing.
     *
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Shelves.Slice<String>> slice(int limit, Optional<String> after) {
        return Shelves.slice(cql, list::bind, row -> row.getBoolean("held") ? Optional.of(row.getString("id")) : Optional.empty(), limit, after);
    }
}
