package souk.search.api;

import java.util.List;

/**
 * How the shop's search is tuned.
 *
 * @param version the number of changes so far
 */
public record TuningView(long version, List<Synonyms> synonyms, List<RankingRule> rules) {
    public static final TuningView NONE = new TuningView(0, List.of(), List.of());

    public TuningView {
        synonyms = List.copyOf(synonyms);
        rules = List.copyOf(rules);
    }
}
