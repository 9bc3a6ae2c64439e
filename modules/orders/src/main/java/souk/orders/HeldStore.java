package souk.orders;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import souk.platform.reading.ShelfStore;

/** The rows of {@link HeldOrder} in Cassandra; the list is of the held orders' ids. */
final class HeldStore extends ShelfStore<HeldOrder, String> {
    HeldStore(CqlSession cql, int generation) {
        super(cql, generation, "order_held", "until", "held");
    }

    @Override
    protected HeldOrder form(Row row) {
        return new HeldOrder(row.getInstant("until"), row.getBoolean("held"));
    }

    @Override
    protected List<?> columns(HeldOrder order) {
        return Arrays.asList(order.until(), order.held());
    }

    /** One that is over has gone after a week, and in a younger generation not yet. */
    @Override
    protected boolean says(HeldOrder order) {
        return order.held();
    }

    @Override
    protected Optional<String> shown(String id, HeldOrder order) {
        return order.held() ? Optional.of(id) : Optional.empty();
    }
}
