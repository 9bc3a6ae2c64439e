package souk.search.relevance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How good the first ten answers are.
 *
 * @param questions each question's marks, in the order of the judgments
 */
public record Relevance(List<Marks> questions) {
    /** How many answers are looked at. */
    public static final int DEPTH = 10;

    /** Whoever answers questions. */
    @FunctionalInterface
    public interface Search {
        /** The ids of the best products, best first; at least {@value Relevance#DEPTH} when there are so many. */
        List<String> best(String question) throws IOException;
    }

    /**
     * The marks of one question.
     *
     * @param ndcg      discounted gain (2^rating - 1, a product nobody judged gains 0, position i counts 1/log2(i+1)) as a share of the best order
     *                  of all judged products; 0 when all of them are rated 0
     * @param precision the share of the ten places with a product rated 2 or 3
     * @param judged    the share of the ten places with a product that somebody judged
     */
    public record Marks(String question, double ndcg, double precision, double judged) {}

    /** Asks every judged question. */
    public static Relevance of(Search search, Judgments judgments) throws IOException {
        List<Marks> questions = new ArrayList<>();
        for (Map.Entry<String, Map<String, Integer>> each : judgments.ratings().entrySet()) {
            List<String> best = search.best(each.getKey());
            questions.add(marks(each.getKey(), best.subList(0, Math.min(DEPTH, best.size())), each.getValue()));
        }
        return new Relevance(questions);
    }

    static Marks marks(String question, List<String> best, Map<String, Integer> ratings) {
        double ideal = gain(ratings.values().stream().sorted(Comparator.reverseOrder()).limit(DEPTH).toList());
        double gained = gain(best.stream().map(id -> ratings.getOrDefault(id, 0)).toList());
        return new Marks(question, ideal == 0 ? 0 : gained / ideal, best.stream().filter(id -> ratings.getOrDefault(id, 0) >= 2).count() / (double) DEPTH,
                best.stream().filter(ratings::containsKey).count() / (double) DEPTH);
    }

    private static double gain(List<Integer> ratings) {
        double gain = 0;
        for (int i = 0; i < ratings.size(); i++) gain += (Math.pow(2, ratings.get(i)) - 1) / (Math.log(i + 2) / Math.log(2));
        return gain;
    }

    /** nDCG@10, the mean over all questions. */
    public double ndcg() {
        return questions.stream().mapToDouble(Marks::ndcg).average().orElse(0);
    }

    /** Precision at ten, the mean over all questions. */
    public double precision() {
        return questions.stream().mapToDouble(Marks::precision).average().orElse(0);
    }

    /** The share of judged products among all answers. */
    public double judged() {
        return questions.stream().mapToDouble(Marks::judged).average().orElse(0);
    }
}
