package souk.search;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.search.api.TuningCommand;
import souk.search.api.TuningEvent;
import souk.search.api.TuningEvent.RulesSet;
import souk.search.api.TuningEvent.SynonymsSet;
import souk.search.api.TuningView;

/** The shop's tuning of search: synonyms and rules, each set as a whole. */
record Tuning(TuningView view) {
    static final Blueprint<Tuning, TuningEvent> BLUEPRINT = Blueprint.of("search.tuning", new Tuning(TuningView.NONE), TuningCommand.class, TuningEvent.class)
            .decide("set-synonyms", TuningCommand.SetSynonyms.class, TuningView.class, Tuning::setSynonyms)
            .decide("set-rules", TuningCommand.SetRules.class, TuningView.class, Tuning::setRules)
            .answer("look", TuningCommand.Look.class, TuningView.class, Tuning::look)
            .apply(SynonymsSet.class, "search.synonyms-set", Tuning::synonymsSet)
            .apply(RulesSet.class, "search.rules-set", Tuning::rulesSet)
            .build();

    private Decision<Tuning, TuningEvent, TuningView> setSynonyms(TuningCommand.SetSynonyms set, Instant now) {
        if (stale(set.expectedVersion())) return reject(Kind.STALE, "stale", "The tuning is at version " + view.version() + " by now: read it again.");
        return set.synonyms().equals(view.synonyms()) ? accept(Tuning::view) : accept(Tuning::view, new SynonymsSet(set.synonyms()));
    }

    private Decision<Tuning, TuningEvent, TuningView> setRules(TuningCommand.SetRules set, Instant now) {
        if (stale(set.expectedVersion())) return reject(Kind.STALE, "stale", "The tuning is at version " + view.version() + " by now: read it again.");
        return set.rules().equals(view.rules()) ? accept(Tuning::view) : accept(Tuning::view, new RulesSet(set.rules()));
    }

    private boolean stale(Optional<Long> expected) {
        return expected.filter(version -> version != view.version()).isPresent();
    }

    private Outcome<TuningView> look(TuningCommand.Look look, Instant now) {
        return Outcome.accepted(view);
    }

    private Tuning synonymsSet(SynonymsSet event) {
        return new Tuning(new TuningView(view.version() + 1, event.synonyms(), view.rules()));
    }

    private Tuning rulesSet(RulesSet event) {
        return new Tuning(new TuningView(view.version() + 1, view.synonyms(), event.rules()));
    }
}
