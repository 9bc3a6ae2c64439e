package souk.orders.fraud;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/**
 * The rules against fraud that staff have set, in one place, which nodes ask whether there is anything new.
 *
 * @param version grows with every change
 * @param rules   by id
 */
public record FraudRules(long version, PersistentMap<String, Rule> rules) {
    /** The most rules there may be, and entries of all their lists: all of them go to every node in one message. */
    static final int MOST = 100;
    static final int MOST_VALUES = 2_000;
    static final FraudRules NONE = new FraudRules(0, PersistentMap.empty());

    /** The table of its commands and events. */
    public static final Blueprint<FraudRules, FraudRulesEvent> BLUEPRINT = Blueprint.of(FraudRulesCommand.TYPE, NONE, FraudRulesCommand.class, FraudRulesEvent.class)
            .decide("set-rule", FraudRulesCommand.SetRule.class, FraudRulesCommand.RuleSet.class, FraudRules::set)
            .decide("remove-rule", FraudRulesCommand.RemoveRule.class, Done.class, (rules, remove, now) -> rules.rules.containsKey(remove.id())
                    ? accept(after -> Done.DONE, new FraudRulesEvent.RuleRemoved(remove.id(), remove.by(), now)) : reject(Rejection.notFound("rule")))
            .answer("since", FraudRulesCommand.Since.class, FraudRulesCommand.News.class, (rules, ask, now) -> Outcome.accepted(rules.since(ask.version())))
            .apply(FraudRulesEvent.RuleSet.class, "orders.fraud-rule-set", (rules, event) -> new FraudRules(rules.version + 1, rules.rules.with(event.rule().id(), event.rule())))
            .apply(FraudRulesEvent.RuleRemoved.class, "orders.fraud-rule-removed", (rules, event) -> new FraudRules(rules.version + 1, rules.rules.without(event.id())))
            .build();

    private Decision<FraudRules, FraudRulesEvent, FraudRulesCommand.RuleSet> set(FraudRulesCommand.SetRule set, Instant now) {
        var before = rules.find(set.rule().id());
        if (before.equals(Optional.of(set.rule()))) return accept(after -> new FraudRulesCommand.RuleSet(false));
        int values = rules.without(set.rule().id()).values().stream().mapToInt(rule -> rule.values().size()).sum() + set.rule().values().size();
        if (before.isEmpty() && rules.size() >= MOST || values > MOST_VALUES) {
            return reject(Kind.UNPROCESSABLE, "too-many-rules", "There are at most " + MOST + " rules, with " + MOST_VALUES + " entries in all their lists: remove some that are not needed any more.");
        }
        return accept(after -> new FraudRulesCommand.RuleSet(before.isEmpty()), new FraudRulesEvent.RuleSet(set.rule(), set.by(), now));
    }

    private FraudRulesCommand.News since(long known) {
        return new FraudRulesCommand.News(version, known == version ? Optional.empty() : Optional.of(List.copyOf(rules.values())));
    }
}
