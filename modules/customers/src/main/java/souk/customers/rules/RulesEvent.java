package souk.customers.rules;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Event;

/** What happens to the shop's rules for visitors. {@code by}: the id of the member of staff. */
public sealed interface RulesEvent extends Event {
    record LimitSet(String budget, double perSecond, long burst, String by, Instant at) implements RulesEvent {}

    record LimitReset(String budget, String by, Instant at) implements RulesEvent {}

    record Blocked(String range, Optional<Instant> until, Optional<String> reason, String by, Instant at) implements RulesEvent {}

    record Unblocked(String range, String by, Instant at) implements RulesEvent {}
}
