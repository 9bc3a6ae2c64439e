package souk.vendors.corrections;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.orders.api.CommissionCorrection;

/** What happens to one correction of commission. */
public sealed interface CorrectionEvent extends Event {
    Instant at();

    /** @param preview whether it only says what would change. @param by the member of staff */
    record Begun(CommissionCorrection correction, boolean preview, String by, Instant at) implements CorrectionEvent {}

    /** All orders that it is about have been placed. @param ends where the logs of orders ended then */
    record Aimed(Map<String, Long> ends, Instant at) implements CorrectionEvent {
        public Aimed {
            ends = Map.copyOf(ends);
        }
    }

    /** These orders are asked next. @param next where the list goes on; empty: these are the last */
    record Listed(List<String> orderIds, Optional<String> next, Instant at) implements CorrectionEvent {
        public Listed {
            orderIds = List.copyOf(orderIds);
            if (next == null) next = Optional.empty();
        }
    }

    /** Some orders were asked. @param waiting those that cannot tell yet */
    record Asked(List<Result> over, List<String> waiting, Instant at) implements CorrectionEvent {
        public Asked {
            over = List.copyOf(over);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * What came of an order.
     *
     * @param lines      how many of its lines bear something else
     * @param difference what the shop keeps more of it; empty if no line does
     * @param refused    whether it would not have it
     */
    record Result(String orderId, int lines, Optional<Money> difference, boolean refused) {
        public Result {
            if (difference == null) difference = Optional.empty();
        }
    }

    /** Every order has answered. */
    record Ended(Instant at) implements CorrectionEvent {}
}
