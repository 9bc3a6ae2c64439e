package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.orders.api.OrderEvent;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.TestKeyspace;

/** Sums in the real Cassandra: whatever is delivered twice, late, by two readers at once or in whatever order of the logs, they say what a plain book says. */
class SalesStoreTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Instant AUTUMN = Instant.parse("2026-10-20T00:00:00Z");
    private static CqlSession cql;

    @BeforeAll
    static void open() {
        cql = TestKeyspace.open("analytics_sales_store_test", "schema/analytics.cql");
    }

    @AfterAll
    static void close() {
        cql.close();
    }

    private static SalesStore emptyStore() {
        for (String table : List.of("analytics_orders", "analytics_days", "analytics_product_days", "analytics_product_stretches", "analytics_logs")) cql.execute("TRUNCATE " + table);
        return new SalesStore(cql, 1);
    }

    /** Brings the events of one log as a reader of the platform does: from some place on, in its order, and what it has done before is passed over by the version. */
    private static final class Reader {
        private final SalesStore store;
        private final List<Recorded<OrderEvent>> log;
        private final Map<String, Versioned<Sale>> rows = new HashMap<>();
        private int next;

        private Reader(SalesStore store, List<Recorded<OrderEvent>> log, int next) {
            this.store = store;
            this.log = log;
            this.next = next;
        }

        private boolean atTheEnd() {
            return next == log.size();
        }

        /** Whole segments, at least one event; then it goes on with the next. */
        private void batch(int events) {
            int to = endOf(events);
            var changed = changed(to);
            store.writeAll(changed, 4).toCompletableFuture().join();
            rows.putAll(changed);
            next = to;
        }

        /** The process ends in the midst of a batch: some of the sums are written, others and the rows are not. */
        private void half(int events, Random random) {
            int to = endOf(events);
            if (to == next) return;
            var movements = changed(to).values().stream().flatMap(row -> row.row().sold().stream()).flatMap(sold -> sold.movements().stream()).toList();
            for (var addition : store.additions(movements)) if (random.nextBoolean()) addition.get().toCompletableFuture().join();
        }

        private int endOf(int events) {
            int to = Math.min(log.size(), next + events);
            while (to < log.size() && log.get(to).position() == log.get(to - 1).position()) to++;
            return to;
        }

        private Map<String, Versioned<Sale>> changed(int to) {
            var changed = new LinkedHashMap<String, Versioned<Sale>>();
            for (var event : log.subList(Math.min(next, to), to)) {
                var before = changed.getOrDefault(event.id(), rows.get(event.id()));
                if (before == null) before = store.read(event.id()).toCompletableFuture().join().orElse(new Versioned<>(Sale.NOTHING, 0));
                if (event.version() <= before.version()) continue;
                changed.put(event.id(), new Versioned<>(Sale.VIEW.apply(before.row(), event), event.version()));
            }
            return changed;
        }
    }

    private static Map<Instant, Amounts> expected(Trade trade, String currency, Bucket bucket, Window window) {
        var all = new TreeMap<Instant, Amounts>();
        for (var line : trade.book) {
            if (!line.currency().equals(currency) || !window.contains(line.at())) continue;
            all.merge(bucket.start(line.at(), LONDON), new Amounts(line.orders(), line.units(), line.gross(), 0, line.refunds(), 0, line.freight()), Amounts::plus);
        }
        return all;
    }

    private static Map<Instant, Amounts> shown(SalesStore store, String currency, Bucket bucket, Window window) {
        var figures = new SalesFigures(bucket, LONDON, Currency.getInstance(currency));
        store.each(window, Trade.PATIENT, figures::add).toCompletableFuture().join();
        var all = new TreeMap<Instant, Amounts>();
        for (Takings each : figures.buckets()) {
            all.put(each.start(), new Amounts(each.orders(), each.units(), each.gross().amount(), each.discounts().amount(), each.refunds().amount(), each.tax().amount(), each.freight().amount()));
            assertThat(each.net()).isEqualTo(each.gross().minus(each.discounts()).minus(each.refunds()));
        }
        var sum = all.values().stream().reduce(Amounts.NONE, Amounts::plus);
        assertThat(figures.totals(window.from())).isEqualTo(Takings.of(window.from(), sum, Currency.getInstance(currency)));
        return all;
    }

    private static void everyFigureIsThatOfTheBook(SalesStore store, Trade trade, Random random) {
        var windows = new ArrayList<>(List.of(new Window(AUTUMN.minus(Duration.ofDays(9)), AUTUMN.plus(Duration.ofDays(60)))));
        windows.add(new Window(Instant.parse("0000-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:00:00Z")));
        windows.add(new Window(Instant.parse("1970-01-01T00:00:00Z"), AUTUMN.plus(Duration.ofDays(9))));
        for (int i = 0; i < 5; i++) {
            var from = AUTUMN.plus(Duration.ofHours(random.nextInt(800)));
            windows.add(new Window(from, from.plus(Duration.ofHours(random.nextInt(400)))));
        }
        for (var window : windows) {
            everyProductIsThatOfTheBook(store, trade, window);
            for (Bucket bucket : Bucket.values()) {
                for (String currency : Trade.CURRENCIES) assertThat(differences(expected(trade, currency, bucket, window), shown(store, currency, bucket, window))).as(bucket + " " + currency + " " + window).isEmpty();
            }
        }
    }

    private static List<TopProducts.TopProduct> expectedProducts(Trade trade, String currency, Window window, Comparator<TopProducts.TopProduct> most) {
        var units = new HashMap<String, Long>();
        var revenue = new HashMap<String, Long>();
        for (var each : trade.units) {
            if (!each.currency().equals(currency) || !window.contains(each.placedAt())) continue;
            units.merge(each.sku(), each.units(), Long::sum);
            revenue.merge(each.sku(), each.revenue(), Long::sum);
        }
        return units.keySet().stream().filter(sku -> units.get(sku) > 0).map(sku -> new TopProducts.TopProduct(sku, "The " + sku, units.get(sku), Money.of(revenue.get(sku), currency)))
                .sorted(most.reversed().thenComparing(TopProducts.TopProduct::sku)).toList();
    }

    private static void everyProductIsThatOfTheBook(SalesStore store, Trade trade, Window window) {
        for (String currency : Trade.CURRENCIES) {
            var top = new TopProducts(Currency.getInstance(currency));
            store.eachProduct(window, Trade.PATIENT, top::add).toCompletableFuture().join();
            var byUnits = expectedProducts(trade, currency, window, Comparator.comparingLong(TopProducts.TopProduct::units));
            assertThat(best(top, TopProducts.By.UNITS, 100)).as(currency + " " + window).isEqualTo(byUnits);
            assertThat(best(top, TopProducts.By.UNITS, 3)).isEqualTo(byUnits.stream().limit(3).toList());
            assertThat(best(top, TopProducts.By.REVENUE, 100)).isEqualTo(expectedProducts(trade, currency, window, Comparator.comparing(TopProducts.TopProduct::revenue)));
        }
    }

    private static List<TopProducts.TopProduct> best(TopProducts top, TopProducts.By by, int limit) {
        return top.best(by, limit).fold(best -> best, refusal -> fail(refusal.code()));
    }

    private static List<String> differences(Map<?, ?> expected, Map<?, ?> shown) {
        var all = new HashSet<Object>(expected.keySet());
        all.addAll(shown.keySet());
        return all.stream().filter(key -> !Objects.equals(expected.get(key), shown.get(key))).map(key -> key + ": expected " + expected.get(key) + ", shown " + shown.get(key)).sorted().toList();
    }

    @RepeatedTest(3)
    void everyFigureIsThatOfThePlainBookHoweverEventsAreDelivered() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var trade = new Trade(seed, AUTUMN, Duration.ofDays(45)).happens(300);
        var store = emptyStore();
        var second = new SalesStore(cql, 1);
        var readers = new ArrayList<Reader>();
        // Two of each log, as at a hand-over that the older one does not notice.
        trade.logs.values().forEach(log -> readers.addAll(List.of(new Reader(store, log, 0), new Reader(second, log, 0))));
        while (readers.stream().anyMatch(reader -> !reader.atTheEnd())) {
            int which = random.nextInt(readers.size());
            var reader = readers.get(which);
            switch (random.nextInt(8)) {
                // It starts again, somewhere before, and remembers nothing; what it says it has done is stored.
                case 0 -> readers.set(which, new Reader(random.nextBoolean() ? new SalesStore(cql, 1) : reader.store, reader.log, random.nextInt(reader.next + 1)));
                case 1 -> reader.half(1 + random.nextInt(20), random);
                default -> reader.batch(1 + random.nextInt(20));
            }
        }
        System.out.println("seed " + seed + ": " + trade.book.size() + " things in the book");
        everyFigureIsThatOfTheBook(store, trade, random);

        // All of it once more, from the beginning, brings nothing.
        trade.logs.values().forEach(log -> {
            var again = new Reader(new SalesStore(cql, 1), log, 0);
            while (!again.atTheEnd()) again.batch(50);
        });
        everyFigureIsThatOfTheBook(store, trade, random);
    }

    @Test
    void nothingMoreIsReadWhenTheTimeOfAQuestionIsOverAndNothingIsAddedUpInTheDriversThreads() {
        var store = emptyStore();
        var trade = new Trade(7, AUTUMN, Duration.ofDays(45)).happens(40);
        trade.logs.values().forEach(log -> new Reader(store, log, 0).batch(log.size()));
        var window = new Window(AUTUMN.minus(Duration.ofDays(9)), AUTUMN.plus(Duration.ofDays(60)));
        Set<String> threads = ConcurrentHashMap.newKeySet();
        store.each(window, Trade.PATIENT, (slot, currency, amounts) -> threads.add(Thread.currentThread().getName())).toCompletableFuture().join();
        store.eachProduct(window, Trade.PATIENT, (sku, of, currency, count) -> threads.add(Thread.currentThread().getName())).toCompletableFuture().join();
        assertThat(threads).isNotEmpty().noneMatch(name -> name.contains("-io-"));
        threads.clear();
        var late = Question.of(Duration.ZERO, () -> false);
        store.each(window, late, (slot, currency, amounts) -> threads.add("sales")).toCompletableFuture().join();
        store.eachProduct(window, late, (sku, of, currency, count) -> threads.add("products")).toCompletableFuture().join();
        assertThat(threads).isEmpty();
        assertThat(late.refusal()).hasValueSatisfying(refusal -> assertThat(refusal.kind()).isEqualTo(Rejection.Kind.OVERLOADED));
        assertThat(Trade.PATIENT.refusal()).isEmpty();
    }
}
