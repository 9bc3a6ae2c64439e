package souk.platform.reading;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * What a view writes, or views write together, and readers ask (tables, an index), kept in numbered generations: one serves, and another can be built from the same
 * logs beside it, compared with it, and take its place in one step. Every method may be called again after a failure or a crash.
 */
public interface ReadModel {
    /** Its name for operators ({@code search}, {@code orders.order-list}). */
    String name();

    /** Makes what an empty generation needs. */
    CompletionStage<?> prepare(int generation);

    /** From when this completes, those who ask see nothing newer of the generation. Views do not write to it meanwhile. */
    CompletionStage<?> hold(int generation);

    /** Ends {@link #hold}: complete when all that is written can be seen. */
    CompletionStage<?> show(int generation);

    /** From now on this generation is asked, and no other: in one step, on every node. */
    CompletionStage<?> serve(int generation);

    /** Compares what two generations say, entry by entry, while both are written; what differs only for a moment does not count. */
    CompletionStage<Comparison> compare(int one, int other);

    /** Forgets a generation that nobody writes or asks any more. */
    CompletionStage<?> drop(int generation);

    /**
     * What a comparison found.
     *
     * @param entries  that were compared
     * @param differing how many differ
     * @param examples some of them, in words
     */
    record Comparison(long entries, long differing, List<String> examples) {
        public Comparison {
            examples = List.copyOf(examples);
        }

        /** Both together. */
        Comparison and(Comparison more) {
            return new Comparison(entries + more.entries, differing + more.differing, Stream.concat(examples.stream(), more.examples.stream()).limit(10).toList());
        }
    }
}
