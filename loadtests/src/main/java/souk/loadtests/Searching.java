package souk.loadtests;

import static souk.loadtests.Request.bytes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Searches, one random question after the other. The operation is one answer. */
final class Searching implements Shopper {
    private static final byte[] TOOK = bytes("\"took\":");
    private static final byte[] TOTAL = bytes("\"total\":");

    /** What is sent for one question. A question without a body is a {@code GET}. */
    record Question(byte[] path, byte[] body) {
        /** As shoppers ask the node. */
        static Question ofNode(String q, String more) {
            return new Question(bytes(path(q, more)), null);
        }

        /** As the node asked Elasticsearch. */
        static Question ofEngine(Recorder.Asked asked) {
            return new Question(bytes(asked.path()), asked.body());
        }

        static String path(String q, String more) {
            return "/v1/search?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8) + more;
        }
    }

    private final List<Question> questions;
    private final SplittableRandom random;

    Searching(List<Question> questions, SplittableRandom random) {
        this.questions = questions;
        this.random = random;
    }

    @Override
    public Move next(Request request) {
        var question = questions.get(random.nextInt(questions.size()));
        if (question.body() == null) request.get(question.path());
        else request.send(Request.POST, null, question.body(), question.path());
        return Move.BEGINS;
    }

    @Override
    public boolean answered(Response response) throws Unexpected {
        if (response.status() != 200 || !response.has(TOTAL) && !response.has(TOOK)) throw new Unexpected("Expected 200 and hits", response);
        return true;
    }
}
