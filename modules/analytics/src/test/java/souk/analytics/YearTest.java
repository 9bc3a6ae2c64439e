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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.analytics.SumsStore.Place;
import souk.platform.reading.Lanes;
import souk.testkit.TestKeyspace;

/** How long it takes to ask for a year of a million orders, of eight logs and 4,000 SKUs, each order of three lines. It prints what it measures. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true")
class YearTest {
    private static final int ORDERS = 1_000_000;
    private static final int DAYS = 365;
    private static final int LOGS = 8;
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Window YEAR = new Window(FROM, FROM.plus(Duration.ofDays(DAYS)));

    @Test
    void aYearOfAMillionOrdersIsReadInAMoment() {
        try (CqlSession cql = TestKeyspace.open("analytics_year_test", "schema/analytics.cql")) {
            fill(cql);
            var store = new SalesStore(cql, 1);
            var sales = new ArrayList<Long>();
            var products = new ArrayList<Long>();
            long orders = 0;
            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                var figures = new SalesFigures(Bucket.DAY, ZoneOffset.UTC, Currency.getInstance("GBP"));
                store.each(YEAR, Trade.PATIENT, figures::add).toCompletableFuture().join();
                sales.add((System.nanoTime() - began) / 1_000_000);
                orders = figures.totals(FROM).orders();
                began = System.nanoTime();
                var top = new TopProducts(Currency.getInstance("GBP"));
                store.eachProduct(YEAR, Trade.PATIENT, top::add).toCompletableFuture().join();
                products.add((System.nanoTime() - began) / 1_000_000);
                assertThat(top.best(TopProducts.By.UNITS, 5_000).fold(best -> best, refusal -> List.<TopProducts.TopProduct>of()).stream().mapToLong(TopProducts.TopProduct::units).sum()).isEqualTo(3 * orders);
            }
            System.out.println(orders + " orders of a year, 20 times, ms: sales " + sales.stream().sorted().toList() + ", best sellers " + products.stream().sorted().toList());
        }
    }

    /** The rows that are read, which is quicker than all of them: of days that lie together within the year nobody reads products day by day. */
    private static void fill(CqlSession cql) {
        var random = new Random(1);
        var days = new SumsStore<>(cql, cql::prepare, "analytics_days", DaySums.class, DaySums.NONE, DaySums::plus);
        var productDays = new SumsStore<>(cql, cql::prepare, "analytics_product_days", ProductSums.class, ProductSums.NONE, ProductSums::plusOfDay);
        var productStretches = new SumsStore<>(cql, cql::prepare, "analytics_product_stretches", ProductSums.class, ProductSums.NONE, ProductSums::plusOfStretch);
        int first = Slot.day(FROM);
        for (int log = 0; log < LOGS; log++) {
            String name = "orders-" + log;
            cql.execute("INSERT INTO analytics_logs (shop, log) VALUES ('souk', '" + name + "')");
            for (int from = first; from < first + DAYS; from = (SalesStore.stretch(from) + 1) * SalesStore.STRETCH) {
                int stretch = SalesStore.stretch(from);
                int to = Math.min(first + DAYS, (stretch + 1) * SalesStore.STRETCH);
                boolean whole = to - from == SalesStore.STRETCH;
                var additions = new ArrayList<Supplier<CompletionStage<?>>>();
                var together = new ArrayList<Movement>();
                for (int day = from; day < to; day++) {
                    var place = new Place(name, stretch, day);
                    var movements = movements(name, day, random);
                    additions.add(() -> days.add(place, movements));
                    if (whole) together.addAll(movements);
                    else onShelves(productDays, name, day, movements, additions);
                }
                onShelves(productStretches, name, stretch, together, additions);
                Lanes.each(additions, 32, Supplier::get).join();
            }
        }
    }

    private static void onShelves(SumsStore<ProductSums> sums, String log, int stretch, List<Movement> movements, List<Supplier<CompletionStage<?>>> additions) {
        movements.stream().flatMap(movement -> movement.items().stream().map(item -> movement.of(List.of(item)))).collect(Collectors.groupingBy(movement -> SalesStore.shelf(movement.items().get(0).sku())))
                .forEach((shelf, some) -> additions.add(() -> sums.add(new Place(log, stretch, shelf), some)));
    }

    private static List<Movement> movements(String log, int day, Random random) {
        var movements = new ArrayList<Movement>();
        for (int i = 0; i < ORDERS / DAYS / LOGS; i++) {
            var at = Slot.start(day).plusSeconds(random.nextInt(86_400));
            var items = List.of(item(random), item(random), item(random));
            movements.add(new Movement(log, 1, at, at, "GBP", new Amounts(1, 3, items.stream().mapToLong(Movement.Item::revenue).sum(), 0, 0, 0, 0), items));
        }
        return movements;
    }

    /** Some sell far better than others. */
    private static Movement.Item item(Random random) {
        int sku = (int) (4_000 * Math.pow(random.nextDouble(), 3));
        return new Movement.Item("SKU-" + sku, "Product number " + sku, 1, 100 + sku);
    }
}
