package souk.search.api;

import java.util.List;
import souk.kernel.Event;

/** What happens to the tuning. */
public sealed interface TuningEvent extends Event {
    /** These are the synonyms from now on. */
    record SynonymsSet(List<Synonyms> synonyms) implements TuningEvent {
        public SynonymsSet {
            synonyms = List.copyOf(synonyms);
        }
    }

    /** These are the rules from now on. */
    record RulesSet(List<RankingRule> rules) implements TuningEvent {
        public RulesSet {
            rules = List.copyOf(rules);
        }
    }
}
