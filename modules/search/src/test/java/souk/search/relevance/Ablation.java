package souk.search.relevance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import souk.search.text.Question;
import souk.search.text.Synonyms;
import souk.search.text.TextQuery;
import souk.search.text.Weights;

/**
 * What each step of {@link TextQuery} gains, and what its weights are worth for questions they were not chosen on. The figures in
 * docs/search.md are its output: {@code main(ratings.csv.gz, products.ndjson.gz, how many weights to try)}.
 */
final class Ablation {
    private static final int FOLDS = 5;
    private static final int PARTITIONS = 20;
    /** Every judged product that matches is among so many. */
    private static final int DEEP = 10_000;
    private static final Map<String, float[]> RANGES = new LinkedHashMap<>();

    static {
        RANGES.put("title", new float[] {1, 1.5f, 2, 2.5f, 3});
        RANGES.put("type", new float[] {1, 2, 3});
        RANGES.put("brand", new float[] {1, 2, 3});
        RANGES.put("attributes", new float[] {0.5f, 1, 1.5f, 2, 2.5f});
        RANGES.put("category", new float[] {0, 1, 2});
        RANGES.put("description", new float[] {1, 1.5f, 2, 2.5f, 3});
        RANGES.put("tie", new float[] {0, 0.1f, 0.2f, 0.4f});
        RANGES.put("phrase", new float[] {0, 0.3f, 0.6f, 1, 2});
        RANGES.put("all", new float[] {0, 2, 4, 8});
        RANGES.put("kind", new float[] {0, 0.3f, 0.6f, 1, 2, 3});
        RANGES.put("purpose", new float[] {0, 0.3f, 0.6f, 1, 2});
        RANGES.put("typed", new float[] {0, 0.4f, 0.7f, 1});
        RANGES.put("maker", new float[] {0, 1, 2});
        RANGES.put("synonym", new float[] {0, 0.4f, 0.6f});
        RANGES.put("joined", new float[] {0, 0.5f, 0.7f});
    }

    private final DemoIndex index;
    private final Judgments judgments;

    private Ablation(DemoIndex index, Judgments judgments) {
        this.index = index;
        this.judgments = judgments;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("souk-ablation");
        long began = System.nanoTime();
        try (DemoIndex index = new DemoIndex(folder, Path.of(arguments[1]))) {
            System.out.printf("Elasticsearch started and filled in %.0f s%n", (System.nanoTime() - began) / 1e9);
            var ablation = new Ablation(index, Judgments.read(Path.of(arguments[0])));
            ablation.steps();
            ablation.tune(Integer.parseInt(arguments[2]));
        }
    }

    private void steps() throws IOException {
        Weights all = Weights.CHOSEN;
        Weights none = new Weights(1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Weights[] step = {none};
        show("title + description, summed", none, Synonyms.NONE);
        show("title + description, the better one", step[0] = step[0].with("tie", 0), Synonyms.NONE);
        show("+ brand, type, attributes", step[0] = step[0].with("brand", 1).with("type", 1).with("attributes", 1), Synonyms.NONE);
        show("+ chosen field weights", step[0] = new Weights(all.title(), all.type(), all.brand(), all.attributes(), all.category(), all.description(), all.tie(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Synonyms.NONE);
        for (String name : List.of("all", "phrase", "kind", "purpose", "typed", "maker", "joined")) show("+ " + name, step[0] = step[0].with(name, value(all, name)), Synonyms.NONE);
        show("+ synonyms", step[0] = step[0].with("synonym", all.synonym()), Synonyms.builtIn());
        show("+ codes, measures (chosen)", all, Synonyms.builtIn());
        for (String name : List.of("attributes", "all", "phrase", "kind", "purpose", "typed", "maker", "joined", "synonym", "code", "measure")) show("chosen without " + name, all.with(name, 0), Synonyms.builtIn());
        Relevance relevance = relevance(all, Synonyms.builtIn());
        for (Relevance.Marks each : relevance.questions()) System.out.printf(Locale.ROOT, "  %-28s %.3f  precision %.1f  judged %.1f%n", each.question(), each.ndcg(), each.precision(), each.judged());
    }

    private static float value(Weights weights, String name) {
        return switch (name) {
            case "all" -> weights.all();
            case "phrase" -> weights.phrase();
            case "kind" -> weights.kind();
            case "purpose" -> weights.purpose();
            case "typed" -> weights.typed();
            case "maker" -> weights.maker();
            default -> weights.joined();
        };
    }

    private Relevance relevance(Weights weights, Synonyms synonyms) throws IOException {
        return Relevance.of(question -> index.best(TextQuery.of(Question.of(question), synonyms, weights), Relevance.DEPTH), judgments);
    }

    private void show(String name, Weights weights, Synonyms synonyms) throws IOException {
        long began = System.nanoTime();
        Relevance relevance = relevance(weights, synonyms);
        double milliseconds = (System.nanoTime() - began) / 1e6 / relevance.questions().size();
        System.out.printf(Locale.ROOT, "%-40s nDCG@10 %.4f  precision %.3f  judged %.3f  nDCG@10 of the judged alone %.4f  %.1f ms a question%n", name, relevance.ndcg(),
                relevance.precision(), relevance.judged(), amongJudged(weights, synonyms), milliseconds);
    }

    /** The same as if only judged products were in the shop: it does not punish what nobody looked at. */
    private double amongJudged(Weights weights, Synonyms synonyms) throws IOException {
        return Relevance.of(question -> index.best(TextQuery.of(Question.of(question), synonyms, weights), DEEP).stream()
                .filter(judgments.ratings().get(question)::containsKey).toList(), judgments).ndcg();
    }

    /** Random weights, the same in every run; then folds, many times over: the best on the others is judged by the one left out. */
    private void tune(int tries) throws IOException {
        var random = new Random(20261120);
        List<Weights> tried = new ArrayList<>(List.of(Weights.CHOSEN));
        while (tried.size() < tries) {
            Weights weights = Weights.CHOSEN;
            for (Map.Entry<String, float[]> range : RANGES.entrySet()) {
                if (tried.size() % 2 == 0 || random.nextInt(4) == 0) weights = weights.with(range.getKey(), range.getValue()[random.nextInt(range.getValue().length)]);
            }
            tried.add(weights);
        }
        double[][] ndcg = new double[tried.size()][];
        for (int i = 0; i < ndcg.length; i++) ndcg[i] = relevance(tried.get(i), Synonyms.builtIn()).questions().stream().mapToDouble(Relevance.Marks::ndcg).toArray();
        List<Integer> questions = new ArrayList<>(IntStream.range(0, ndcg[0].length).boxed().toList());
        double heldOut = 0;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Collections.shuffle(questions, random);
            for (int fold = 0; fold < FOLDS; fold++) {
                int left = fold;
                List<Integer> out = IntStream.range(0, questions.size()).filter(i -> i % FOLDS == left).mapToObj(questions::get).toList();
                List<Integer> in = questions.stream().filter(each -> !out.contains(each)).toList();
                int chosen = best(ndcg, in);
                heldOut += out.stream().mapToDouble(each -> ndcg[chosen][each]).sum() / questions.size() / PARTITIONS;
            }
        }
        int best = best(ndcg, questions);
        System.out.printf(Locale.ROOT, "%d weights tried; the best has %.4f on all, %d-fold cross-validated %.4f: %s%n", tries, mean(ndcg[best], questions), FOLDS, heldOut, tried.get(best));
    }

    private static int best(double[][] ndcg, List<Integer> questions) {
        return IntStream.range(0, ndcg.length).boxed().max(java.util.Comparator.comparingDouble(i -> mean(ndcg[i], questions))).orElseThrow();
    }

    private static double mean(double[] ndcg, List<Integer> questions) {
        return questions.stream().mapToDouble(i -> ndcg[i]).average().orElse(0);
    }
}
