package souk.vendors.commission;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.orders.api.Commission;

/**
 * What can be asked of the shop's rules for commission. {@code by}: the member of staff.
 *
 * @param <R> the reply
 */
public sealed interface CommissionRulesCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.commission-rules";
    /** There is one. */
    Address<CommissionRulesCommand<?>> THE_RULES = new Address<>(TYPE, "shop");

    /** The rule of this id says this from now on; the same again: nothing. Refused as {@code too-many-rules} (UNPROCESSABLE) beyond {@value CommissionRules#MOST} rules. */
    record SetRule(CommissionRule rule, String by) implements CommissionRulesCommand<RuleSet> {}

    /** It holds no more. Refused: {@code not-found}. */
    record RemoveRule(String id, String by) implements CommissionRulesCommand<Done> {}

    /** All rules as they stand. */
    record Look() implements CommissionRulesCommand<Versions> {}

    /** A rule as it stands. Refused: {@code not-found}. */
    record LookAt(String id) implements CommissionRulesCommand<RuleVersion> {}

    /** All versions of a rule that are remembered, the latest first, also of one that was removed. Refused: {@code not-found}. */
    record LookBack(String id) implements CommissionRulesCommand<Versions> {}

    /** What the shop keeps of each of these lines, sold at that time. Refused as {@code too-long-ago} (UNPROCESSABLE) when rules that held then are remembered no more. */
    record Charge(List<Sold> lines, Instant soldAt) implements CommissionRulesCommand<Charged> {
        public Charge {
            lines = List.copyOf(lines);
        }
    }

    /** @param isNew whether there was none of this id */
    record RuleSet(RuleVersion version, boolean isNew) {}

    record Versions(List<RuleVersion> versions) {
        public Versions {
            versions = List.copyOf(versions);
        }
    }

    /** @param commissions one for each line, in their order */
    record Charged(List<Optional<Commission>> commissions) {
        public Charged {
            commissions = List.copyOf(commissions);
        }
    }
}
