package souk.vendors.commission;

import java.time.Instant;
import java.util.Optional;

/**
 * A rule as it was written once. It holds only while it stands written: never for what was sold before, whatever it says of itself, and never again once it was changed or removed.
 *
 * @param number  which change of all rules this was; no other version of any rule has it
 * @param since   when it was written
 * @param by      the member of staff who wrote it
 * @param until   when it was changed or removed; empty: it stands
 * @param endedBy the member of staff who did that
 */
public record RuleVersion(long number, CommissionRule rule, Instant since, String by, Optional<Instant> until, Optional<String> endedBy) {
    /** What stands on a line for which it was taken: {@code books@17}. */
    public String name() {
        return rule.id() + "@" + number;
    }

    /** Whether it held then. */
    boolean heldAt(Instant time) {
        return !time.isBefore(since) && until.map(time::isBefore).orElse(true) && rule.isOf(time);
    }

    RuleVersion ended(Instant at, String who) {
        return new RuleVersion(number, rule, since, by, Optional.of(at), Optional.of(who));
    }
}
