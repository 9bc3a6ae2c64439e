package souk.platform.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.HistoryStore.Row;
import souk.platform.history.HistoryStore.Run;
import souk.platform.history.HistoryStore.Snapshot;
import souk.platform.http.Json;
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
    private final Executor executor;

    private Archive(Blueprint<S, E> blueprint, HistoryStore store, HistorySettings settings, Executor executor) {
        this.blueprint = blueprint;
        this.store = store;
        this.names = new Names(List.of(Capability.of(blueprint.type()).hosts(blueprint)));
        this.every = settings.snapshotEvery();
        this.executor = executor;
    }

    /**
     * The archive of a type.
     *
     * @param cql        a session whose keyspace holds the tables of {@code souk-history.cql}
     * @param generation whose tables they are
     * @param executor   folds; not in the database's own threads
     */
    public static <S, E extends Event> Archive<S, E> of(Blueprint<S, E> blueprint, CqlSession cql, int generation, HistorySettings settings, Executor executor) {
        return new Archive<>(blueprint, new HistoryStore(cql, generation), settings, executor);
    }

    /** That of a generation of the histories of a node. May wait for the database. */
    public static <S, E extends Event> Archive<S, E> of(Node node, Blueprint<S, E> blueprint, int generation) {
        return node.generations().<Archive<S, E>>store(History.ALL, blueprint.type(), generation, () -> of(blueprint, node.cql(), generation, HistorySettings.of(node.config()), node.executor()));
    }

    /** The type's stored name. */
    public String type() {
        return blueprint.type();
    }

    /** Where the rows are. */
    public HistoryStore store() {
        return store;
    }

    /**
     * Takes consecutive events of aggregates of a log in; the same again does no harm. Complete when they are durable.
     *
     * @param rows by id, those of each in order
     */
    public CompletionStage<?> add(String log, Map<String, List<Row>> rows) {
        return store.write(log, type(), rows);
    }

    /**
     * Makes the snapshots of an aggregate that have become due by events that were added. Nothing depends on them, so what goes wrong is
     * only written down.
     *
     * @param added at least one
     */
    public CompletionStage<?> keepUp(String log, String id, List<Row> added) {
        long last = added.get(added.size() - 1).version();
        long first = added.get(0).version();
        long due = last - last % every;
        return due < first ? CompletableFuture.completedFuture(null) : keepUp(log, id, first, due);
    }

    private CompletionStage<?> keepUp(String log, String id, long first, long version) {
        return store.snapshot(type(), id, blueprint.pageVersion(), version).thenComposeAsync(from -> {
            boolean early = from.isPresent() && version < from.get().next();
            boolean far = from.isEmpty() && first > FURTHEST * every;
            if (early || far) return CompletableFuture.completedFuture(null);
            return store.runs(log, type(), id).thenComposeAsync(runs -> new Fold(new Life(log, id, version, runs), from).to(version), executor);
        }, executor).exceptionally(failure -> {
            LOG.warn("No snapshot of {}/{} at version {} was made; what it was then is folded from further back", type(), id, version, failure);
            return null;
        });
    }

    /** An aggregate's past up to a version; nothing if that has not been read from the log yet. */
    CompletionStage<Optional<Known>> known(String log, String id, long newest) {
        return store.runs(log, type(), id).thenCompose(runs -> {
            var life = new Life(log, id, newest, runs);
            return life.find(newest).thenApply(at -> at.map(since -> new Known(life, since)));
        });
    }

    /** @param since when its newest version came about */
    final class Known {
        private final Life life;
        private final Instant since;

        private Known(Life life, Instant since) {
            this.life = life;
            this.since = since;
        }

        Instant since() {
            return since;
        }

        /** An event of it, as it is understood today; as it is stored if this version does not know it. */
        JsonNode understood(Row row) {
            try {
                return Json.tree(decode(life.id, row));
            } catch (RuntimeException unknownToday) {
                return Codec.decode(row.body(), JsonNode.class);
            }
        }

        /** When a version came about. */
        CompletionStage<Instant> time(long version) {
            return version == life.newest ? CompletableFuture.completedFuture(since) : life.time(version);
        }

        /**
         * The newest version that had come about at a time.
         *
         * @return 0 when that was before the first
         */
        CompletionStage<Long> versionAt(Instant time) {
            if (!since.isAfter(time)) return CompletableFuture.completedFuture(life.newest);
            long low = 0;
            for (Run run : life.runs) {
                // The index runs ahead of the events while they are being added.
                if (run.at().isAfter(time)) return between(time, low, Math.min(run.version(), life.newest));
                low = run.version();
            }
            return between(time, low, life.newest);
        }

        /** Times of an aggregate never go back, so halving finds it; {@code low} had come about by then, {@code high} had not. */
        private CompletionStage<Long> between(Instant time, long low, long high) {
            if (low == 0 || high - low <= 1) return CompletableFuture.completedFuture(low);
            long middle = (low + high) >>> 1;
            return life.time(middle).thenCompose(at -> at.isAfter(time) ? between(time, low, middle) : between(time, middle, high));
        }

        /**
         * The state at a version.
         *
         * @param version not beyond the newest
         * @return exceptional with {@link Unreadable} when an event on the way cannot be read
         */
        CompletionStage<S> state(long version) {
            return store.snapshot(type(), life.id, blueprint.pageVersion(), version).thenComposeAsync(from -> new Fold(life, from).to(version), executor);
        }

        /** Events after a version, at most so many. */
        CompletionStage<List<Row>> events(long after, int limit) {
            var found = new ArrayList<Row>();
            return life.each(after + 1, Math.min(life.newest, after + limit), rows -> {
                found.addAll(rows);
                return CompletableFuture.completedFuture(null);
            }).thenApply(done -> found);
        }
    }

    /** Where an aggregate's events are. */
    private final class Life {
        private final String log;
        private final String id;
        private final long newest;
        private final List<Run> runs;

        private Life(String log, String id, long newest, List<Run> runs) {
            this.log = log;
            this.id = id;
            this.newest = newest;
            this.runs = runs;
        }

        /** The index of the last run that begins at a version or before, -1 if there is none. */
        private int run(long version) {
            int low = 0;
            int high = runs.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (runs.get(middle).version() <= version) low = middle + 1;
                else high = middle;
            }
            return low - 1;
        }

        private CompletionStage<Optional<Instant>> find(long version) {
            int run = run(version);
            return run < 0 ? CompletableFuture.completedFuture(Optional.empty()) : store.time(log, type(), id, runs.get(run).epoch(), version);
        }

        private CompletionStage<Instant> time(long version) {
            return find(version).thenApply(at -> at.orElseThrow(() -> new IllegalStateException(missing(id, version))));
        }

        private CompletionStage<?> each(long from, long to, Function<List<Row>, ? extends CompletionStage<?>> take) {
            return from > to ? CompletableFuture.completedFuture(null) : each(Math.max(0, run(from)), from, to, take);
        }

        private CompletionStage<?> each(int run, long from, long to, Function<List<Row>, ? extends CompletionStage<?>> take) {
            if (run == runs.size() || runs.get(run).version() > to) return CompletableFuture.completedFuture(null);
            return store.each(log, type(), id, runs.get(run).epoch(), from, to, take).thenCompose(done -> each(run + 1, from, to, take));
        }
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
        private final Life life;
        private S state;
        private long version;
        private long due;
        private long since;
        private long bytes;

        private Fold(Life life, Optional<Snapshot> from) {
            this.life = life;
            this.state = from.map(snapshot -> Codec.decode(snapshot.state(), blueprint.state())).orElse(blueprint.empty());
            this.version = from.map(Snapshot::version).orElse(0L);
            this.due = from.map(Snapshot::next).orElse(every);
            this.since = version;
        }

        private CompletionStage<S> to(long target) {
            return life.each(version + 1, target, rows -> CompletableFuture.supplyAsync(() -> over(rows), executor).thenCompose(made -> made)).thenApply(done -> {
                if (version != target) throw new IllegalStateException(missing(life.id, version + 1));
                return state;
            });
        }

        /** @return complete when the snapshots on the way are stored, or were not */
        private CompletableFuture<?> over(List<Row> rows) {
            var made = new ArrayList<CompletableFuture<?>>();
            for (Row row : rows) {
                if (row.version() != version + 1) throw new IllegalStateException(missing(life.id, version + 1));
                try {
                    state = blueprint.apply(state, decode(life.id, row));
                } catch (RuntimeException | StackOverflowError e) {
                    throw new Unreadable(row.name() + "." + row.form() + ", version " + row.version() + " of " + type() + "/" + life.id + ", cannot be read", e);
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
            return store.writeSnapshot(type(), life.id, blueprint.pageVersion(), new Snapshot(at, due, body)).exceptionally(failure -> {
                LOG.warn("The snapshot of {}/{} at version {} was not stored; it is made again when it is wanted", type(), life.id, at, failure);
                return null;
            });
        }
    }
}
