package souk.platform.journal;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Storage} on Cassandra: plain rows at LOCAL_QUORUM, the head by a conditional write at LOCAL_SERIAL. */
public final class CassandraStorage implements Storage {
    private static final ConsistencyLevel QUORUM = DefaultConsistencyLevel.LOCAL_QUORUM;

    private final CqlSession cql;
    private final PreparedStatement selectHead;
    private final PreparedStatement insertSegment;
    private final PreparedStatement firstHead;
    private final PreparedStatement moveHead;
    private final PreparedStatement selectSegments;
    private final PreparedStatement selectPage;
    private final PreparedStatement insertPage;
    private final PreparedStatement selectCheckpoint;
    private final PreparedStatement insertCheckpoint;
    private final PreparedStatement selectAgenda;
    private final PreparedStatement insertAgenda;
    private final PreparedStatement deleteAgendaDay;

    /** @param cql a session whose keyspace holds the tables of {@code souk-log.cql} */
    public CassandraStorage(CqlSession cql) {
        this.cql = cql;
        // A read at a serial level completes or voids a conditional write that is still under way.
        selectHead = prepare("SELECT position, segment FROM head WHERE log = ?", DefaultConsistencyLevel.LOCAL_SERIAL);
        insertSegment = prepare("INSERT INTO segment (log, chunk, position, id, previous, body) VALUES (?, ?, ?, ?, ?, ?)", QUORUM);
        firstHead = prepare("INSERT INTO head (log, position, segment) VALUES (?, ?, ?) IF NOT EXISTS", QUORUM);
        moveHead = prepare("UPDATE head SET position = ?, segment = ? WHERE log = ? IF position = ? AND segment = ?", QUORUM);
        selectSegments = prepare("SELECT position, id, previous, body FROM segment WHERE log = ? AND chunk = ? AND position >= ? AND position <= ?", QUORUM);
        selectPage = prepare("SELECT cell FROM page WHERE log = ? AND bucket = ? AND type = ? AND id = ?", QUORUM);
        insertPage = prepare("INSERT INTO page (log, bucket, type, id, cell) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?", QUORUM);
        selectCheckpoint = prepare("SELECT cell FROM checkpoint WHERE log = ?", QUORUM);
        insertCheckpoint = prepare("INSERT INTO checkpoint (log, cell) VALUES (?, ?) USING TIMESTAMP ?", QUORUM);
        selectAgenda = prepare("SELECT at, type, id, due FROM agenda WHERE log = ? AND day = ? AND at >= ? AND at < ?", QUORUM);
        insertAgenda = prepare("INSERT INTO agenda (log, day, at, type, id, due) VALUES (?, ?, ?, ?, ?, ?)", QUORUM);
        deleteAgendaDay = prepare("DELETE FROM agenda WHERE log = ? AND day = ?", QUORUM);
    }

    private PreparedStatement prepare(String statement, ConsistencyLevel level) {
        return cql.prepare(SimpleStatement.builder(statement).setConsistencyLevel(level)
                .setSerialConsistencyLevel(DefaultConsistencyLevel.LOCAL_SERIAL)
                .setIdempotence(true).build());
    }

    @Override
    public CompletionStage<Head> head(String log) {
        return run(selectHead.bind(log)).thenApply(result -> {
            var row = result.one();
            return row == null ? Head.NONE : new Head(row.getLong(0), row.getUuid(1));
        });
    }

    @Override
    public CompletionStage<?> insert(String log, Row row) {
        return run(insertSegment.bind(log, row.position() / LogReader.CHUNK, row.position(), row.id(), row.previous(), ByteBuffer.wrap(row.body())));
    }

    @Override
    public CompletionStage<Head> move(String log, Head from, Head to) {
        BoundStatement statement = from.position() == 0
                ? firstHead.bind(log, to.position(), to.segment())
                : moveHead.bind(to.position(), to.segment(), log, from.position(), from.segment());
        // A conditional write that the driver repeats by itself could find its own first attempt; it does not, and the caller decides.
        return run(statement.setIdempotent(false)).thenApply(result -> {
            if (result.wasApplied()) return to;
            var row = result.one();
            if (row == null || !row.getColumnDefinitions().contains("position")) return Head.NONE;
            return new Head(row.getLong("position"), row.getUuid("segment"));
        });
    }

    @Override
    public CompletionStage<List<Row>> rows(String log, long from, long to) {
        if (from / LogReader.CHUNK != to / LogReader.CHUNK) throw new IllegalArgumentException("Positions " + from + " to " + to + " are not in one chunk");
        return run(selectSegments.bind(log, from / LogReader.CHUNK, from, to).setPageSize(100))
                .thenCompose(result -> all(result, row -> new Row(row.getLong(0), row.getUuid(1), row.getUuid(2), bytes(row.getByteBuffer(3)))));
    }

    @Override
    public CompletionStage<Optional<Page>> page(String log, String type, String id) {
        return run(selectPage.bind(log, Storage.bucket(type, id), type, id)).thenApply(result -> Optional.ofNullable(result.one()).map(row -> PageCell.decode(type, id, row.getByteBuffer(0))));
    }

    @Override
    public CompletionStage<?> writePages(String log, int bucket, List<PageOf> pages) {
        return together(pages.stream().map(each -> insertPage.bind(log, bucket, each.type(), each.id(), PageCell.encode(each.page()), each.page().position())).toList());
    }

    @Override
    public CompletionStage<Checkpoint> checkpoint(String log) {
        return run(selectCheckpoint.bind(log)).thenApply(result -> {
            var row = result.one();
            if (row == null) return Checkpoint.NONE;
            ByteBuffer cell = row.getByteBuffer(0);
            return new Checkpoint(cell.getLong(), Instant.ofEpochMilli(cell.getLong()));
        });
    }

    @Override
    public CompletionStage<?> writeCheckpoint(String log, Checkpoint checkpoint) {
        ByteBuffer cell = ByteBuffer.allocate(16).putLong(checkpoint.position()).putLong(checkpoint.handled().toEpochMilli()).flip();
        return run(insertCheckpoint.bind(log, cell, checkpoint.position()));
    }

    @Override
    public CompletionStage<List<Appointment>> agenda(String log, Instant from, Instant to) {
        CompletionStage<List<Appointment>> found = CompletableFuture.completedFuture(new ArrayList<>());
        for (LocalDate day = day(from); !day.isAfter(day(to)); day = day.plusDays(1)) {
            var statement = selectAgenda.bind(log, day, from, to);
            found = found.thenCompose(sofar -> run(statement).thenCompose(result -> all(result,
                    row -> new Appointment(row.getInstant(0), row.getString(1), row.getString(2), Due.valueOf(row.getString(3))))).thenApply(more -> {
                        sofar.addAll(more);
                        return sofar;
                    }));
        }
        return found;
    }

    @Override
    public CompletionStage<?> appoint(String log, List<Appointment> appointments) {
        Map<LocalDate, List<BoundStatement>> byDay = new TreeMap<>();
        for (Appointment each : appointments) {
            byDay.computeIfAbsent(day(each.at()), day -> new ArrayList<>()).add(insertAgenda.bind(log, day(each.at()), each.at(), each.type(), each.id(), each.due().name()));
        }
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (List<BoundStatement> ofDay : byDay.values()) done = done.thenCombine(together(ofDay), (a, b) -> b);
        return done;
    }

    @Override
    public CompletionStage<?> forgetAgendaBefore(String log, Instant from, Instant before) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (LocalDate day = day(from); day.isBefore(day(before)); day = day.plusDays(1)) {
            var statement = deleteAgendaDay.bind(log, day);
            done = done.thenCompose(before1 -> run(statement));
        }
        return done;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** Rows of one Cassandra partition as one mutation, which is applied whole or not at all and costs little more than a single row. */
    private CompletionStage<AsyncResultSet> together(List<BoundStatement> rows) {
        if (rows.size() == 1) return run(rows.get(0));
        return cql.executeAsync(BatchStatement.newInstance(BatchType.UNLOGGED, List.copyOf(rows)).setConsistencyLevel(QUORUM).setIdempotent(true));
    }

    private CompletionStage<AsyncResultSet> run(BoundStatement statement) {
        return cql.executeAsync(statement);
    }

    private static <T> CompletionStage<List<T>> all(AsyncResultSet result, Function<com.datastax.oss.driver.api.core.cql.Row, T> form) {
        return all(result, form, new ArrayList<>());
    }

    private static <T> CompletionStage<List<T>> all(AsyncResultSet result, Function<com.datastax.oss.driver.api.core.cql.Row, T> form, List<T> sofar) {
        for (var row : result.currentPage()) sofar.add(form.apply(row));
        return result.hasMorePages() ? result.fetchNextPage().thenCompose(next -> all(next, form, sofar)) : CompletableFuture.completedFuture(sofar);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** The stored form of a page: a fixed head, then the state. */
    static final class PageCell {
        private static final byte FORM = 1;
        private static final long NOT_SCHEDULED = Long.MIN_VALUE;

        private PageCell() {}

        static ByteBuffer encode(Page page) {
            return ByteBuffer.allocate(29 + page.body().length).put(FORM).putLong(page.position()).putLong(page.version()).putInt(page.form())
                    .putLong(page.scheduledAt().map(Instant::toEpochMilli).orElse(NOT_SCHEDULED)).put(page.body()).flip();
        }

        static Page decode(String type, String id, ByteBuffer cell) {
            try {
                return decode(cell);
            } catch (RuntimeException e) {
                throw new Unreadable("The page of " + type + "/" + id + " cannot be read: " + e.getMessage(), e);
            }
        }

        private static Page decode(ByteBuffer cell) {
            byte form = cell.get();
            if (form != FORM) throw new IllegalStateException("it has form " + form + ", this version reads " + FORM);
            long position = cell.getLong();
            long version = cell.getLong();
            int stateForm = cell.getInt();
            long scheduled = cell.getLong();
            return new Page(position, version, stateForm, scheduled == NOT_SCHEDULED ? Optional.empty() : Optional.of(Instant.ofEpochMilli(scheduled)), bytes(cell));
        }
    }
}
