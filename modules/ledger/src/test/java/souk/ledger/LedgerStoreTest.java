package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.ledger.Booked.Entry;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;

/** The books in the real Cassandra: consistent whenever they are read, and as fast when they are long. */
class LedgerStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Currency GBP = Currency.getInstance("GBP");
    /** So many transactions, each with a leg on cash. */
    private static final int MANY = Boolean.getBoolean("souk.soak") ? 1_000_000 : 3_000;
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("ledger_store_test", "schema/ledger.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static <T> T now(CompletionStage<T> answer) {
        return answer.toCompletableFuture().join();
    }

    private static Entry entry(String log, String kind, long position, int index, List<Leg> legs) {
        return new Entry(kind + "." + log + "-" + position + "-" + index, log, position, index, NOON.plusMillis(position), kind, Optional.of(log + "-" + position), legs);
    }

    private static Entry sale(String log, long position, int index) {
        var amount = Money.of(1 + position, "GBP");
        return entry(log, "sale", position, index, List.of(Leg.debit(Account.CASH, amount), Leg.credit(Account.SALES, amount)));
    }

    private static Entry refund(String log, long position, int index, long amount) {
        var money = Money.of(amount, "GBP");
        return entry(log, "refund", position, index, List.of(Leg.debit(Account.REFUNDS, money), Leg.credit(Account.CASH, money)));
    }

    private static Map<String, Versioned<Booked>> rows(List<Entry> entries) {
        var rows = new HashMap<String, Versioned<Booked>>();
        entries.forEach(entry -> rows.put(entry.id(), new Versioned<>(new Booked(Optional.of(entry)), 1)));
        return rows;
    }

    private static void write(LedgerStore store, List<Entry> batch) {
        now(store.writeAll(rows(batch), 4));
    }

    /** All of an account's statement, page by page. */
    private static List<Statement.Line> statement(LedgerStore store, Account account, int limit) {
        var lines = new ArrayList<Statement.Line>();
        Optional<String> after = Optional.empty();
        do {
            var page = now(Statement.of(store, account.name(), GBP, limit, after));
            assertThat(page.lines()).hasSizeLessThanOrEqualTo(limit);
            lines.addAll(page.lines());
            after = page.next();
        } while (after.isPresent());
        return lines;
    }

    /** Batches of two logs, some delivered again and by another writer, while somebody adds up all the time: never a sale without its other side, and never a refund without its sale. */
    @Test
    void theTrialBalanceIsZeroWheneverItIsReadAlsoWhileThingsAreBooked() {
        var one = new LedgerStore(cql, 1);
        var other = new LedgerStore(cql, 1);
        var random = new Random();
        var all = new ArrayList<Entry>();
        var writing = CompletableFuture.runAsync(() -> {
            for (long position = 1; position < LedgerStore.BUCKET + 60;) {
                int segments = 1 + random.nextInt(120);
                for (String log : List.of("ledger-0", "ledger-1")) {
                    var batch = new ArrayList<Entry>();
                    // Each is given back in the next segment.
                    for (long at = position; at < position + segments; at++) {
                        if (at > 1) batch.add(refund(log, at, 0, at));
                        batch.add(sale(log, at, 1));
                    }
                    all.addAll(batch);
                    write(one, batch);
                    if (random.nextInt(4) == 0) write(other, batch.subList(random.nextInt(batch.size()), batch.size()));
                }
                position += segments;
            }
        });
        long reads = 0;
        long before = 0;
        while (!writing.isDone() || reads == 0) {
            var balances = now(TrialBalance.of(one));
            reads++;
            assertThat(balances.totals()).allMatch(total -> total.debit() == total.credit());
            var cash = balances.of("cash", GBP);
            assertThat(cash.debit()).as("what was seen stays").isGreaterThanOrEqualTo(before);
            assertThat(cash.balance()).as("no refund without its sale").isGreaterThanOrEqualTo(0);
            before = cash.debit();
        }
        writing.join();
        var expected = new Balances.Tally();
        all.forEach(each -> expected.add(each.legs()));
        assertThat(now(TrialBalance.of(one))).isEqualTo(expected.balances());
        assertThat(now(TrialBalance.of(new LedgerStore(cql, 1)))).isEqualTo(expected.balances());

        var lines = statement(one, Account.CASH, 397);
        assertThat(lines).extracting(line -> line.entry().id()).containsExactlyInAnyOrderElementsOf(all.stream().map(Entry::id).toList());
        assertThat(lines).extracting(line -> line.entry().at()).isSortedAccordingTo((left, right) -> right.compareTo(left));
        for (int i = 0; i < lines.size(); i++) {
            long earlier = i + 1 < lines.size() ? lines.get(i + 1).balance() : 0;
            assertThat(lines.get(i).balance()).isEqualTo(earlier + lines.get(i).debit() - lines.get(i).credit());
        }
        assertThat(statement(one, Account.REFUNDS, 1_000)).hasSize(all.size() / 2 - 1);
        assertThat(statement(one, Account.TAX, 10)).isEmpty();
        var any = all.get(random.nextInt(all.size()));
        assertThat(now(one.read(any.id()))).contains(new Versioned<>(new Booked(Optional.of(any)), 1));
        assertThat(now(one.read("sale.nothing"))).isEmpty();
        assertThat(now(one.cut("ledger-8")).balances()).isEqualTo(Balances.NONE);
        System.out.println(all.size() + " transactions of two logs, read " + reads + " times meanwhile: debits and credits were equal each time");
    }

    /** The last sum and the rows of one bucket, however many there are. */
    @Test
    void anAccountWithManyPostingsIsReadAsAShortOne() {
        for (String statement : souk.platform.journal.Database.statements("schema/ledger.cql")) cql.execute(statement.replaceAll("\\b(ledger_\\w+)\\b", "$1_g2"));
        var store = new LedgerStore(cql, 2);
        var batch = new ArrayList<Entry>();
        var few = Money.of(3, "GBP");
        long cash = 0;
        for (int i = 0; i < MANY; i++) {
            var entry = i == 10 ? entry("ledger-0", "odd", 3, 2, List.of(Leg.debit(Account.GOODWILL, few), Leg.credit(Account.CREDIT_NOTES, few))) : sale("ledger-0", 1 + i / 4, i % 4);
            if (i != 10) cash += entry.legs().get(0).amount().amount();
            batch.add(entry);
            if (batch.size() == 500 || i == MANY - 1) {
                write(store, batch);
                batch.clear();
            }
        }
        assertThat(now(TrialBalance.of(store)).of("cash", GBP).debit()).isEqualTo(cash);
        long begun = System.nanoTime();
        now(TrialBalance.of(store));
        long summed = System.nanoTime();
        var page = now(Statement.of(store, "cash", GBP, 50, Optional.empty()));
        long paged = System.nanoTime();
        var odd = now(Statement.of(store, "goodwill", GBP, 50, Optional.empty()));
        long found = System.nanoTime();
        assertThat(page.lines()).hasSize(50);
        assertThat(page.lines().get(0).balance()).isEqualTo(cash);
        assertThat(odd.lines()).hasSize(1);
        assertThat(odd.next()).isEmpty();
        System.out.printf("%d postings on one account: trial balance in %.1f ms, a page of its statement in %.1f ms, the only posting of another account, the oldest but ten, in %.1f ms%n",
                MANY, (summed - begun) / 1e6, (paged - summed) / 1e6, (found - paged) / 1e6);
    }

    /** Three thousand vendors, most of whom sell now and then, and one who always does; written by several who take turns, each from what stands in the database, and added up all the time. */
    @Test
    void oneOfManyAccountsIsReadWithoutTheOthersAndAllOfThemStayOneCut() {
        int vendors = 3_000;
        // Past the first sum that says all, and some.
        int many = (LedgerStore.WHOLE + 3) * (int) LedgerStore.BUCKET;
        for (String statement : souk.platform.journal.Database.statements("schema/ledger.cql")) cql.execute(statement.replaceAll("\\b(ledger_\\w+)\\b", "$1_g3"));
        var reader = new LedgerStore(cql, 3);
        var all = new ArrayList<Entry>();
        for (int position = 1; position <= many; position++) {
            all.add(ofVendor(position % 3 == 0 ? "busy" : position == 5 ? "once" : "v" + position % vendors, position, 100));
            if (position % 10 == 0) all.add(entry("ledger-0", "refund", position, 1, List.of(Leg.debit(Account.vendor("busy"), Money.of(9, "GBP")), Leg.debit(Account.COMMISSION, Money.of(1, "GBP")), Leg.credit(Account.CASH, Money.of(10, "GBP")))));
        }
        var writing = CompletableFuture.runAsync(() -> {
            var writer = new LedgerStore(cql, 3);
            for (int from = 0; from < all.size(); from += 400) {
                if (from % 1_200 == 0) writer = new LedgerStore(cql, 3);
                write(writer, all.subList(from, Math.min(all.size(), from + 400)));
            }
        });
        while (!writing.isDone()) {
            assertThat(now(TrialBalance.of(reader)).totals()).allMatch(total -> total.debit() == total.credit());
            var page = now(Statement.of(reader, "vendor:busy", GBP, 5, Optional.empty()));
            for (int i = 0; i + 1 < page.lines().size(); i++) {
                var line = page.lines().get(i);
                assertThat(line.balance() - line.credit() + line.debit()).isEqualTo(page.lines().get(i + 1).balance());
            }
        }
        writing.join();
        var expected = new Balances.Tally();
        all.forEach(each -> expected.add(each.legs()));
        assertThat(now(TrialBalance.of(reader))).isEqualTo(expected.balances());

        var busy = statement(reader, Account.vendor("busy"), 150);
        assertThat(busy).hasSize(many / 3 + many / 10);
        assertThat(busy.get(0).balance()).isEqualTo(expected.balances().of("vendor:busy", GBP).balance()).isEqualTo(busy.stream().mapToLong(line -> line.credit() - line.debit()).sum());
        assertThat(busy.get(busy.size() - 1).balance()).isEqualTo(99);
        var once = now(Statement.of(reader, "vendor:once", GBP, 10, Optional.empty()));
        assertThat(once.next()).isEmpty();
        assertThat(once.lines()).singleElement().satisfies(line -> assertThat(line.balance()).isEqualTo(99));
        assertThat(statement(reader, Account.vendor("nobody"), 10)).isEmpty();
        assertThat(now(Statement.of(reader, "vendor:once", Currency.getInstance("EUR"), 10, Optional.empty())).lines()).isEmpty();
        assertThat(statement(reader, Account.COMMISSION, 200)).hasSize(all.size());
        assertThat(now(reader.cut("ledger-0", "vendor:once")).position()).isEqualTo(now(reader.cut("ledger-0")).position()).isEqualTo(many);

        var whole = cql.execute("SELECT bucket, balances FROM ledger_sums_g3 WHERE log = 'ledger-0'").all().stream().filter(row -> !row.isNull("balances")).map(row -> row.getLong("bucket")).toList();
        assertThat(whole).as("sums that say what all accounts come to").containsExactly((long) LedgerStore.WHOLE - 1);
        long begun = System.nanoTime();
        now(TrialBalance.of(reader));
        long summed = System.nanoTime();
        now(Statement.of(reader, "vendor:busy", GBP, 50, Optional.empty()));
        long paged = System.nanoTime();
        now(Statement.of(reader, "vendor:once", GBP, 50, Optional.empty()));
        System.out.printf("%d postings of %d vendors: trial balance in %.1f ms, a page of the busiest one's statement in %.1f ms, of one's with a single posting in %.1f ms%n",
                all.size(), vendors, (summed - begun) / 1e6, (paged - summed) / 1e6, (System.nanoTime() - paged) / 1e6);
    }

    private static Entry ofVendor(String vendor, long position, long pence) {
        return entry("ledger-0", "sale", position, 0, List.of(Leg.debit(Account.CASH, Money.of(pence, "GBP")), Leg.credit(Account.vendor(vendor), Money.of(pence - 1, "GBP")), Leg.credit(Account.COMMISSION, Money.of(1, "GBP"))));
    }
}
