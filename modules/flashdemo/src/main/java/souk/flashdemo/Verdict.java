package souk.flashdemo;

import java.util.List;

/**
 * What came of a sale, by its logs.
 *
 * @param units    where they are
 * @param orders   that were confirmed with claims of the sale
 * @param events   that were read of its counters, itself, and the carts and orders of its time
 * @param checks   all that was compared
 * @param examples of what is not as it should be
 */
public record Verdict(Units units, long orders, long events, List<Check> checks, List<String> examples) {
    /** What is promised. */
    public enum Rule { UNITS, SHARE, ORDERS, TOLD }

    /**
     * The units of the sale, at the end.
     *
     * @param granted   by claims, at any time
     * @param open      of claims that are neither paid nor back
     * @param collected taken back when the sale was over
     */
    public record Units(long granted, long open, long sold, long left, long collected) {}

    /** One comparison. */
    public record Check(Rule rule, String what, long expected, long found) {
        public boolean holds() {
            return expected == found;
        }
    }

    public Verdict {
        checks = List.copyOf(checks);
        examples = List.copyOf(examples);
    }

    /** Whether everything is as it should be. */
    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }

    /** Whether this is. */
    public boolean holds(Rule rule) {
        return broken(rule).isEmpty();
    }

    /** What is not as it should be. */
    public List<Check> broken(Rule rule) {
        return checks.stream().filter(check -> check.rule() == rule && !check.holds()).toList();
    }
}
