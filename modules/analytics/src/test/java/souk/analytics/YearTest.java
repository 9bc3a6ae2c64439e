package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.platform.reading.Lanes;
import souk.testkit.TestKeyspace;

/** How long it takes to ask for a year of a million orders, of eight logs and 4,000 SKUs, each order of three lines. It prints what it measures. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true")
class YearTest {
    private static final int ORDERS = 1_000_000;
    private static final int LOGS = 8;
    private static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aYearOfAMillionOrdersIsReadInAMoment() {
        try (CqlSession cql = TestKeyspace.open("analytics_year_test", "schema/analytics.cql")) {
            var store = new SalesStore(cql, 1);
            var random = new Random(1);
            long position = 0;
            // A day of a log at a time: the sums are those that come of single orders, too.
            for (int day = 0; day < 365; day++) {
                var additions = new ArrayList<Supplier<CompletionStage<?>>>();
                position++;
                for (int log = 0; log < LOGS; log++) {
                    var movements = new ArrayList<Movement>();
                    for (int i = 0; i < ORDERS / 365 / LOGS; i++) {
                        var at = YEAR.plus(Duration.ofDays(day)).plusSeconds(random.nextInt(86_400));
                        var items = List.of(item(random), item(random), item(random));
                        movements.add(new Movement("orders-" + log, position, at, at, "GBP", new Amounts(1, 3, items.stream().mapToLong(Movement.Item::revenue).sum(), 0, 0, 0, 0), items));
                    }
                    additions.addAll(store.additions(movements));
                }
                Lanes.each(additions, 32, Supplier::get).join();
            }
            for (int log = 0; log < LOGS; log++) cql.execute("INSERT INTO analytics_logs (shop, log) VALUES ('souk', 'orders-" + log + "')");
            var window = new Window(YEAR, YEAR.plus(Duration.ofDays(365)));
            long orders = 0;
            var sales = new ArrayList<Long>();
            var products = new ArrayList<Long>();
            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                var figures = new SalesFigures(Bucket.DAY, ZoneOffset.UTC, Currency.getInstance("GBP"));
                store.each(window, figures::add).toCompletableFuture().join();
                sales.add((System.nanoTime() - began) / 1_000_000);
                orders = figures.totals(YEAR).orders();
                began = System.nanoTime();
                var top = new TopProducts(Currency.getInstance("GBP"));
                store.eachProduct(window, top::add).toCompletableFuture().join();
                products.add((System.nanoTime() - began) / 1_000_000);
                assertThat(top.best(TopProducts.By.UNITS, 5_000).stream().mapToLong(TopProducts.TopProduct::units).sum()).isEqualTo(3 * orders);
            }
            System.out.println(orders + " orders of a year, 20 times, ms in order: sales " + sales.stream().sorted().toList() + ", best sellers " + products.stream().sorted().toList());
        }
    }

    /** Some sell far better than others. */
    private static Movement.Item item(Random random) {
        int sku = (int) (4_000 * Math.pow(random.nextDouble(), 3));
        return new Movement.Item("SKU-" + sku, "Product number " + sku, 1, 100 + sku);
    }
}
