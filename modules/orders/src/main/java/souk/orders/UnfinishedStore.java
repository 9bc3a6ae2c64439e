package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.ShelfStore;

/** The rows of {@link Unfinished} in Cassandra; the list is of the late orders' ids. */
final class UnfinishedStore extends ShelfStore<Unfinished, String> {
    UnfinishedStore(CqlSession cql, int generation) {
        super(cql, generation, "order_unfinished", "principal", "opened_at", "late");
    }

    @Override
    protected Unfinished form(Row row) {
        return new Unfinished(row.getString("principal"), row.getInstant("opened_at"), row.getBoolean("late"));
    }

    @Override
    protected List<?> columns(Unfinished order) {
        return Arrays.asList(order.principal(), order.openedAt(), order.late());
    }

    /** One that is over has gone after a week, and in a younger generation not yet. */
    @Override
    protected boolean says(Unfinished order) {
        return order.late();
    }

    @Override
    protected Optional<String> shown(String id, Unfinished order) {
        return order.late() ? Optional.of(id) : Optional.empty();
    }

    /** How many there are, up to 1,000. */
    CompletionStage<Long> count() {
        return slice(1_000, Optional.empty()).thenApply(slice -> (long) slice.items().size());
    }
}
