package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.platform.journal.Rows;

/** The built-in provider's book in Cassandra. An entry's write time is minus the time of its request: of two with the same key the one asked for first wins, so an entry never changes once it is written. */
final class PayoutBookStore implements PayoutBook {
    private static final String COLUMNS = "payout, amount, currency, means, at";

    private final CqlSession cql;
    private final PreparedStatement add;
    private final PreparedStatement find;
    private final PreparedStatement first;
    private final PreparedStatement next;

    PayoutBookStore(CqlSession cql) {
        this.cql = cql;
        add = prepare("INSERT INTO payout_test_book (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        find = prepare("SELECT " + COLUMNS + " FROM payout_test_book WHERE payout = ?");
        first = prepare("SELECT " + COLUMNS + " FROM payout_test_book LIMIT ?");
        next = prepare("SELECT " + COLUMNS + " FROM payout_test_book WHERE token(payout) > token(?) LIMIT ?");
    }

    private PreparedStatement prepare(String statement) {
        return cql.prepare(SimpleStatement.newInstance(statement).setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM).setIdempotent(true));
    }

    @Override
    public CompletionStage<?> add(Entry entry) {
        return cql.executeAsync(add.bind(entry.payoutId(), entry.amount().amount(), entry.amount().currency().getCurrencyCode(), entry.means(), entry.at(), -micros(entry.at())));
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    @Override
    public CompletionStage<Optional<Entry>> find(String payoutId) {
        return cql.executeAsync(find.bind(payoutId)).thenApply(rows -> Optional.ofNullable(rows.one()).map(PayoutBookStore::entry));
    }

    @Override
    public CompletionStage<List<Entry>> entries(Optional<String> after, int limit) {
        return cql.executeAsync(after.map(id -> next.bind(id, limit)).orElseGet(() -> first.bind(limit))).thenCompose(rows -> Rows.all(rows, PayoutBookStore::entry));
    }

    private static Entry entry(Row row) {
        return new Entry(row.getString("payout"), Money.of(row.getLong("amount"), row.getString("currency")), row.getString("means"), row.getInstant("at"));
    }
}
