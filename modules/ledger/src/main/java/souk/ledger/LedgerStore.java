package souk.ledger;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import souk.ledger.Balances.Tally;
import souk.ledger.Booked.Entry;
import souk.ledger.api.Account;
import souk.platform.reading.Lanes;
import souk.platform.reading.TableStore;

/**
 * The rows of {@link Booked} in Cassandra, as they stand in the ledger's logs: so many positions of a log are a <i>bucket</i>, which is a partition of the
 * database. Behind the last row of a batch stands how far the log is known; as batches come in the log's order, everything up to there is stored.
 *
 * <p>A bucket of which a later one has rows is complete, and nothing in it ever changes. Whoever writes to a later one sums it, once: what was booked in it, and what
 * that makes with all buckets before it. Both follow from the rows alone, so it does no harm when two do it. A reader needs the last sum and the rows of
 * one bucket, however old the shop is.
 */
final class LedgerStore extends TableStore<Booked> {
    /** So many positions of a log are a bucket. Stored data depends on it, so it never changes. */
    static final long BUCKET = 256;
    /** The last of so many sums says what all before it make, too. Stored data depends on it, so it never grows. */
    static final int WHOLE = 16;
    private static final String SHOP = "souk";
    private static final int ROWS_AT_ONCE = 100;
    private static final int SUMS_AT_ONCE = 8;

    /** What the buckets of a log come to, up to one and with it. */
    record Summed(long bucket, Balances balances) {
        /** Before the first. */
        static final Summed NONE = new Summed(-1, Balances.NONE);
    }

    /** What was booked in one bucket. */
    record Moved(long bucket, Balances balances) {}

    /**
     * A log up to a position: every transaction up to there, and no other.
     *
     * @param bucket   the last that is summed
     * @param position how far it is known
     */
    record Cut(String log, long bucket, long position, Balances balances) {}

    private final PreparedStatement write;
    private final PreparedStatement mark;
    private final PreparedStatement read;
    private final PreparedStatement known;
    private final PreparedStatement upTo;
    private final PreparedStatement before;
    private final PreparedStatement writeSum;
    private final PreparedStatement writeMoved;
    private final PreparedStatement lastSums;
    private final PreparedStatement lastBucket;
    private final PreparedStatement sumUpTo;
    private final PreparedStatement moved;
    private final PreparedStatement writeLog;
    private final PreparedStatement logs;
    private final Map<String, Boolean> knownLogs = new ConcurrentHashMap<>();
    private final Map<String, Summed> summed = new ConcurrentHashMap<>();

    LedgerStore(CqlSession cql, int generation) {
        super(cql, generation, "ledger_journal", "ledger_sums", "ledger_logs");
        write = prepare("INSERT INTO ledger_journal (log, bucket, position, place, id, version, entry) VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        mark = prepare("INSERT INTO ledger_journal (log, bucket, known_to) VALUES (?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, entry FROM ledger_journal WHERE id = ?");
        known = prepare("SELECT known_to FROM ledger_journal WHERE log = ? AND bucket = ? LIMIT 1");
        upTo = prepare("SELECT entry FROM ledger_journal WHERE log = ? AND bucket = ? AND position <= ?");
        before = prepare("SELECT entry FROM ledger_journal WHERE log = ? AND bucket = ? AND (position, place) < (?, ?) LIMIT ?");
        writeSum = prepare("INSERT INTO ledger_sums (log, bucket, moved, balances) VALUES (?, ?, ?, ?)");
        writeMoved = prepare("INSERT INTO ledger_sums (log, bucket, moved) VALUES (?, ?, ?)");
        lastSums = prepare("SELECT bucket, moved, balances FROM ledger_sums WHERE log = ? LIMIT " + WHOLE);
        lastBucket = prepare("SELECT bucket FROM ledger_sums WHERE log = ? LIMIT 1");
        sumUpTo = prepare("SELECT balances FROM ledger_sums WHERE log = ? AND bucket <= ? LIMIT 1");
        moved = prepare("SELECT bucket, moved FROM ledger_sums WHERE log = ? AND bucket <= ? LIMIT ?");
        writeLog = prepare("INSERT INTO ledger_logs (shop, log) VALUES (?, ?)");
        logs = prepare("SELECT log FROM ledger_logs WHERE shop = ?");
    }

    static long bucket(long position) {
        return position / BUCKET;
    }

    // ---- written

    @Override
    public CompletionStage<Optional<Versioned<Booked>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected Booked form(Row row) {
        return new Booked(Optional.of(entry(row)));
    }

    @Override
    protected List<BoundStatement> insertions(String id, Versioned<Booked> row) {
        return row.row().entry().map(entry -> List.of(write.bind(entry.log(), bucket(entry.position()), entry.position(), entry.index(), id, row.version(), blob(entry), row.version()))).orElse(List.of());
    }

    private record Line(Entry entry, BoundStatement insertion) {}

    /** All of a batch: in the order of its log, and how far it is known behind all that it has brought. */
    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<Booked>> rows, int parallelism) {
        var byLog = new TreeMap<String, List<Line>>();
        rows.forEach((id, row) -> row.row().entry().ifPresent(entry -> byLog.computeIfAbsent(entry.log(), log -> new ArrayList<>()).add(new Line(entry, insertions(id, row).get(0)))));
        return Lanes.each(byLog.entrySet(), parallelism, each -> write(each.getKey(), each.getValue()));
    }

    private CompletionStage<?> write(String log, List<Line> lines) {
        lines.sort(Comparator.<Line>comparingLong(line -> line.entry.position()).thenComparingInt(line -> line.entry.index()));
        long last = lines.get(lines.size() - 1).entry.position();
        var mutations = new ArrayList<BatchStatement>();
        for (int i = 0; i < lines.size();) {
            long bucket = bucket(lines.get(i).entry.position());
            var some = new ArrayList<BoundStatement>();
            long position = 0;
            while (i < lines.size() && some.size() < ROWS_AT_ONCE && bucket(lines.get(i).entry.position()) == bucket) {
                position = lines.get(i).entry.position();
                some.add(lines.get(i++).insertion);
            }
            // A position's rows all come before it is known.
            if (i == lines.size() || bucket(lines.get(i).entry.position()) > bucket) some.add(mark.bind(log, bucket, position, position));
            mutations.add(BatchStatement.newInstance(BatchType.UNLOGGED, some.toArray(BoundStatement[]::new)).setIdempotent(true));
        }
        return known(log).thenCompose(listed -> Lanes.each(mutations, 1, cql::executeAsync)).thenCompose(written -> sum(log, bucket(last)));
    }

    /** A log is on the list of logs before anything of it can be seen. */
    private CompletionStage<?> known(String log) {
        if (knownLogs.containsKey(log)) return CompletableFuture.completedFuture(null);
        return cql.executeAsync(writeLog.bind(SHOP, log)).thenAccept(done -> knownLogs.put(log, true));
    }

    /** Sums the buckets before this one, of which rows are written: those are complete. */
    private CompletionStage<?> sum(String log, long open) {
        var last = summed.get(log);
        if (last != null && last.bucket >= open - 1) return CompletableFuture.completedFuture(null);
        return (last == null ? summed(log) : CompletableFuture.completedFuture(last)).thenCompose(from -> sum(log, from, open));
    }

    private CompletionStage<?> sum(String log, Summed last, long open) {
        summed.put(log, last);
        if (last.bucket >= open - 1) return CompletableFuture.completedFuture(null);
        long bucket = last.bucket + 1;
        return tally(log, bucket, Long.MAX_VALUE).thenCompose(tally -> {
            var booked = tally.balances();
            var next = new Summed(bucket, new Tally().add(last.balances).add(booked).balances());
            // Whoever sees that a bucket is summed finds the sums of its accounts.
            return Lanes.each(booked.held(), SUMS_AT_ONCE, account -> cql.executeAsync(writeSum.bind(own(log, account), bucket, blob(booked.only(account)), blob(next.balances.only(account)))))
                    .thenCompose(each -> cql.executeAsync((bucket + 1) % WHOLE == 0 ? writeSum.bind(log, bucket, blob(booked), blob(next.balances)) : writeMoved.bind(log, bucket, blob(booked))))
                    .thenCompose(done -> sum(log, next, open));
        });
    }

    /** Under what the sums of one account stand. No log has a blank in its name. */
    private static String own(String log, String account) {
        return log + " " + account;
    }

    private static boolean held(String account) {
        return Account.parse(account).filter(known -> known.kind().held()).isPresent();
    }

    // ---- read

    /** The logs in which anything is booked. */
    CompletionStage<List<String>> logs() {
        return cql.executeAsync(logs.bind(SHOP)).thenCompose(rows -> all(rows, row -> row.getString("log"), new ArrayList<>()));
    }

    /** A log as far as it is known now. */
    CompletionStage<Cut> cut(String log) {
        return summed(log).thenCompose(last -> cut(log, last));
    }

    /** The same, of which only what it says of one account counts. */
    CompletionStage<Cut> cut(String log, String account) {
        return held(account) ? complete(log).thenCompose(last -> summed(log, account, last)).thenCompose(last -> cut(log, last)) : cut(log);
    }

    private CompletionStage<Cut> cut(String log, Summed last) {
        return cql.executeAsync(known.bind(log, last.bucket + 1)).thenCompose(rows -> {
            var row = rows.one();
            if (row == null || row.isNull("known_to")) return CompletableFuture.completedFuture(new Cut(log, last.bucket, (last.bucket + 1) * BUCKET - 1, last.balances));
            long position = row.getLong("known_to");
            return tally(log, last.bucket + 1, position).thenApply(tally -> new Cut(log, last.bucket, position, tally.add(last.balances).balances()));
        });
    }

    /** The last bucket of a log that is summed; -1 if none is. */
    CompletionStage<Long> complete(String log) {
        return cql.executeAsync(lastBucket.bind(log)).thenApply(rows -> Optional.ofNullable(rows.one()).map(row -> row.getLong("bucket")).orElse(Summed.NONE.bucket));
    }

    /** What was booked in buckets of a log, from this one backwards; those that are summed, and may be but those in which this account has moved. */
    CompletionStage<List<Moved>> moved(String log, String account, long from, int limit) {
        return cql.executeAsync(moved.bind(held(account) ? own(log, account) : log, from, limit).setPageSize(limit))
                .thenCompose(rows -> all(rows, row -> new Moved(row.getLong("bucket"), value(row, "moved", Balances.class)), new ArrayList<>()));
    }

    /** Transactions of one bucket that stand before a place, the newest first. */
    CompletionStage<List<Entry>> before(String log, long bucket, long position, int index, int limit) {
        return cql.executeAsync(before.bind(log, bucket, position, index, limit).setPageSize(limit)).thenCompose(rows -> all(rows, LedgerStore::entry, new ArrayList<>()));
    }

    /** The last sum that says all, and what moved since. There are none before the first, so fewer than so many that say nothing are all. */
    private CompletionStage<Summed> summed(String log) {
        return cql.executeAsync(lastSums.bind(log).setPageSize(WHOLE)).thenApply(rows -> {
            long last = Summed.NONE.bucket;
            var tally = new Tally();
            for (Row row : rows.currentPage()) {
                last = Math.max(last, row.getLong("bucket"));
                if (!row.isNull("balances")) {
                    tally.add(value(row, "balances", Balances.class));
                    break;
                }
                tally.add(value(row, "moved", Balances.class));
            }
            return new Summed(last, tally.balances());
        });
    }

    /** The same of one account: it has not moved since the last of its own sums. */
    private CompletionStage<Summed> summed(String log, String account, long last) {
        return cql.executeAsync(sumUpTo.bind(own(log, account), last)).thenApply(rows -> new Summed(last, Optional.ofNullable(rows.one()).map(row -> value(row, "balances", Balances.class)).orElse(Balances.NONE)));
    }

    private CompletionStage<Tally> tally(String log, long bucket, long position) {
        return cql.executeAsync(upTo.bind(log, bucket, position)).thenCompose(rows -> tally(rows, new Tally()));
    }

    private static CompletionStage<Tally> tally(AsyncResultSet rows, Tally tally) {
        rows.currentPage().forEach(row -> tally.add(entry(row).legs()));
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> tally(more, tally)) : CompletableFuture.completedFuture(tally);
    }

    private static <T> CompletionStage<List<T>> all(AsyncResultSet rows, java.util.function.Function<Row, T> form, List<T> found) {
        rows.currentPage().forEach(row -> found.add(form.apply(row)));
        return rows.hasMorePages() ? rows.fetchNextPage().thenCompose(more -> all(more, form, found)) : CompletableFuture.completedFuture(found);
    }

    private static Entry entry(Row row) {
        return value(row, "entry", Entry.class);
    }
}
