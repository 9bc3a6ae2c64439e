package souk.payments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.platform.journal.Rows;

/**
 * The test provider's book in Cassandra.
 *
 * <p>An entry's write time is minus the time of its request: of two inserts with the same key the one asked for first wins, so an
 * entry never changes once it is written, without a read or a lightweight transaction.
 */
final class TestLedgerStore implements TestLedger {
    private static final String COLUMNS = "payment, operation, amount, currency, means, at";

    private final CqlSession cql;
    private final PreparedStatement add;
    private final PreparedStatement entries;
    private final PreparedStatement first;
    private final PreparedStatement next;

    TestLedgerStore(CqlSession cql) {
        this.cql = cql;
        add = prepare("INSERT INTO payments_test_ledger (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
        entries = prepare("SELECT " + COLUMNS + " FROM payments_test_ledger WHERE payment = ?");
        first = prepare("SELECT " + COLUMNS + " FROM payments_test_ledger");
        next = prepare("SELECT " + COLUMNS + " FROM payments_test_ledger WHERE token(payment) > token(?)");
    }

    private PreparedStatement prepare(String statement) {
        return cql.prepare(SimpleStatement.newInstance(statement).setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM).setIdempotent(true));
    }

    /** One partition of the database, so one mutation: all or none, and hardly dearer than one entry. */
    @Override
    public CompletionStage<?> add(List<Entry> entries) {
        var rows = entries.stream().map(entry -> add.bind(entry.paymentId(), entry.operation(), entry.amount().map(Money::amount).orElse(null),
                entry.amount().map(m -> m.currency().getCurrencyCode()).orElse(null), entry.token(), entry.at(), -micros(entry.at()))).toArray(BoundStatement[]::new);
        return cql.executeAsync(BatchStatement.newInstance(BatchType.UNLOGGED, rows).setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM).setIdempotent(true));
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    @Override
    public CompletionStage<List<Entry>> entries(String paymentId) {
        return cql.executeAsync(entries.bind(paymentId)).thenCompose(rows -> Rows.all(rows, TestLedgerStore::entry));
    }

    @Override
    public CompletionStage<List<TestPayment>> payments(Optional<String> after, int limit) {
        return cql.executeAsync(after.map(next::bind).orElseGet(first::bind)).thenCompose(rows -> group(rows, new ArrayList<>(), new ArrayList<>(), limit));
    }

    /** Rows come payment by payment. Reads on until a payment beyond the limit shows that the last one is whole. */
    private CompletionStage<List<TestPayment>> group(AsyncResultSet rows, List<Entry> open, List<TestPayment> done, int limit) {
        for (Row row : rows.currentPage()) {
            var entry = entry(row);
            if (!open.isEmpty() && !open.get(0).paymentId().equals(entry.paymentId())) {
                close(open, done);
                if (done.size() == limit) return CompletableFuture.completedFuture(done);
            }
            open.add(entry);
        }
        if (rows.hasMorePages()) return rows.fetchNextPage().thenCompose(more -> group(more, open, done, limit));
        if (!open.isEmpty()) close(open, done);
        return CompletableFuture.completedFuture(done);
    }

    private static void close(List<Entry> open, List<TestPayment> done) {
        done.add(TestPayment.of(open.get(0).paymentId(), List.copyOf(open)));
        open.clear();
    }

    private static Entry entry(Row row) {
        Optional<Money> amount = row.isNull("amount") ? Optional.empty() : Optional.of(Money.of(row.getLong("amount"), row.getString("currency")));
        return new Entry(row.getString("payment"), row.getString("operation"), amount, row.getString("means"), row.getInstant("at"));
    }
}
