package souk.vendors.commission;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to the shop's rules for commission. {@code by}: the id of the member of staff. */
public sealed interface CommissionRulesEvent extends Event {
    record RuleSet(CommissionRule rule, String by, Instant at) implements CommissionRulesEvent {}

    record RuleRemoved(String id, String by, Instant at) implements CommissionRulesEvent {}
}
