package souk.vendors.commission;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;

/**
 * The rules for commission that staff has set, in one place, so that one answer says what all of them come to at an instant. A version is never changed: whoever changes a rule ends it and begins another, and what was
 * sold before is still charged by the one that held then, also when it is asked about late.
 *
 * @param version    the number of changes
 * @param rules      as they stand, by id
 * @param ended      what stood before, by the number of the change that ended it; the latest {@value #MOST_ENDED}
 * @param knownSince nothing that ended later than this was forgotten
 */
public record CommissionRules(long version, PersistentMap<String, RuleVersion> rules, PersistentMap<Long, RuleVersion> ended, Instant knownSince) {
    /** The most rules that there may be. */
    static final int MOST = 300;
    /** So many versions that stand no more are remembered: a page of some 500 KB at most, written when staff changes something. */
    static final int MOST_ENDED = 2_000;
    static final CommissionRules NONE = new CommissionRules(0, PersistentMap.empty(), PersistentMap.empty(), Instant.EPOCH);
    private static final Rejection UNKNOWN = Rejection.notFound("commission rule");

    /** The table of its commands and events. */
    public static final Blueprint<CommissionRules, CommissionRulesEvent> BLUEPRINT = Blueprint.of(CommissionRulesCommand.TYPE, NONE, CommissionRulesCommand.class, CommissionRulesEvent.class)
            .decide("set-rule", CommissionRulesCommand.SetRule.class, CommissionRulesCommand.RuleSet.class, CommissionRules::set)
            .decide("remove-rule", CommissionRulesCommand.RemoveRule.class, Done.class, (all, remove, now) -> all.rules.containsKey(remove.id())
                    ? accept(after -> Done.DONE, new CommissionRulesEvent.RuleRemoved(remove.id(), remove.by(), now)) : reject(UNKNOWN))
            .answer("look", CommissionRulesCommand.Look.class, CommissionRulesCommand.Versions.class, (all, look, now) -> Outcome.accepted(new CommissionRulesCommand.Versions(List.copyOf(all.rules.values()))))
            .answer("look-at", CommissionRulesCommand.LookAt.class, RuleVersion.class, (all, look, now) -> all.rules.find(look.id()).map(Outcome::accepted).orElseGet(() -> Outcome.refused(UNKNOWN)))
            .answer("look-back", CommissionRulesCommand.LookBack.class, CommissionRulesCommand.Versions.class, CommissionRules::lookBack)
            .answer("charge", CommissionRulesCommand.Charge.class, CommissionRulesCommand.Charged.class, CommissionRules::charge)
            .apply(CommissionRulesEvent.RuleSet.class, "vendors.commission-rule-set", (all, event) -> {
                var rest = all.without(event.rule().id(), event.at(), event.by());
                return new CommissionRules(rest.version, rest.rules.with(event.rule().id(), new RuleVersion(rest.version, event.rule(), event.at(), event.by(), Optional.empty(), Optional.empty())), rest.ended, rest.knownSince);
            })
            .apply(CommissionRulesEvent.RuleRemoved.class, "vendors.commission-rule-removed", (all, event) -> all.without(event.id(), event.at(), event.by()))
            .build();

    private Decision<CommissionRules, CommissionRulesEvent, CommissionRulesCommand.RuleSet> set(CommissionRulesCommand.SetRule set, Instant now) {
        String id = set.rule().id();
        var before = rules.find(id);
        if (before.isPresent() && before.get().rule().equals(set.rule())) return accept(after -> new CommissionRulesCommand.RuleSet(before.get(), false));
        if (before.isEmpty() && rules.size() >= MOST) return reject(Kind.UNPROCESSABLE, "too-many-rules", "There are at most " + MOST + " rules: remove some that are not needed any more.");
        return accept(after -> new CommissionRulesCommand.RuleSet(after.rules.get(id), before.isEmpty()), new CommissionRulesEvent.RuleSet(set.rule(), set.by(), now));
    }

    private Outcome<CommissionRulesCommand.Versions> lookBack(CommissionRulesCommand.LookBack look, Instant now) {
        var versions = all().filter(version -> version.rule().id().equals(look.id())).sorted(Comparator.comparing(RuleVersion::number).reversed()).toList();
        return versions.isEmpty() ? Outcome.refused(UNKNOWN) : Outcome.accepted(new CommissionRulesCommand.Versions(versions));
    }

    private Outcome<CommissionRulesCommand.Charged> charge(CommissionRulesCommand.Charge ask, Instant now) {
        if (ask.soldAt().isBefore(knownSince)) return Outcome.refused(Kind.UNPROCESSABLE, "too-long-ago", "Nobody remembers all rules that held at " + ask.soldAt() + ".");
        var tariff = CommissionTariff.at(ask.soldAt(), all());
        return Outcome.accepted(new CommissionRulesCommand.Charged(ask.lines().stream().map(tariff::of).toList()));
    }

    private Stream<RuleVersion> all() {
        return Stream.concat(rules.values().stream(), ended.values().stream());
    }

    /** One change later, in which the rule of this id has ended, if there was one. */
    private CommissionRules without(String id, Instant at, String by) {
        var before = rules.get(id);
        if (before == null) return new CommissionRules(version + 1, rules, ended, knownSince);
        var remembered = ended.with(version + 1, before.ended(at, by));
        var since = knownSince;
        if (remembered.size() > MOST_ENDED) {
            var oldest = remembered.first().orElseThrow();
            remembered = remembered.without(oldest.getKey());
            since = oldest.getValue().until().orElseThrow();
        }
        return new CommissionRules(version + 1, rules.without(id), remembered, since);
    }
}
