package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpecAnswer;

/**
 * Flash sale after flash sale of one SKU at one node, for half an hour ({@code souk.soak.minutes}): claimed, given back, left to lapse and paid, called off or ended by the clock. What the node keeps in memory
 * does not grow with what it has seen, nor do its logs' tails; and afterwards every unit is where the logs say.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class SaleSoakTest {
    private static final Duration LASTS = Duration.ofMinutes(Integer.getInteger("souk.soak.minutes", 30));
    /** The first of it does not count: classes are loaded, caches fill up. */
    private static final double WARM_UP = 0.2;
    private static final int STOCK = 1_000_000;
    private static final int UNITS = 60;
    private static final int BUYERS = 120;
    private static final int AT_A_TIME = 20;
    /** What a node may keep anyhow is so little that it is full after some sales, and not after hours: then whatever grows is what should not. */
    private static final String[] SMALL = {"-Dsouk.partitions.default=2", "-Dsouk.partition.residents=60", "-Dsouk.reading.recent-bytes=65536", "-Dsouk.reading.row-cache=50", "-Dsouk.http.tokens-kept=500", "-Dsouk.http.limits.keys=500"};
    private static final Duration BY_THE_CLOCK = Duration.ofSeconds(10);
    private static final Duration OVER_WITHIN = Duration.ofMinutes(2);
    private static final long MEGABYTE = 1 << 20;

    /**
     * What the node had in hand between two sales.
     *
     * @param live      bytes of heap after a collection of garbage
     * @param residents aggregates in memory, of all partitions
     * @param tail      segments beyond the checkpoints of all partitions
     */
    private record Sample(int sales, long live, long residents, long tail) {
        static Sample of(int sales, RealShop shop, Market market) throws Exception {
            var partitions = market.staff.get("/ops/cluster").answers(200).json().path("partitions");
            return new Sample(sales, OutageTest.liveMemory(shop.node().pid()), sum(partitions, "residents"), sum(partitions, "checkpointBehind"));
        }

        private static long sum(JsonNode partitions, String what) {
            return StreamSupport.stream(partitions.spliterator(), false).mapToLong(each -> each.path(what).asLong()).sum();
        }

        @Override
        public String toString() {
            return sales + " sales: " + live / MEGABYTE + " MB, " + residents + " residents, tail " + tail;
        }
    }

    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unpaid = new AtomicInteger();
    private final ConcurrentLinkedQueue<HttpSpecAnswer> bought = new ConcurrentLinkedQueue<>();

    @Test
    void whatANodeKeepsDoesNotGrowWithTheSalesItHasSeen(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1, SMALL)) {
            var market = shop.market(0).patient(Doors.PATIENCE);
            String sku = market.sells(5_000, STOCK);
            var samples = new ArrayList<Sample>();
            long began = System.nanoTime();
            long warm = began + (long) (LASTS.toNanos() * WARM_UP);
            int sales = 0;
            while (System.nanoTime() - began < LASTS.toNanos()) {
                sale(market, sku, sales++);
                if (System.nanoTime() > warm) samples.add(Sample.of(sales, shop, market));
            }
            System.out.println("Soaked for " + LASTS.toMinutes() + " minutes: " + sales + " sales of " + UNITS + " units, " + bought.size() + " bought, " + unpaid + " claims not paid, " + refused + " refused");
            System.out.println("After " + samples.get(0) + "; after " + samples.get(samples.size() / 2) + "; after " + samples.get(samples.size() - 1));
            isFlat("MB of live heap", samples, sample -> sample.live() / MEGABYTE, 8);
            isFlat("residents", samples, Sample::residents, 100);
            isFlat("segments beyond checkpoints", samples, Sample::tail, 200);
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                System.out.println(audit.everythingAddsUp(market, Map.of(sku, STOCK), List.copyOf(bought)) + "; " + audit.salesAddUp());
            }
        }
    }

    /** The middle of the last third is not above that of the first by more than a tenth, and some that one sale more or less makes. */
    private static void isFlat(String what, List<Sample> samples, ToLongFunction<Sample> value, long some) {
        int third = samples.size() / 3;
        assertThat(third).as("samples in a third").isGreaterThan(2);
        long first = median(samples.subList(0, third), value);
        long last = median(samples.subList(samples.size() - third, samples.size()), value);
        System.out.println(what + ": " + first + " in the first third, " + last + " in the last, at most " + samples.stream().mapToLong(value).max().orElse(0));
        assertThat(last).as(what + " in the last third of %s", samples).isLessThanOrEqualTo(first + first / 10 + some);
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> value) {
        return samples.stream().mapToLong(value).sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }

    /** One sale until all of its units are sold or back. */
    private void sale(Market market, String sku, int number) throws InterruptedException {
        boolean calledOff = number % 5 > 0;
        var now = Instant.now();
        String sale = Rush.insist(() -> market.staff.withKey("sale-" + number).post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':" + UNITS + ",'perCustomer':2,'startsAt':'" + now
                + "','endsAt':'" + now.plus(calledOff ? Duration.ofHours(1) : BY_THE_CLOCK) + "','claimTtlSeconds':3,'buckets':" + (1 + number % 3) + "}")).answers(201).text("id");
        Together.each(BUYERS, AT_A_TIME, i -> {
            buys(market, sale, i);
            return i;
        });
        if (calledOff) Rush.insist(() -> market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel")).answers(200);
        await("the end of sale " + number).atMost(OVER_WITHIN).untilAsserted(() -> {
            var over = market.staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("status", "ended").has("claimed", 0);
            assertThat(over.number("sold") + over.number("returned")).as("units sold or back").isEqualTo(UNITS);
        });
    }

    /** Half of them pay, of the others some give back and some forget. */
    private void buys(Market market, String sale, int number) {
        var buyer = market.shopper();
        var claim = Rush.insist(() -> buyer.http().withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}"));
        if (claim.status() != 201) {
            claim.answers(409);
            refused.incrementAndGet();
        } else if (number % 4 < 2) {
            String cart = Rush.insist(() -> buyer.http().withKey("cart").post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
            var line = Rush.insist(() -> buyer.http().withKey("line").post("/v1/carts/" + cart + "/lines", "{'claimId':'" + claim.text("claimId") + "'}"));
            // It may have lapsed meanwhile on a slow machine: then it is nobody's any more.
            var order = line.status() == 200 ? Rush.insist(() -> buyer.buys(cart, "buy", "approve"), 202) : line;
            if (order.status() == 201) bought.add(order);
            else unpaid.incrementAndGet();
        } else {
            if (number % 4 == 2) Rush.insist(() -> buyer.http().delete("/v1/flash-sales/" + sale + "/claims/" + claim.text("claimId"))).answers(204);
            unpaid.incrementAndGet();
        }
    }
}
