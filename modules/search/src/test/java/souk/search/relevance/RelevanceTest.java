package souk.search.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.search.text.Question;
import souk.search.text.Synonyms;
import souk.search.text.TextQuery;

/**
 * The floor under search: {@code -Dsouk.judgments=ratings.csv.gz}, or the environment's {@code SOUK_JUDGMENTS}, names the judged questions of
 * the Chorus project. They are not in this repository, since nobody says that they may be; without them this test is skipped.
 */
class RelevanceTest {
    /** A little under what docs/search.md says was reached. */
    private static final double FLOOR = 0.69;

    @Test
    void theFirstTenAnswersAreAsGoodAsTheyWere(@TempDir Path folder) throws Exception {
        String file = System.getProperty("souk.judgments", System.getenv("SOUK_JUDGMENTS"));
        assumeTrue(file != null && Files.isReadable(Path.of(file)), "Skipped: no judged questions. Name their file: -Dsouk.judgments=ratings.csv.gz");
        try (DemoIndex index = new DemoIndex(folder, DemoIndex.demoShop())) {
            Relevance relevance = Relevance.of(question -> index.best(TextQuery.of(Question.of(question), Synonyms.builtIn()), Relevance.DEPTH), Judgments.read(Path.of(file)));
            assertThat(relevance.ndcg()).as("nDCG@10 of %s", relevance.questions()).isGreaterThanOrEqualTo(FLOOR);
        }
    }
}
