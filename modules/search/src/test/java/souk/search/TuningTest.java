package souk.search;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.STALE;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.search.api.RankingRule;
import souk.search.api.RankingRule.Match;
import souk.search.api.Synonyms;
import souk.search.api.TuningCommand.Look;
import souk.search.api.TuningCommand.SetRules;
import souk.search.api.TuningCommand.SetSynonyms;
import souk.search.api.TuningEvent.RulesSet;
import souk.search.api.TuningEvent.SynonymsSet;
import souk.search.api.TuningView;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class TuningTest {
    private static final List<Synonyms> SYNONYMS = List.of(new Synonyms(List.of(), List.of("sneakers", "trainers")), new Synonyms(List.of("telly"), List.of("television")));
    private static final List<RankingRule> RULES = List.of(new RankingRule("shoe", Match.CONTAINS, List.of("SKU-1"), List.of(new RankingRule.Weight("brand:hp", 3)), List.of(new RankingRule.Weight("color:red", 2))));

    @Test
    void whatIsSetIsSetAsAWhole() {
        Spec.of(Tuning.BLUEPRINT).when(new SetSynonyms(SYNONYMS, Optional.empty())).then(new SynonymsSet(SYNONYMS))
                .when(new SetSynonyms(SYNONYMS, Optional.of(1L))).thenNothing()
                .when(new SetRules(RULES, Optional.of(1L))).then(new RulesSet(RULES))
                .when(new SetSynonyms(List.of(), Optional.of(1L))).thenRefused(STALE, "stale")
                .when(new SetRules(List.of(), Optional.of(1L))).thenRefused(STALE, "stale");
    }

    @Test
    void storedEventsStayReadable() {
        WireContract.of(Tuning.BLUEPRINT).example(new SynonymsSet(SYNONYMS)).example(new RulesSet(RULES)).holds();
    }

    @Test
    void commandsAndRepliesTravel() {
        WireContract.survives(new SetSynonyms(SYNONYMS, Optional.of(3L)));
        WireContract.survives(new SetRules(RULES, Optional.empty()));
        WireContract.survives(new Look());
        WireContract.survives(new TuningView(2, SYNONYMS, RULES));
        WireContract.survives(new Tuning(new TuningView(2, SYNONYMS, RULES)));
    }

    @Test
    void aQuestionMeansWhatItsSynonymsMean() {
        var tuning = new TuningView(1, SYNONYMS, List.of());
        assertThat(Tuned.variants("red Sneakers", tuning)).containsExactly("red Sneakers", "red trainers");
        assertThat(Tuned.variants("trainers telly", tuning)).containsExactly("trainers telly", "sneakers telly", "trainers television", "sneakers television");
        assertThat(Tuned.variants("television", tuning)).containsExactly("television");
        assertThat(Tuned.variants("snea kers", tuning)).containsExactly("snea kers");
    }
}
