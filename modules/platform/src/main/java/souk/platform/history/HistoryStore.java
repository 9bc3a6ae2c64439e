package souk.platform.history;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** The rows of histories in Cassandra ({@code souk-history.cql}): the events of an aggregate by version, and some of its states. */
public final class HistoryStore {
    /** So many versions share a partition of the table. */
    static final long CHUNK = 10_000;
    /** So many versions' snapshots share one: together they are about as large as the events, see {@link Archive}. */
    static final long SNAPSHOT_CHUNK = 1_000_000;
    private static final int MOST_ROWS_A_WRITE = 500;
    private static final int MOST_BYTES_A_WRITE = 256 << 10;
    private static final int ROWS_A_READ = 1_000;

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
     * The state that the events up to a version come to.
     *
     * @param next  the version at which the next one is due
     * @param state CBOR
     */
    record Snapshot(long version, long next, byte[] state) {}

    private final CqlSession cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectTime;
    private final PreparedStatement selectRows;
    private final PreparedStatement insertSnapshot;
    private final PreparedStatement selectSnapshot;
    private final LongAdder rowsWritten = new LongAdder();
    private final LongAdder mutations = new LongAdder();

    /** @param cql a session whose keyspace holds the tables of {@code souk-history.cql} */
    public HistoryStore(CqlSession cql) {
        this.cql = cql;
        insert = prepare("INSERT INTO history (type, id, chunk, version, at, position, cause, name, form, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        selectTime = prepare("SELECT at FROM history WHERE type = ? AND id = ? AND chunk = ? AND version = ?");
        selectRows = prepare("SELECT version, at, position, cause, name, form, body FROM history WHERE type = ? AND id = ? AND chunk = ? AND version >= ? AND version <= ?");
        insertSnapshot = prepare("INSERT INTO history_snapshot (type, id, chunk, form, version, next, state) VALUES (?, ?, ?, ?, ?, ?, ?)");
        selectSnapshot = prepare("SELECT version, next, state FROM history_snapshot WHERE type = ? AND id = ? AND chunk = ? AND form = ? AND version <= ? LIMIT 1");
    }

    private PreparedStatement prepare(String statement) {
        return cql.prepare(SimpleStatement.builder(statement).setIdempotence(true).build());
    }

    /**
     * Stores consecutive events of one aggregate, in their order: one that is there says that all before it are. Complete when durable.
     */
    public CompletionStage<?> write(String type, String id, List<Row> rows) {
        int end = 0;
        int bytes = 0;
        while (end < rows.size() && end < MOST_ROWS_A_WRITE && bytes < MOST_BYTES_A_WRITE && chunk(rows.get(end)) == chunk(rows.get(0))) bytes += rows.get(end++).weight();
        if (end == 0) return CompletableFuture.completedFuture(null);
        var rest = rows.subList(end, rows.size());
        rowsWritten.add(end);
        mutations.increment();
        var written = cql.executeAsync(statement(type, id, rows.subList(0, end)));
        return rest.isEmpty() ? written : written.thenCompose(done -> write(type, id, rest));
    }

    /** Rows of one partition of the table: together they are one mutation. */
    private Statement<?> statement(String type, String id, List<Row> rows) {
        if (rows.size() == 1) return bound(type, id, rows.get(0));
        var statements = new ArrayList<BatchableStatement<?>>(rows.size());
        for (Row row : rows) statements.add(bound(type, id, row));
        return BatchStatement.newInstance(DefaultBatchType.UNLOGGED, statements).setIdempotent(true);
    }

    private BoundStatement bound(String type, String id, Row row) {
        return insert.bind(type, id, chunk(row), row.version(), row.at(), row.position(), row.cause(), row.name(), row.form(), ByteBuffer.wrap(row.body()));
    }

    private static long chunk(Row row) {
        return row.version() / CHUNK;
    }

    /** When a version came about; nothing if it is not here. */
    CompletionStage<Optional<Instant>> time(String type, String id, long version) {
        return cql.executeAsync(selectTime.bind(type, id, version / CHUNK, version)).thenApply(found -> Optional.ofNullable(found.one()).map(row -> row.getInstant(0)));
    }

    /**
     * Hands the events from a version to another, both inclusive, to {@code take}, some at a time and in their order; goes on when the
     * stage that it returns is complete. Of versions that are not here nothing is said.
     */
    CompletionStage<?> each(String type, String id, long from, long to, Function<List<Row>, ? extends CompletionStage<?>> take) {
        if (from > to) return CompletableFuture.completedFuture(null);
        long chunk = from / CHUNK;
        long end = Math.min(to, chunk * CHUNK + CHUNK - 1);
        return cql.executeAsync(selectRows.bind(type, id, chunk, from, end).setPageSize(ROWS_A_READ)).thenCompose(result -> pages(result, take))
                .thenCompose(done -> each(type, id, end + 1, to, take));
    }

    private CompletionStage<?> pages(AsyncResultSet result, Function<List<Row>, ? extends CompletionStage<?>> take) {
        var rows = new ArrayList<Row>();
        for (var row : result.currentPage()) {
            rows.add(new Row(row.getLong(0), row.getInstant(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5), bytes(row.getByteBuffer(6))));
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
            if (row != null) return CompletableFuture.completedFuture(Optional.of(new Snapshot(row.getLong(0), row.getLong(1), bytes(row.getByteBuffer(2)))));
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

    /** How many writes that took, those of snapshots among them. */
    public long mutations() {
        return mutations.sum();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
