package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.TableStore;

/** The rows of {@link GuestOrder} in Cassandra, with those of the same mailbox, newest first. One that was taken over stays for a week and says so, longer than a write of an older version can come late. */
final class GuestOrderStore extends TableStore<GuestOrder> {
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    /** Some orders' ids, and after which place it goes on, if it does. */
    record Slice(List<String> orders, Optional<String> next) {}

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement ofMailbox;

    GuestOrderStore(CqlSession cql, int generation) {
        super(cql, generation, "guest_order");
        write = prepare("INSERT INTO guest_order (mailbox, placed_at, id, version, open) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ? AND TTL ?");
        read = prepare("SELECT version, mailbox, placed_at, open FROM guest_order WHERE id = ?");
        ofMailbox = prepare("SELECT placed_at, id, open FROM guest_order WHERE mailbox = ? AND (placed_at, id) < (?, ?) LIMIT ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<GuestOrder>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected GuestOrder form(Row row) {
        return new GuestOrder(Optional.of(row.getString("mailbox")), row.getInstant("placed_at"), row.getBoolean("open"));
    }

    /** One that was taken over has gone after a week, and in a younger generation not yet. */
    @Override
    protected boolean says(GuestOrder row) {
        return row.open();
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<GuestOrder> row) {
        var order = row.row();
        return order.mailbox().map(mailbox -> List.of(write.bind(mailbox, order.placedAt(), id, row.version(), order.open(), row.version(), order.open() ? 0 : KEPT))).orElse(List.of());
    }

    /**
     * The ids of the orders of a mailbox that are nobody's but the guest's, newest first.
     *
     * @param limit how many at most; there may be fewer, and more to come
     * @param after the place at which the slice before this one ended
     */
    CompletionStage<Slice> ofMailbox(String mailbox, int limit, Optional<String> after) {
        var from = after.map(Position::parse).orElse(Position.FIRST);
        return cql.executeAsync(ofMailbox.bind(mailbox, from.placedAt(), from.id(), limit + 1).setPageSize(limit + 1)).thenApply(rows -> {
            var found = new ArrayList<Row>();
            rows.currentPage().forEach(found::add);
            var shown = found.subList(0, Math.min(limit, found.size()));
            return new Slice(shown.stream().filter(row -> row.getBoolean("open")).map(row -> row.getString("id")).toList(),
                    found.size() > limit ? Optional.of(position(shown.get(limit - 1)).text()) : Optional.empty());
        });
    }

    private static Position position(Row row) {
        return new Position(row.getInstant("placed_at"), row.getString("id"));
    }
}
