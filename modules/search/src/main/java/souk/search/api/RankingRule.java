package souk.search.api;

import java.util.List;

/**
 * What staff wants to see first, or last.
 *
 * @param query the question it is for, whatever the case of its letters; empty: every question
 * @param match how the question must agree with it
 * @param pin   ids of products or SKUs that come first, in this order, whether the words fit or not
 * @param boost groups that come further up
 * @param bury  groups that come further down
 */
public record RankingRule(String query, Match match, List<String> pin, List<Weight> boost, List<Weight> bury) {
    /** How a question agrees with a rule. */
    public enum Match { /** It is the same. */ EXACT, /** It has all its words, in this order. */ CONTAINS }

    /**
     * A group of products and how much it counts.
     *
     * @param filter {@code field:value}, as in a search
     * @param factor by which the score is multiplied (boost) or divided (bury)
     */
    public record Weight(String filter, int factor) {}

    public RankingRule {
        query = query == null ? "" : query;
        match = match == null ? Match.EXACT : match;
        pin = pin == null ? List.of() : List.copyOf(pin);
        boost = boost == null ? List.of() : List.copyOf(boost);
        bury = bury == null ? List.of() : List.copyOf(bury);
    }
}
