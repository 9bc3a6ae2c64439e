package souk.vendors.corrections;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.orders.api.CommissionCorrection;

/** What corrections ask of what lies outside aggregates, as calls of their steps: only questions. */
public sealed interface CorrectionRequest {
    /** The name under which it is registered who knows all orders with commission. */
    String ORDERS = "commissioned-orders";

    /** Where the logs of orders end when all that was decided before this was asked stands in them. Answered with {@link Ends}. */
    record Aim(CommissionCorrection correction) implements CorrectionRequest {}

    /** @param logs by name */
    record Ends(Map<String, Long> logs) {
        public Ends {
            logs = Map.copyOf(logs);
        }
    }

    /**
     * Some of the orders that may have lines that it is about, in an order that never changes. Answered with {@link Orders}; refused as {@code view-behind} (OVERLOADED) while those are not known that stood in the logs up to there.
     *
     * @param after the place at which the list before this one ended
     * @param ends  where the logs ended when all of these had been placed
     */
    record ListOrders(CommissionCorrection correction, Optional<String> after, Map<String, Long> ends) implements CorrectionRequest {}

    /** @param next the place at which it goes on; empty: these are the last */
    record Orders(List<String> ids, Optional<String> next) {
        public Orders {
            ids = List.copyOf(ids);
            if (next == null) next = Optional.empty();
        }
    }
}
