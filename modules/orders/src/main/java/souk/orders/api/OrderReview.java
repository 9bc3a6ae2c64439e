package souk.orders.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of screening an order, for staff.
 *
 * @param rules   the version of the rules
 * @param verdict empty: they are still being asked
 * @param reasons the rules that fired
 * @param until   how long it is, or was, held for review; empty if it never was
 * @param outcome what came of the review
 * @param by      the member of staff who decided
 */
public record OrderReview(long rules, Optional<Verdict> verdict, List<Screening.Reason> reasons, Optional<Instant> until, Optional<Outcome> outcome, Optional<String> by, Optional<Instant> reviewedAt) {
    /** What can come of a review. */
    public enum Outcome {
        /** It is paid and goes on. */ APPROVED,
        /** Staff refused it. */ REFUSED,
        /** Nobody decided in time: it is refused. */ LAPSED
    }

    public OrderReview {
        reasons = List.copyOf(reasons);
    }
}
