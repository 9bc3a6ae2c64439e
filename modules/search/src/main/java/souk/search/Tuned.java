package souk.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import souk.platform.search.SearchEngine;
import souk.search.api.RankingRule;
import souk.search.api.Synonyms;
import souk.search.api.TuningView;

/** A question under the shop's tuning: what else it may mean, and what comes first or last. Pure. */
final class Tuned {
    /** So many ways to say it are tried. */
    private static final int MOST_VARIANTS = 8;
    /** More than any words can score. */
    private static final double PINNED = 1_000_000;

    private Tuned() {}

    /** The question, and what it becomes when its words are replaced by their synonyms, one or several of them. */
    static List<String> variants(String question, TuningView tuning) {
        Set<String> all = new LinkedHashSet<>(List.of(question));
        for (Synonyms synonyms : tuning.synonyms()) {
            var from = synonyms.from().isEmpty() ? synonyms.to() : synonyms.from();
            for (String known : List.copyOf(all)) {
                for (String word : from) {
                    if (!contains(known, word)) continue;
                    for (String other : synonyms.to()) if (all.size() < MOST_VARIANTS && !plain(other).equals(plain(word))) all.add(replaced(known, word, other));
                }
            }
        }
        return List.copyOf(all);
    }

    /** The query for a question ({@code null} without one), whichever way it is said, under the rules that it meets. */
    static ObjectNode query(String question, TuningView tuning) {
        var rules = tuning.rules().stream().filter(rule -> meets(question, rule)).toList();
        if (question.isEmpty() && rules.isEmpty()) return null;
        var words = weighed(question.isEmpty() ? everything() : words(variants(question, tuning)), rules);
        var pins = new LinkedHashSet<String>();
        rules.forEach(rule -> pins.addAll(rule.pin()));
        return pins.isEmpty() ? words : pinned(words, new ArrayList<>(pins));
    }

    private static ObjectNode everything() {
        var all = SearchEngine.json().createObjectNode();
        all.putObject("match_all");
        return all;
    }

    private static ObjectNode words(List<String> variants) {
        if (variants.size() == 1) return Ranking.query(variants.get(0));
        var either = SearchEngine.json().createObjectNode();
        var queries = either.putObject("dis_max").putArray("queries");
        variants.forEach(variant -> queries.add(Ranking.query(variant)));
        return either;
    }

    private static ObjectNode weighed(ObjectNode words, List<RankingRule> rules) {
        var functions = SearchEngine.json().createArrayNode();
        for (RankingRule rule : rules) {
            for (var boost : rule.boost()) functions.add(function(boost.filter(), boost.factor()));
            for (var bury : rule.bury()) functions.add(function(bury.filter(), 1.0 / bury.factor()));
        }
        if (functions.isEmpty()) return words;
        var weighed = SearchEngine.json().createObjectNode();
        var score = weighed.putObject("function_score").put("score_mode", "multiply").put("boost_mode", "multiply");
        score.set("query", words);
        score.set("functions", functions);
        return weighed;
    }

    private static ObjectNode function(String filter, double weight) {
        int colon = filter.indexOf(':');
        var function = SearchEngine.json().createObjectNode().put("weight", weight);
        function.putObject("filter").putObject("term").put("facets.f." + ProductDocument.name(filter.substring(0, colon)), ProductDocument.compared(filter.substring(colon + 1)));
        return function;
    }

    private static ObjectNode pinned(ObjectNode words, List<String> pins) {
        var either = SearchEngine.json().createObjectNode();
        var bool = either.putObject("bool").put("minimum_should_match", 1);
        var should = bool.putArray("should").add(words);
        for (int i = 0; i < pins.size(); i++) {
            var pin = should.addObject().putObject("constant_score").put("boost", PINNED * (pins.size() - i));
            var ids = pin.putObject("filter").putObject("bool").putArray("should");
            ids.addObject().putObject("term").put("id", pins.get(i));
            ids.addObject().putObject("term").put("skus", pins.get(i));
        }
        return either;
    }

    private static boolean meets(String question, RankingRule rule) {
        if (rule.query().isBlank()) return true;
        return rule.match() == RankingRule.Match.EXACT ? plain(question).equals(plain(rule.query())) : contains(question, rule.query());
    }

    private static boolean contains(String text, String words) {
        return (" " + plain(text) + " ").contains(" " + plain(words) + " ");
    }

    private static String replaced(String text, String words, String other) {
        return (" " + plain(text) + " ").replace(" " + plain(words) + " ", " " + other.strip() + " ").strip();
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s,;]+", " ");
    }
}
