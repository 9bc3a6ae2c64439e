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

/** {@link Storage} on Cassandra: plain rows at LOCAL_QUORUM, the head by a conditional write at LOCAL_SERIAL. */
public final class CassandraStorage implements Storage {
    private static final ConsistencyLevel QUORUM = DefaultConsistencyLevel.LOCAL_QUORUM;

    private final CqlSession cql;
    private final PreparedStatement selectHead;
    private final PreparedStatement insertSegment;
    private final PreparedStatement firstHead;
    private final PreparedStatement moveHead;
    private final PreparedStatement selectSegments;
    private final PreparedStatement selectCaches;
    private final PreparedStatement firstCaches;
    private final PreparedStatement moveCaches;
    private final PreparedStatement selectPage;
    private final PreparedStatement selectPages;
    private final PreparedStatement selectPagesAfter;
    private final PreparedStatement deletePages;
    private final PreparedStatement insertPage;
    private final PreparedStatement selectCheckpoint;
    private final PreparedStatement insertCheckpoint;
    private final PreparedStatement deleteCheckpoint;
    private final PreparedStatement selectAgenda;
    private final PreparedStatement selectAgendaDays;
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
        selectCaches = prepare("SELECT serving, making, oldest FROM caches WHERE log = ?", DefaultConsistencyLevel.LOCAL_SERIAL);
        firstCaches = prepare("INSERT INTO caches (log, serving, making, oldest) VALUES (?, ?, ?, ?) IF NOT EXISTS", QUORUM);
        moveCaches = prepare("UPDATE caches SET serving = ?, making = ?, oldest = ? WHERE log = ? IF serving = ? AND making = ? AND oldest = ?", QUORUM);
        selectPages = prepare("SELECT type, id, cell FROM page WHERE log = ? AND bucket = ? LIMIT ?", QUORUM);
        selectPagesAfter = prepare("SELECT type, id, cell FROM page WHERE log = ? AND bucket = ? AND (type, id) > (?, ?) LIMIT ?", QUORUM);
        deletePages = prepare("DELETE FROM page WHERE log = ? AND bucket = ?", QUORUM);
        selectPage = prepare("SELECT cell FROM page WHERE log = ? AND bucket = ? AND type = ? AND id = ?", QUORUM);
        insertPage = prepare("INSERT INTO page (log, bucket, type, id, cell) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?", QUORUM);
        selectCheckpoint = prepare("SELECT cell FROM checkpoint WHERE log = ?", QUORUM);
        insertCheckpoint = prepare("INSERT INTO checkpoint (log, cell) VALUES (?, ?) USING TIMESTAMP ?", QUORUM);
        deleteCheckpoint = prepare("DELETE FROM checkpoint WHERE log = ?", QUORUM);
        selectAgendaDays = prepare("SELECT DISTINCT log, day FROM agenda", QUORUM);
        selectAgenda = prepare("SELECT at, type, id, due FROM agenda WHERE log = ? AND day = ? AND at >= ? AND at < ?", QUORUM);
        insertAgenda = prepare("INSERT INTO agenda (log, day, at, type, id, due) VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?", QUORUM);
        deleteAgendaDay = prepare("DELETE FROM agenda USING TIMESTAMP ? WHERE log = ? AND day = ?", QUORUM);
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
                .thenCompose(result -> Rows.all(result, row -> new Row(row.getLong(0), row.getUuid(1), row.getUuid(2), Rows.bytes(row.getByteBuffer(3)))));
    }

    @Override
    public CompletionStage<Caches> caches(String log) {
        return run(selectCaches.bind(log)).thenApply(result -> Optional.ofNullable(result.one()).map(row -> new Caches(row.getInt(0), row.getInt(1), row.getInt(2))).orElse(Caches.FIRST));
    }

    @Override
    public CompletionStage<Boolean> replaceCaches(String log, Caches from, Caches to) {
        // The first time there is no row, and Cassandra has it that a condition on one that is missing is not met.
        CompletionStage<?> first = from.equals(Caches.FIRST) ? run(firstCaches.bind(log, from.serving(), from.making(), from.oldest()).setIdempotent(false)) : CompletableFuture.completedFuture(null);
        return first.thenCompose(there -> run(moveCaches.bind(to.serving(), to.making(), to.oldest(), log, from.serving(), from.making(), from.oldest()).setIdempotent(false)))
                .thenApply(AsyncResultSet::wasApplied);
    }

    @Override
    public CompletionStage<Optional<Page>> page(String cache, String type, String id) {
        return run(selectPage.bind(cache, Storage.bucket(type, id), type, id)).thenApply(result -> Optional.ofNullable(result.one()).map(row -> PageCell.decode(type, id, row.getByteBuffer(0))));
    }

    @Override
    public CompletionStage<List<PageOf>> pages(String cache, int bucket, Optional<PageOf> after, int most) {
        var statement = after.map(last -> selectPagesAfter.bind(cache, bucket, last.type(), last.id(), most)).orElseGet(() -> selectPages.bind(cache, bucket, most));
        return run(statement.setPageSize(most)).thenCompose(result -> Rows.all(result, row -> {
            String type = row.getString(0);
            String id = row.getString(1);
            return new PageOf(type, id, PageCell.decode(type, id, row.getByteBuffer(2)));
        }));
    }

    @Override
    public CompletionStage<?> writePages(String cache, int bucket, List<PageOf> pages) {
        return together(pages.stream().map(each -> insertPage.bind(cache, bucket, each.type(), each.id(), PageCell.encode(each.page()), each.page().position())).toList());
    }

    @Override
    public CompletionStage<Checkpoint> checkpoint(String cache) {
        return run(selectCheckpoint.bind(cache)).thenApply(result -> {
            var row = result.one();
            if (row == null) return Checkpoint.NONE;
            ByteBuffer cell = row.getByteBuffer(0);
            return new Checkpoint(cell.getLong(), Instant.ofEpochMilli(cell.getLong()));
        });
    }

    @Override
    public CompletionStage<?> writeCheckpoint(String cache, Checkpoint checkpoint) {
        ByteBuffer cell = ByteBuffer.allocate(16).putLong(checkpoint.position()).putLong(checkpoint.handled().toEpochMilli()).flip();
        return run(insertCheckpoint.bind(cache, cell, checkpoint.position()));
    }

    @Override
    public CompletionStage<List<Appointment>> agenda(String cache, Instant from, Instant to) {
        CompletionStage<List<Appointment>> found = CompletableFuture.completedFuture(new ArrayList<>());
        for (LocalDate day = day(from); !day.isAfter(day(to)); day = day.plusDays(1)) {
            var statement = selectAgenda.bind(cache, day, from, to);
            found = found.thenCompose(sofar -> run(statement).thenCompose(result -> Rows.all(result,
                    row -> new Appointment(row.getInstant(0), row.getString(1), row.getString(2), Due.valueOf(row.getString(3))))).thenApply(more -> {
                        sofar.addAll(more);
                        return sofar;
                    }));
        }
        return found;
    }

    @Override
    public CompletionStage<?> appoint(String cache, List<Appointment> appointments) {
        Map<LocalDate, List<BoundStatement>> byDay = new TreeMap<>();
        for (Appointment each : appointments) {
            byDay.computeIfAbsent(day(each.at()), day -> new ArrayList<>()).add(insertAgenda.bind(cache, day(each.at()), each.at(), each.type(), each.id(), each.due().name(), stamp(each)));
        }
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (List<BoundStatement> ofDay : byDay.values()) done = done.thenCombine(together(ofDay), (a, b) -> b);
        return done;
    }

    /** One time of one aggregate is one row: a step stays there, whoever writes last. The deletion of its day has the day's end. */
    private static long stamp(Appointment appointment) {
        return appointment.at().toEpochMilli() * 1000 + (appointment.due() == Due.STEP ? 1 : 0);
    }

    @Override
    public CompletionStage<?> forgetAgendaBefore(String cache, Instant from, Instant before) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (LocalDate day = day(from); day.isBefore(day(before)); day = day.plusDays(1)) {
            var statement = forgetting(cache, day);
            done = done.thenCompose(before1 -> run(statement));
        }
        return done;
    }

    @Override
    public CompletionStage<?> forgetCaches(String cache) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            var statement = deletePages.bind(cache, bucket);
            done = done.thenCompose(before -> run(statement));
        }
        return done.thenCompose(pages -> run(selectAgendaDays.bind().setPageSize(1_000))).thenCompose(result -> Rows.all(result, row -> row))
                .thenCompose(days -> days.stream().filter(row -> cache.equals(row.getString(0))).map(row -> forgetting(cache, row.getLocalDate(1)))
                        .<CompletionStage<?>>reduce(CompletableFuture.completedFuture(null), (before, statement) -> before.thenCompose(x -> run(statement)), (a, b) -> b))
                .thenCompose(agenda -> run(deleteCheckpoint.bind(cache))).thenCompose(checkpoint -> run(deleteCheckpoint.bind(Storage.making(cache))));
    }

    private BoundStatement forgetting(String cache, LocalDate day) {
        return deleteAgendaDay.bind(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() * 1000, cache, day);
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
            return new Page(position, version, stateForm, scheduled == NOT_SCHEDULED ? Optional.empty() : Optional.of(Instant.ofEpochMilli(scheduled)), Rows.bytes(cell));
        }
    }
}
