package souk.analytics;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.platform.wire.Codec;

/**
 * Sums of what one log did, as rows {@code ((log, stretch), place)}. Each has one source, its log, and says up to which of its positions it is summed: what it says follows from the log up to there alone. So whoever is told of
 * something again passes it over, and of two who write the same row, as at a hand-over, the one who has read further stays ({@code USING TIMESTAMP position}).
 *
 * <p>That wants what every reader of a log does: a batch is brought after the one before it is stored, and again until it is.
 *
 * @param <S> the sums
 */
final class SumsStore<S> {
    /** Rows at once: a row may be of 150 KB. */
    private static final int PAGE = 32;
    /** Decodes and adds up: the driver's own threads are for all who ask the database. */
    private static final Executor ADDING = ForkJoinPool.commonPool();

    /** Where a row is. */
    record Place(String log, int stretch, int place) {}

    private final CqlSession cql;
    private final PreparedStatement read;
    private final PreparedStatement write;
    private final PreparedStatement range;
    private final Class<S> form;
    private final S none;
    private final BiFunction<S, List<Movement>, S> plus;

    /**
     * @param prepare prepares a statement to the tables of a generation
     * @param none    before the first movement
     * @param plus    with these movements, in whatever order
     */
    SumsStore(CqlSession cql, Function<String, PreparedStatement> prepare, String table, Class<S> form, S none, BiFunction<S, List<Movement>, S> plus) {
        this.cql = cql;
        read = prepare.apply("SELECT position, sums FROM " + table + " WHERE log = ? AND stretch = ? AND place = ?");
        write = prepare.apply("INSERT INTO " + table + " (log, stretch, place, position, sums) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        range = prepare.apply("SELECT place, sums FROM " + table + " WHERE log = ? AND stretch = ? AND place >= ? AND place <= ?");
        this.form = form;
        this.none = none;
        this.plus = plus;
    }

    /** Adds what is not in it yet. */
    CompletionStage<?> add(Place at, List<Movement> movements) {
        return cql.executeAsync(read.bind(at.log, at.stretch, at.place)).thenComposeAsync(rows -> {
            Row row = rows.one();
            long known = row == null ? 0 : row.getLong("position");
            var more = movements.stream().filter(each -> each.position() > known).toList();
            if (more.isEmpty()) return CompletableFuture.completedFuture(null);
            long position = more.stream().mapToLong(Movement::position).max().orElseThrow();
            var sums = plus.apply(row == null ? none : sums(row), more);
            return cql.executeAsync(write.bind(at.log, at.stretch, at.place, position, ByteBuffer.wrap(Codec.encode(sums)), position));
        }, ADDING);
    }

    /** The rows of one stretch between two places, both inclusive, or fewer when the question is over. */
    CompletionStage<?> each(String log, int stretch, int first, int last, Question question, BiConsumer<Integer, S> heard) {
        if (question.over()) return CompletableFuture.completedFuture(null);
        return cql.executeAsync(range.bind(log, stretch, first, last).setPageSize(PAGE)).thenComposeAsync(rows -> page(rows, question, heard), ADDING);
    }

    private CompletionStage<?> page(AsyncResultSet rows, Question question, BiConsumer<Integer, S> heard) {
        for (Row row : rows.currentPage()) {
            if (question.over()) return CompletableFuture.completedFuture(null);
            heard.accept(row.getInt("place"), sums(row));
        }
        return rows.hasMorePages() ? rows.fetchNextPage().thenComposeAsync(more -> page(more, question, heard), ADDING) : CompletableFuture.completedFuture(null);
    }

    private S sums(Row row) {
        var bytes = row.getByteBuffer("sums");
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Codec.decode(copy, form);
    }
}
