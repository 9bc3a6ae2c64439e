package souk.platform.history;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.Capability;
import souk.platform.history.HistoryStore.Row;
import souk.platform.history.HistoryStore.Snapshot;
import souk.platform.journal.Segment;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/**
 * The events of all aggregates of one type, and what they had come to at any version: the nearest snapshot before it and the events
 * since. A snapshot is a cache, in the form of one page version of the blueprint: those of another are not looked at, and whoever folds
 * past a place where one is due makes it, the reader of the log as well as a question about the past.
 *
 * <p>A snapshot is due every so many events, and not before the events since the last one are as large as that one was: so a large state
 * costs no more to keep than its events do.
 *
 * @param <S> the state
 * @param <E> the events
 */
public final class Archive<S, E extends Event> {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    /** Without a snapshot to start from, the reader of the log folds a past of so many times the usual distance; questions fold any. */
    private static final int FURTHEST = 20;

    /** An event that is stored and cannot be read, or folded, by this version. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String what, Throwable cause) {
            super(what, cause);
        }
    }

    private final Blueprint<S, E> blueprint;
    private final HistoryStore store;
    private final Names names;
    private final long every;
    private final Duration pace;
    private final Executor executor;

    private Archive(Blueprint<S, E> blueprint, HistoryStore store, HistorySettings settings, Executor executor) {
        this.blueprint = blueprint;
        this.store = store;
        this.names = new Names(List.of(Capability.of(blueprint.type()).hosts(blueprint)));
        this.every = settings.snapshotEvery();
        this.pace = settings.pace();
        this.executor = executor;
    }

    /**
     * The archive of a type.
     *
     * @param cql      a session whose keyspace holds the tables of {@code souk-history.cql}
     * @param executor folds; not in the database's own threads
     */
    public static <S, E extends Event> Archive<S, E> of(Blueprint<S, E> blueprint, CqlSession cql, HistorySettings settings, Executor executor) {
        return new Archive<>(blueprint, new HistoryStore(cql), settings, executor);
    }

    /** The type's stored name. */
    public String type() {
        return blueprint.type();
    }

    /** The least time between two batches that are added: the longer, the fewer writes. */
    public Duration pace() {
        return pace;
    }

    /** Where the rows are. */
    public HistoryStore store() {
        return store;
    }

    /**
     * Takes consecutive events of an aggregate in; the same again does no harm. Complete when they are durable.
     *
     * @param rows at least one, in order
     */
    public CompletionStage<?> add(String id, List<Row> rows) {
        long last = rows.get(rows.size() - 1).version();
        var written = store.write(type(), id, rows);
        long due = last - last % every;
        long first = rows.get(0).version();
        return due < first ? written : written.thenCompose(done -> keepUp(id, first, due));
    }

    /** Makes the snapshots that have become due. Nothing depends on them, so what goes wrong is only written down. */
    private CompletionStage<?> keepUp(String id, long first, long version) {
        return store.snapshot(type(), id, blueprint.pageVersion(), version).thenComposeAsync(from -> {
            boolean early = from.isPresent() && version < from.get().next();
            boolean far = from.isEmpty() && first > FURTHEST * every;
            return early || far ? CompletableFuture.completedFuture(null) : new Fold(id, from).to(version);
        }, executor).exceptionally(failure -> {
            LOG.warn("No snapshot of {}/{} at version {} was made; what it was then is folded from further back", type(), id, version, failure);
            return null;
        });
    }

    /** When a version came about; nothing if it has not been read from the log yet. */
    CompletionStage<Optional<Instant>> time(String id, long version) {
        return store.time(type(), id, version);
    }

    /**
     * The newest version that had come about at a time.
     *
     * @param newest a version that is here
     * @return 0 when that was before the first
     */
    CompletionStage<Long> versionAt(String id, Instant time, long newest) {
        return notAfter(id, time, newest).thenCompose(all -> all ? CompletableFuture.completedFuture(newest) : between(id, time, 0, newest));
    }

    /** Times of an aggregate never go back, so halving finds it; {@code low} had come about by then, {@code high} had not. */
    private CompletionStage<Long> between(String id, Instant time, long low, long high) {
        if (high - low <= 1) return CompletableFuture.completedFuture(low);
        long middle = (low + high) >>> 1;
        return notAfter(id, time, middle).thenCompose(known -> known ? between(id, time, middle, high) : between(id, time, low, middle));
    }

    private CompletionStage<Boolean> notAfter(String id, Instant time, long version) {
        return time(id, version).thenApply(at -> !at.orElseThrow(() -> new IllegalStateException(missing(id, version))).isAfter(time));
    }

    /**
     * The state at a version.
     *
     * @param version one that is here
     * @return exceptional with {@link Unreadable} when an event on the way cannot be read
     */
    CompletionStage<S> state(String id, long version) {
        return store.snapshot(type(), id, blueprint.pageVersion(), version).thenComposeAsync(from -> new Fold(id, from).to(version), executor);
    }

    /** Events after a version, at most so many. */
    CompletionStage<List<Row>> events(String id, long after, int limit) {
        var found = new ArrayList<Row>();
        return store.each(type(), id, after + 1, after + limit, rows -> {
            found.addAll(rows);
            return CompletableFuture.completedFuture(null);
        }).thenApply(done -> found);
    }

    /** @throws RuntimeException when its name is unknown or its body is not of its form */
    Event decode(String id, Row row) {
        return names.decode(new Segment.Entry(type(), id, row.version(), row.name(), row.form(), row.body(), row.cause()));
    }

    private String missing(String id, long version) {
        return "The history of " + type() + "/" + id + " has later versions than " + version + ", but not this one: read it again from the log";
    }

    /** One way through the events of an aggregate. */
    private final class Fold {
        private final String id;
        private S state;
        private long version;
        private long due;
        private long since;
        private long bytes;

        private Fold(String id, Optional<Snapshot> from) {
            this.id = id;
            this.state = from.map(snapshot -> Codec.decode(snapshot.state(), blueprint.state())).orElse(blueprint.empty());
            this.version = from.map(Snapshot::version).orElse(0L);
            this.due = from.map(Snapshot::next).orElse(every);
            this.since = version;
        }

        private CompletionStage<S> to(long target) {
            return store.each(type(), id, version + 1, target, rows -> CompletableFuture.supplyAsync(() -> over(rows), executor).thenCompose(made -> made)).thenApply(done -> {
                if (version != target) throw new IllegalStateException(missing(id, version + 1));
                return state;
            });
        }

        /** @return complete when the snapshots on the way are stored, or were not */
        private CompletableFuture<?> over(List<Row> rows) {
            var made = new ArrayList<CompletableFuture<?>>();
            for (Row row : rows) {
                if (row.version() != version + 1) throw new IllegalStateException(missing(id, version + 1));
                try {
                    state = blueprint.apply(state, decode(id, row));
                } catch (RuntimeException | StackOverflowError e) {
                    throw new Unreadable(row.name() + "." + row.form() + ", version " + row.version() + " of " + type() + "/" + id + ", cannot be read", e);
                }
                version++;
                bytes += row.weight();
                if (version >= due && version % every == 0) made.add(keep().toCompletableFuture());
            }
            return CompletableFuture.allOf(made.toArray(CompletableFuture<?>[]::new));
        }

        private CompletionStage<?> keep() {
            byte[] body = Codec.encode(state);
            long distances = Math.max(1, (body.length * (version - since) + bytes * every - 1) / (bytes * every));
            due = version + distances * every;
            since = version;
            bytes = 0;
            long at = version;
            return store.writeSnapshot(type(), id, blueprint.pageVersion(), new Snapshot(at, due, body)).exceptionally(failure -> {
                LOG.warn("The snapshot of {}/{} at version {} was not stored; it is made again when it is wanted", type(), id, at, failure);
                return null;
            });
        }
    }
}
