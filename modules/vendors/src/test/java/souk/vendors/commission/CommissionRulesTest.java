package souk.vendors.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.orders.api.Commission;
import souk.testkit.Spec;
import souk.vendors.commission.CommissionRulesCommand.Charge;
import souk.vendors.commission.CommissionRulesCommand.Charged;
import souk.vendors.commission.CommissionRulesCommand.LookAt;
import souk.vendors.commission.CommissionRulesCommand.LookBack;
import souk.vendors.commission.CommissionRulesCommand.RemoveRule;
import souk.vendors.commission.CommissionRulesCommand.RuleSet;
import souk.vendors.commission.CommissionRulesCommand.SetRule;
import souk.vendors.commission.CommissionRulesCommand.Versions;

class CommissionRulesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Sold LINE = new Sold("teas", "home/tea", Optional.empty(), Money.of(1_000, "GBP"));

    private static CommissionRule all(String id, int basisPoints) {
        return new CommissionRule(id, Optional.empty(), Optional.empty(), Optional.empty(), basisPoints, Optional.empty(), Instant.EPOCH, Optional.empty());
    }

    private static Spec<CommissionRules, CommissionRulesEvent> rules() {
        return Spec.of(CommissionRules.BLUEPRINT).at(NOON);
    }

    private static SetRule set(String id, int basisPoints) {
        return new SetRule(all(id, basisPoints), "ann");
    }

    private static RuleVersion stands(long number, String id, int basisPoints, Instant since) {
        return new RuleVersion(number, all(id, basisPoints), since, "ann", Optional.empty(), Optional.empty());
    }

    private static Charged charged(long amount, String rule) {
        return new Charged(List.of(Optional.of(new Commission(Money.of(amount, "GBP"), rule))));
    }

    private static Charge at(Instant time) {
        return new Charge(List.of(LINE), time);
    }

    @Test
    void aRuleHoldsFromWhenItIsWrittenUntilItIsChanged() {
        var later = NOON.plusSeconds(60);
        rules().when(at(NOON)).thenReply(new Charged(List.of(Optional.empty())))
                .when(set("all", 1_000)).then(new CommissionRulesEvent.RuleSet(all("all", 1_000), "ann", NOON)).thenReply(new RuleSet(stands(1, "all", 1_000, NOON), true))
                .when(at(NOON)).thenReply(charged(100, "all@1")).when(at(NOON.minusNanos(1))).thenReply(new Charged(List.of(Optional.empty())))
                .at(later).when(set("all", 500)).thenReply(new RuleSet(stands(2, "all", 500, later), false))
                .when(at(later.minusNanos(1))).thenReply(charged(100, "all@1")).when(at(later)).thenReply(charged(50, "all@2"));
    }

    @Test
    void theSameAgainChangesNothing() {
        rules().when(set("all", 1_000)).at(NOON.plusSeconds(60)).when(new SetRule(all("all", 1_000), "bob")).thenNothing().thenReply(new RuleSet(stands(1, "all", 1_000, NOON), false));
    }

    @Test
    void whatWasSoldBeforeARuleIsRemovedKeepsWhatItSaid() {
        var later = NOON.plusSeconds(60);
        var ended = new RuleVersion(1, all("all", 1_000), NOON, "ann", Optional.of(later), Optional.of("bob"));
        rules().when(set("all", 1_000)).at(later).when(new RemoveRule("all", "bob")).then(new CommissionRulesEvent.RuleRemoved("all", "bob", later)).thenReply(Done.DONE)
                .when(at(later.minusNanos(1))).thenReply(charged(100, "all@1")).when(at(later)).thenReply(new Charged(List.of(Optional.empty())))
                .when(new LookAt("all")).thenRefused(NOT_FOUND, "not-found").when(new RemoveRule("all", "bob")).thenRefused(NOT_FOUND, "not-found")
                .when(new LookBack("all")).thenReply(new Versions(List.of(ended)));
    }

    @Test
    void aNumberIsNeverGivenTwiceAlsoNotToARuleThatComesAgain() {
        rules().when(set("a", 1)).when(set("b", 2)).when(new RemoveRule("a", "ann")).when(set("a", 3)).thenReply(new RuleSet(stands(4, "a", 3, NOON), true)).when(set("b", 5)).thenState(all -> {
            assertThat(all.rules().values()).extracting(RuleVersion::name).containsExactly("a@4", "b@5");
            assertThat(all.ended().values()).extracting(RuleVersion::name).containsExactly("a@1", "b@2");
        });
    }

    @Test
    void whyALineBoreWhatItBoreCanBeAsked() {
        var rules = rules().when(set("all", 1_000)).at(NOON.plusSeconds(1)).when(set("all", 500)).when(set("other", 1)).at(NOON.plusSeconds(2)).when(set("all", 250)).when(new LookBack("all"));
        var versions = ((Versions) ((souk.kernel.Outcome.Accepted<?>) rules.outcome()).reply()).versions();
        assertThat(versions).extracting(RuleVersion::name).containsExactly("all@4", "all@2", "all@1");
        assertThat(versions).extracting(version -> version.rule().basisPoints()).containsExactly(250, 500, 1_000);
        assertThat(versions).extracting(RuleVersion::until).containsExactly(Optional.empty(), Optional.of(NOON.plusSeconds(2)), Optional.of(NOON.plusSeconds(1)));
        rules.when(new LookBack("nothing")).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void aRuleOfTheFutureEndsTheOneOfTodayAtOnce() {
        var tomorrow = NOON.plusSeconds(86_400);
        var next = new CommissionRule("all", Optional.empty(), Optional.empty(), Optional.empty(), 500, Optional.empty(), tomorrow, Optional.empty());
        rules().when(set("all", 1_000)).at(NOON.plusSeconds(1)).when(new SetRule(next, "ann")).when(at(NOON.plusSeconds(1))).thenReply(new Charged(List.of(Optional.empty()))).when(at(tomorrow)).thenReply(charged(50, "all@2"));
        // To change a rate on a day, another rule with that day is written: of two that are alike the later is taken.
        rules().when(set("all", 1_000)).when(new SetRule(new CommissionRule("tomorrow", Optional.empty(), Optional.empty(), Optional.empty(), 500, Optional.empty(), tomorrow, Optional.empty()), "ann"))
                .when(at(tomorrow.minusNanos(1))).thenReply(charged(100, "all@1")).when(at(tomorrow)).thenReply(charged(50, "tomorrow@2"));
    }

    @Test
    void thereAreBounds() {
        var rules = rules();
        for (int i = 0; i < CommissionRules.MOST; i++) rules.when(set("r" + i, i));
        rules.when(set("one too many", 1)).thenRefused(UNPROCESSABLE, "too-many-rules").when(set("r0", 9_999)).thenReply(new RuleSet(stands(CommissionRules.MOST + 1, "r0", 9_999, NOON), false));
    }

    @Test
    void whatNobodyRemembersAnyMoreIsNotGuessed() {
        var rules = rules();
        for (int i = 0; i <= CommissionRules.MOST_ENDED; i++) rules.at(NOON.plusSeconds(i)).when(set("all", i % 10_000));
        rules.when(at(NOON)).thenReply(charged(0, "all@1"));
        rules.at(NOON.plusSeconds(9_999)).when(set("all", 5_000)).when(at(NOON)).thenRefused(UNPROCESSABLE, "too-long-ago").when(at(NOON.plusSeconds(1))).thenReply(charged(0, "all@2"));
        assertThat(rules.state().ended()).hasSize(CommissionRules.MOST_ENDED);
    }
}
