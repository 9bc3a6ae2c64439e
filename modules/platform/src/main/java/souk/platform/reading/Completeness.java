package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import souk.kernel.Address;
import souk.kernel.View;
import souk.platform.Node;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;

/**
 * Whether a view shows all that had happened by some moment, on whichever nodes its logs are read: for those who must miss nothing. It rests on the logs' own numbers, as reading does. Where the logs end at the moment is written
 * down by who asks; the view shows all of it when its reader of each log has saved a place at that end or behind it, or has nothing to do between the two.
 *
 * <p>Rows in quarantine are not counted as missing: operators see those.
 */
public final class Completeness {
    private static final int SIDE_BY_SIDE = 8;
    /** Who is so many segments behind is not looked at more closely. */
    private static final int NEAR = 4 * LogReader.CHUNK;
    /** So many segments are read at once by who looks for the first that is not shown: mostly it is one of them. */
    private static final int FEW = 32;

    private final Node node;
    private final View<?, ?> view;
    private LogReader logs;

    private Completeness(Node node, View<?, ?> view) {
        this.node = node;
        this.view = view;
    }

    /** Of a view that is a read model by itself. The database is asked by the first question. */
    public static Completeness of(Node node, View<?, ?> view) {
        return new Completeness(node, view);
    }

    /** Where the logs that the view is made of end now: whatever was answered before is not behind it. */
    public CompletionStage<Map<String, Long>> ends() {
        String any = node.entities().log(new Address<>(view.type(), "any"));
        String capability = any.substring(0, any.lastIndexOf('-') + 1);
        return ready().thenCompose(reader -> rows("SELECT log FROM head")).thenCompose(rows -> {
            var names = rows.stream().map(row -> row.getString(0)).filter(log -> log.startsWith(capability) && log.lastIndexOf('-') == capability.length() - 1).toList();
            var ends = new ConcurrentHashMap<String, Long>();
            return Lanes.each(names, SIDE_BY_SIDE, log -> logs().head(log).thenAccept(head -> ends.put(log, head.position()))).thenApply(all -> Map.copyOf(ends));
        });
    }

    /** What of that the serving generation does not show yet, in words; nothing: it shows all. */
    public CompletionStage<Optional<String>> missing(Map<String, Long> ends) {
        return places().thenCompose(saved -> {
            var behind = new ConcurrentHashMap<String, String>();
            return Lanes.each(ends.entrySet(), SIDE_BY_SIDE, end -> {
                long place = saved.getOrDefault(end.getKey(), 0L);
                return nothingFor(end.getKey(), place, end.getValue()).thenAccept(shown -> {
                    if (!shown) behind.put(end.getKey(), view.name() + " of " + end.getKey() + " is at " + place + " of " + end.getValue());
                });
            }).thenApply(all -> new TreeMap<>(behind).values().stream().findFirst());
        });
    }

    /** All that was in the logs before this time is shown by the serving generation: that of the first thing that is not, or that of the question if it shows all. Who then reads the view sees at least as much. */
    public CompletionStage<Instant> shownUntil() {
        Instant asked = node.clock().instant();
        return ends().thenCompose(ends -> places().thenCompose(saved -> {
            var firsts = new ConcurrentHashMap<String, Instant>();
            return Lanes.each(ends.entrySet(), SIDE_BY_SIDE, end -> logs().head(end.getKey()).thenCompose(head -> unshown(end.getKey(), saved.getOrDefault(end.getKey(), 0L), head))
                    .thenAccept(first -> first.ifPresent(at -> firsts.put(end.getKey(), at)))).thenApply(all -> firsts.values().stream().reduce(asked, (one, other) -> one.isBefore(other) ? one : other));
        }));
    }

    /** When the first segment behind a place was decided that has something for the view; of very many, the first that there is. */
    private CompletionStage<Optional<Instant>> unshown(String log, long place, Storage.Head head) {
        if (place >= head.position()) return CompletableFuture.completedFuture(Optional.empty());
        boolean far = head.position() - place > NEAR;
        return logs().read(log, place + 1, far ? 1 : FEW, head).thenCompose(segments -> {
            if (segments.isEmpty()) return CompletableFuture.completedFuture(Optional.of(Instant.EPOCH));
            var first = segments.stream().filter(segment -> far || segment.entries().stream().anyMatch(entry -> entry.type().equals(view.type()))).map(Segment::now).findFirst();
            return first.isPresent() ? CompletableFuture.completedFuture(first) : unshown(log, segments.get(segments.size() - 1).position(), head);
        });
    }

    /** The places that the readers of the serving generation have saved, by log. */
    private CompletionStage<Map<String, Long>> places() {
        return ready().thenCompose(reader -> node.generations().serving(view.name())).thenCompose(generation -> rows("SELECT projection_key, offset FROM reading_offset WHERE projection_name = ? ALLOW FILTERING", Reading.reader(view.name(), generation)))
                .thenApply(rows -> {
                    var saved = new HashMap<String, Long>();
                    rows.forEach(row -> saved.put(row.getString(0), Long.parseLong(row.getString(1))));
                    return saved;
                });
    }

    /** Whether a log has nothing for the view behind a place, up to an end. */
    private CompletionStage<Boolean> nothingFor(String log, long place, long end) {
        if (place >= end) return CompletableFuture.completedFuture(true);
        if (end - place > NEAR) return CompletableFuture.completedFuture(false);
        return logs().head(log).thenCompose(head -> logs().read(log, place + 1, head)).thenCompose(segments -> {
            for (var segment : segments) {
                if (segment.position() > end) break;
                if (segment.entries().stream().anyMatch(entry -> entry.type().equals(view.type()))) return CompletableFuture.completedFuture(false);
            }
            return segments.isEmpty() ? CompletableFuture.completedFuture(false) : nothingFor(log, segments.get(segments.size() - 1).position(), end);
        });
    }

    /** To make a reader waits for the database, which must not be done in the database's own threads. */
    private CompletionStage<LogReader> ready() {
        return CompletableFuture.supplyAsync(this::logs, node.executor());
    }

    private synchronized LogReader logs() {
        if (logs == null) logs = new LogReader(new CassandraStorage(node.cql()));
        return logs;
    }

    private CompletionStage<List<Row>> rows(String query, Object... values) {
        CqlSession cql = node.cql();
        return cql.prepareAsync(query).thenCompose(prepared -> cql.executeAsync(prepared.bind(values))).thenCompose(first -> all(first, new ArrayList<>()));
    }

    private static CompletionStage<List<Row>> all(AsyncResultSet page, List<Row> rows) {
        page.currentPage().forEach(rows::add);
        return page.hasMorePages() ? page.fetchNextPage().thenCompose(next -> all(next, rows)) : CompletableFuture.completedFuture(rows);
    }
}
