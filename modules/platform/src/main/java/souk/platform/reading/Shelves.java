package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A list of which nobody minds the order, as rows {@code ((shelf), id)} on {@value #COUNT} shelves by a hash of the id, so that no
 * partition of the database holds more than a sixteenth of it. The list runs through the shelves, and by id within one: an order that
 * means nothing to people, but never changes, so that pages neither skip nor repeat anything.
 */
public final class Shelves {
    public static final int COUNT = 16;

    /** Some of the list, and after which id it goes on, if it does. */
    public record Slice<T>(List<T> items, Optional<String> next) {}

    /** How a shelf is read: {@code WHERE shelf = ? AND id > ? ... LIMIT ?}, with the column {@code id}. */
    @FunctionalInterface
    public interface Query {
        BoundStatement bind(int shelf, String after, int limit);
    }

    private Shelves() {}

    /** The shelf of an id, from 0. */
    public static int of(String id) {
        return Math.floorMod(id.hashCode(), COUNT);
    }

    /**
     * Some of the list, in its order.
     *
     * @param shown what a row stands for; nothing if it is not in the list (any more)
     * @param limit how many at most
     * @param after the id at which the slice before this one ended
     */
    public static <T> CompletionStage<Slice<T>> slice(CqlSession cql, Query query, Function<Row, Optional<T>> shown, int limit, Optional<String> after) {
        var walk = new Walk<>(cql, query, shown, limit + 1);
        return walk.from(after.map(Shelves::of).orElse(0), after.orElse("")).thenApply(done -> walk.found.size() <= limit
                ? new Slice<>(walk.found, Optional.empty())
                : new Slice<>(walk.found.subList(0, limit), Optional.of(walk.ids.get(limit - 1))));
    }

    private static final class Walk<T> {
        private final CqlSession cql;
        private final Query query;
        private final Function<Row, Optional<T>> shown;
        private final int wanted;
        private final List<T> found = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();

        private Walk(CqlSession cql, Query query, Function<Row, Optional<T>> shown, int wanted) {
            this.cql = cql;
            this.query = query;
            this.shown = shown;
            this.wanted = wanted;
        }

        private CompletionStage<Void> from(int shelf, String after) {
            if (shelf == COUNT || found.size() == wanted) return CompletableFuture.completedFuture(null);
            int room = wanted - found.size();
            return cql.executeAsync(query.bind(shelf, after, room).setPageSize(room)).thenCompose(rows -> {
                int seen = 0;
                String last = after;
                for (Row row : rows.currentPage()) {
                    seen++;
                    last = row.getString("id");
                    String id = last;
                    shown.apply(row).ifPresent(each -> {
                        found.add(each);
                        ids.add(id);
                    });
                }
                return seen == room || rows.hasMorePages() ? from(shelf, last) : from(shelf + 1, "");
            });
        }
    }
}
