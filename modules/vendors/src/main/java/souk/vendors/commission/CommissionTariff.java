package souk.vendors.commission;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.orders.api.Commission;

/**
 * What the shop keeps of lines that are sold at one instant. Of the rules that cover a line the most specific one is taken, and no other: one that names the vendor comes before all that do not, then the one with the
 * longest category, then one that names a tier; of two that are alike the one that began later, then the one whose id comes first.
 */
public final class CommissionTariff {
    private static final Comparator<CommissionRule> MOST_SPECIFIC_FIRST = Comparator.<CommissionRule, Boolean>comparing(rule -> rule.vendorId().isEmpty())
            .thenComparing(rule -> rule.category().map(String::length).orElse(0), Comparator.reverseOrder()).thenComparing(rule -> rule.tier().isEmpty())
            .thenComparing(CommissionRule::from, Comparator.reverseOrder()).thenComparing(CommissionRule::id);

    private final List<RuleVersion> held;

    private CommissionTariff(List<RuleVersion> held) {
        this.held = held;
    }

    /** The tariff of an instant, of all versions that may have held then. */
    public static CommissionTariff at(Instant time, Stream<RuleVersion> versions) {
        return new CommissionTariff(versions.filter(version -> version.heldAt(time)).sorted(Comparator.comparing(RuleVersion::rule, MOST_SPECIFIC_FIRST)).toList());
    }

    /** What it keeps of this line; nothing when no rule covers it. */
    public Optional<Commission> of(Sold line) {
        return held.stream().filter(version -> version.rule().covers(line)).findFirst().map(version -> new Commission(version.rule().of(line.total()), version.name()));
    }
}
