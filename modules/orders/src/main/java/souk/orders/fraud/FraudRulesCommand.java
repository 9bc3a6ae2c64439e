package souk.orders.fraud;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of the shop's rules against fraud.
 *
 * @param <R> the reply
 */
public sealed interface FraudRulesCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "orders.fraud-rules";
    /** There is one. */
    Address<FraudRulesCommand<?>> THE_RULES = new Address<>(TYPE, "shop");

    /** This rule holds from now on. Refused as {@code too-many-rules} (UNPROCESSABLE) beyond {@value FraudRules#MOST} rules, or {@value FraudRules#MOST_VALUES} entries in all lists. */
    record SetRule(Rule rule, String by) implements FraudRulesCommand<RuleSet> {}

    /** It holds no more. Refused: {@code not-found}. */
    record RemoveRule(String id, String by) implements FraudRulesCommand<Done> {}

    /** What nodes have to know, unless it is this version that they know already. */
    record Since(long version) implements FraudRulesCommand<News> {}

    /** @param isNew whether there was none of this id */
    record RuleSet(boolean isNew) {}

    /** @param all empty: nothing new */
    record News(long version, Optional<List<Rule>> all) {}
}
