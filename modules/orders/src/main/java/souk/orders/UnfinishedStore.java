package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.ViewStore;

/**
 * The rows of {@link Unfinished} in Cassandra, on {@value #SHELVES} shelves by a hash of the order's id. A row that is over stays for a
 * week and says so; that is far longer than a write of an older version can come late.
 */
final class UnfinishedStore implements ViewStore<Unfinished> {
    static final int SHELVES = 16;
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    /** Some of the late orders' ids, and after which of them the list goes on, if it does. */
    record Slice(List<String> ids, Optional<String> next) {}

    private final CqlSession cql;
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    UnfinishedStore(CqlSession cql) {
        this.cql = cql;
        write = cql.prepare("INSERT INTO order_unfinished (shelf, id, version, principal, opened_at, late) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = cql.prepare("SELECT version, principal, opened_at, late FROM order_unfinished WHERE shelf = ? AND id = ?");
        list = cql.prepare("SELECT id, late FROM order_unfinished WHERE shelf = ? AND id > ? LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<Unfinished>>> read(String id) {
        return cql.executeAsync(read.bind(shelf(id), id)).thenApply(rows -> Optional.ofNullable(rows.one())
                .map(row -> new Versioned<>(new Unfinished(row.getString("principal"), row.getInstant("opened_at"), row.getBoolean("late")), row.getLong("version"))));
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<Unfinished> row) {
        var order = row.row();
        return cql.executeAsync(write.bind(shelf(id), id, row.version(), order.principal(), order.openedAt(), order.late(), row.version(), order.late() ? 0 : KEPT));
    }

    /**
     * The late orders, in an order that means nothing.
     *
     * @param after the id at which the slice before this one ended
     */
    CompletionStage<Slice> slice(int limit, Optional<String> after) {
        var found = new ArrayList<String>();
        return fill(found, limit + 1, after.map(UnfinishedStore::shelf).orElse(0), after.orElse("")).thenApply(done -> found.size() <= limit
                ? new Slice(found, Optional.empty())
                : new Slice(found.subList(0, limit), Optional.of(found.get(limit - 1))));
    }

    private CompletionStage<Void> fill(List<String> found, int wanted, int shelf, String after) {
        if (shelf == SHELVES || found.size() == wanted) return CompletableFuture.completedFuture(null);
        int room = wanted - found.size();
        return cql.executeAsync(list.bind(shelf, after, room).setPageSize(room)).thenCompose(rows -> {
            int seen = 0;
            String last = after;
            for (Row row : rows.currentPage()) {
                seen++;
                last = row.getString("id");
                if (row.getBoolean("late")) found.add(last);
            }
            return seen == room ? fill(found, wanted, shelf, last) : fill(found, wanted, shelf + 1, "");
        });
    }

    private static int shelf(String id) {
        return Math.floorMod(id.hashCode(), SHELVES);
    }
}
