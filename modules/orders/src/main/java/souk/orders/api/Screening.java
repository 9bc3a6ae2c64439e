package souk.orders.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;

/**
 * What the rules against fraud have to say about a checkout. What is known when it begins has been decided already; what its total and its counters decide, the order finds out.
 * It names nobody: of persons there are digests only.
 *
 * @param rules     the version of the rules
 * @param fired     the rules that fire whatever comes
 * @param limits    those that fire by the order's total
 * @param counting  those that fire by a counter
 * @param reviewFor how long people may take to look at it
 */
public record Screening(long rules, List<Reason> fired, List<Limit> limits, List<Counting> counting, Duration reviewFor) {
    public Screening {
        fired = List.copyOf(fired);
        limits = List.copyOf(limits);
        counting = List.copyOf(counting);
    }

    /**
     * A rule that fires, or may.
     *
     * @param rule its id
     * @param code what sort of rule it is: {@code velocity}, {@code country-mismatch}, {@code mail-domain}, {@code deny-list}, {@code amount}
     */
    public record Reason(String rule, String code, Verdict verdict) {}

    /** Fires when the order's total is more than that, in that currency. */
    public record Limit(Reason reason, Money above) {}

    /**
     * Fires when the counter has let through as much as it may.
     *
     * @param counter of this rule and whoever or whatever is counted, as a digest
     * @param orders  so many in a window
     * @param amount  so much in a window; an order in another currency is counted by number only
     */
    public record Counting(Reason reason, String counter, Duration window, int orders, Optional<Money> amount) {
        public Counting {
            if (amount == null) amount = Optional.empty();
        }
    }
}
