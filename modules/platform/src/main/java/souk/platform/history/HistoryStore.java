package souk.platform.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.zip.CRC32;
import souk.platform.journal.Rows;
import souk.platform.reading.Tables;

/**
 * The rows of histories in Cassandra ({@code souk-history.cql}): the events of aggregates by version, and some of their states. Events
 * lie by the place in the log that they come from, an epoch of it, in buckets by aggregate: so what happened to many at once is few
 * writes. In which epochs an aggregate's events are is a row each.
 */
public final class HistoryStore {
    /** Those of the events, where they are, and of snapshots, which are made when they are due and differ between generations. */
    public static final List<String> TABLES = List.of("history", "history_epoch", "history_snapshot");
    /** So many positions of a log are an epoch, and in so many buckets its events lie. Stored data depends on both, so they never change. */
    static final long EPOCH = 2_000;
    static final int BUCKETS = 16;
    /** In so many buckets a log's index by aggregate lies; it never changes either. Ten million aggregates make them some 30 MB each. */
    static final int INDEX_BUCKETS = 32;
    /** So many versions' snapshots share a partition of the table: together they are about as large as the events, see {@link Archive}. */
    static final long SNAPSHOT_CHUNK = 1_000_000;
    private static final int MOST_ROWS_A_WRITE = 500;
    private static final int MOST_BYTES_A_WRITE = 96 << 10;
    private static final int ROWS_A_READ = 1_000;
    /** An index row's time stamp is this less its version, so that of two the one with the lower version stays. */
    private static final long LOWEST_WINS = 1L << 40;

    /**
     * One event of an aggregate, as it stands in the log.
     *
     * @param version  the aggregate's version after it
     * @param at       the partition's time when it was decided, to the millisecond
     * @param position the segment's number in the log
     * @param cause    what caused it; may be empty
     * @param name     its stored name
     * @param form     the version of its form
     * @param body     CBOR
     */
    public record Row(long version, Instant at, long position, String cause, String name, int form, byte[] body) {
        /** About how many bytes it takes. */
        int weight() {
            return body.length + name.length() + cause.length() + 40;
        }
    }

    /**
     * An epoch in which there are events of an aggregate.
     *
     * @param version the first of them
     * @param at      when that came about
     */
    record Run(long epoch, long version, Instant at) {}

    /**
     * The state that the events up to a version come to.
     *
     * @param next  the version at which the next one is due
     * @param state CBOR
     */
    record Snapshot(long version, long next, byte[] state) {}

    /** A partition of the table of events. */
    private record Place(int bucket, long epoch) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return bucket != other.bucket ? Integer.compare(bucket, other.bucket) : Long.compare(epoch, other.epoch);
        }
    }

    private record Weighed(BoundStatement insertion, int weight) {}

    private final CqlSession cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectTime;
    private final PreparedStatement selectRows;
    private final PreparedStatement insertRun;
    private final PreparedStatement selectRuns;
    private final PreparedStatement insertSnapshot;
    private final PreparedStatement selectSnapshot;
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder mutations = new LongAdder();

    /**
     * @param cql        a session whose keyspace holds the tables of {@code souk-history.cql}
     * @param generation whose tables they are
     */
    public HistoryStore(CqlSession cql, int generation) {
        this.cql = cql;
        var tables = new Tables(cql, generation, TABLES.toArray(String[]::new));
        insert = tables.prepare("INSERT INTO history (log, epoch, bucket, type, id, version, at, position, cause, name, form, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        selectTime = tables.prepare("SELECT at FROM history WHERE log = ? AND epoch = ? AND bucket = ? AND type = ? AND id = ? AND version = ?");
        selectRows = tables.prepare("SELECT version, at, position, cause, name, form, body FROM history WHERE log = ? AND epoch = ? AND bucket = ? AND type = ? AND id = ?"
                + " AND version >= ? AND version <= ?");
        insertRun = tables.prepare("INSERT INTO history_epoch (log, bucket, type, id, epoch, version, at) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        selectRuns = tables.prepare("SELECT epoch, version, at FROM history_epoch WHERE log = ? AND bucket = ? AND type = ? AND id = ?");
        insertSnapshot = tables.prepare("INSERT INTO history_snapshot (type, id, chunk, form, version, next, state) VALUES (?, ?, ?, ?, ?, ?, ?)");
        selectSnapshot = tables.prepare("SELECT version, next, state FROM history_snapshot WHERE type = ? AND id = ? AND chunk = ? AND form = ? AND version <= ? LIMIT 1");
    }

    /** CRC-32 of {@code type/id}, which has nothing to do with the hash that placed the aggregate in its log. */
    private static int bucket(String type, String id, int buckets) {
        var hash = new CRC32();
        hash.update((type + "/" + id).getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % buckets);
    }

    private static long epoch(Row row) {
        return row.position() / EPOCH;
    }

    /**
     * Stores consecutive events of aggregates of a log, those of each in their order: one that is there says that all before it are, and
     * that they are found. Complete when durable.
     *
     * @param rows by id
     */
    public CompletionStage<?> write(String log, String type, Map<String, List<Row>> rows) {
        Map<Integer, List<Weighed>> runs = new HashMap<>();
        // By bucket, and by epoch in one.
        Map<Place, List<Weighed>> events = new TreeMap<>();
        rows.forEach((id, some) -> {
            int bucket = bucket(type, id, BUCKETS);
            int index = bucket(type, id, INDEX_BUCKETS);
            long known = -1;
            for (Row row : some) {
                long epoch = epoch(row);
                if (epoch != known) {
                    runs.computeIfAbsent(index, i -> new ArrayList<>())
                            .add(new Weighed(insertRun.bind(log, index, type, id, epoch, row.version(), row.at(), LOWEST_WINS - row.version()), id.length()));
                    known = epoch;
                }
                events.computeIfAbsent(new Place(bucket, epoch), place -> new ArrayList<>()).add(new Weighed(insert.bind(log, epoch, bucket, type, id, row.version(), row.at(),
                        row.position(), row.cause(), row.name(), row.form(), ByteBuffer.wrap(row.body())), row.weight() + id.length()));
                rowsWritten.increment();
            }
        });
        Map<Integer, List<Statement<?>>> byBucket = new HashMap<>();
        events.forEach((place, some) -> byBucket.computeIfAbsent(place.bucket, bucket -> new ArrayList<>()).addAll(mutations(some)));
        return sideBySide(runs.values().stream().map(HistoryStore::mutations).toList()).thenCompose(found -> sideBySide(byBucket.values()));
    }

    /** Each of them one after another, so that an aggregate's events come in their order; at most as many as there are buckets at once. */
    private CompletableFuture<?> sideBySide(Collection<List<Statement<?>>> all) {
        return CompletableFuture.allOf(all.stream().map(each -> inOrder(each, 0).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<?> inOrder(List<Statement<?>> all, int next) {
        if (next == all.size()) return CompletableFuture.completedFuture(null);
        mutations.increment();
        return cql.executeAsync(all.get(next)).thenCompose(done -> inOrder(all, next + 1));
    }

    /** Rows of one partition of a table: together they are one mutation, unless they are too many. */
    private static List<Statement<?>> mutations(List<Weighed> rows) {
        var mutations = new ArrayList<Statement<?>>();
        for (int from = 0, to; from < rows.size(); from = to) {
            to = from;
            for (int bytes = 0; to < rows.size() && to - from < MOST_ROWS_A_WRITE && bytes < MOST_BYTES_A_WRITE; to++) bytes += rows.get(to).weight;
            mutations.add(to - from == 1 ? rows.get(from).insertion
                    : BatchStatement.newInstance(DefaultBatchType.UNLOGGED, rows.subList(from, to).stream().map(Weighed::insertion).toArray(BoundStatement[]::new)).setIdempotent(true));
        }
        return mutations;
    }

    /** Where an aggregate's events are, by epoch and so by version. */
    CompletionStage<List<Run>> runs(String log, String type, String id) {
        return cql.executeAsync(selectRuns.bind(log, bucket(type, id, INDEX_BUCKETS), type, id))
                .thenCompose(result -> Rows.all(result, row -> new Run(row.getLong(0), row.getLong(1), row.getInstant(2))));
    }

    /** When a version came about; nothing if it is not in this epoch. */
    CompletionStage<Optional<Instant>> time(String log, String type, String id, long epoch, long version) {
        return cql.executeAsync(selectTime.bind(log, epoch, bucket(type, id, BUCKETS), type, id, version)).thenApply(found -> Optional.ofNullable(found.one()).map(row -> row.getInstant(0)));
    }

    /**
     * Hands the events of an epoch from a version to another, both inclusive, to {@code take}, some at a time and in their order; goes on
     * when the stage that it returns is complete. Of versions that are not here nothing is said.
     */
    CompletionStage<?> each(String log, String type, String id, long epoch, long from, long to, Function<List<Row>, ? extends CompletionStage<?>> take) {
        return cql.executeAsync(selectRows.bind(log, epoch, bucket(type, id, BUCKETS), type, id, from, to).setPageSize(ROWS_A_READ)).thenCompose(result -> pages(result, take));
    }

    private CompletionStage<?> pages(AsyncResultSet result, Function<List<Row>, ? extends CompletionStage<?>> take) {
        var rows = new ArrayList<Row>();
        for (var row : result.currentPage()) {
            rows.add(new Row(row.getLong(0), row.getInstant(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5), Rows.bytes(row.getByteBuffer(6))));
        }
        // The next ones are on their way while these are dealt with.
        var next = result.hasMorePages() ? result.fetchNextPage() : null;
        var taken = take.apply(rows);
        return next == null ? taken : taken.thenCombine(next, (done, more) -> more).thenCompose(more -> pages(more, take));
    }

    /** The newest snapshot of this form that is not beyond a version. */
    CompletionStage<Optional<Snapshot>> snapshot(String type, String id, int form, long version) {
        long chunk = version / SNAPSHOT_CHUNK;
        return cql.executeAsync(selectSnapshot.bind(type, id, chunk, form, version)).thenCompose(found -> {
            var row = found.one();
            if (row != null) return CompletableFuture.completedFuture(Optional.of(new Snapshot(row.getLong(0), row.getLong(1), Rows.bytes(row.getByteBuffer(2)))));
            return chunk == 0 ? CompletableFuture.completedFuture(Optional.empty()) : snapshot(type, id, form, chunk * SNAPSHOT_CHUNK - 1);
        });
    }

    CompletionStage<?> writeSnapshot(String type, String id, int form, Snapshot snapshot) {
        mutations.increment();
        return cql.executeAsync(insertSnapshot.bind(type, id, snapshot.version() / SNAPSHOT_CHUNK, form, snapshot.version(), snapshot.next(), ByteBuffer.wrap(snapshot.state())));
    }

    /** How many events this one has written. */
    public long rowsWritten() {
        return rowsWritten.sum();
    }

    /** How many writes that took, those of the index and of snapshots among them. */
    public long mutations() {
        return mutations.sum();
    }
}
