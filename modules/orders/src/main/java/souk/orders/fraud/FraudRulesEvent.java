package souk.orders.fraud;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to the shop's rules against fraud. {@code by}: the id of the member of staff. */
public sealed interface FraudRulesEvent extends Event {
    record RuleSet(Rule rule, String by, Instant at) implements FraudRulesEvent {}

    record RuleRemoved(String id, String by, Instant at) implements FraudRulesEvent {}
}
