package souk.orders.api;

import java.time.Instant;
import java.util.Optional;

/**
 * How far an order is, for staff.
 *
 * @param version the number of events so far
 * @param step   what is being done, empty for an order at rest
 * @param since  since when it stands there
 * @param tries  how often this step came back without getting further
 * @param reason what the last of them said
 * @param until  what it waits for, if it waits
 * @param review what came of screening it; empty if no rule against fraud had anything to say
 */
public record OrderProgress(String id, long version, OrderStatus status, Optional<String> step, Instant since, int tries, Optional<String> reason, Optional<Instant> until,
        Optional<OrderReview> review) {
    public OrderProgress {
        if (review == null) review = Optional.empty();
    }

    /** Of an order that was not screened. */
    public OrderProgress(String id, long version, OrderStatus status, Optional<String> step, Instant since, int tries, Optional<String> reason, Optional<Instant> until) {
        this(id, version, status, step, since, tries, reason, until, Optional.empty());
    }
}
