package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.devservices.Child;
import souk.testkit.HttpSpecAnswer;

/**
 * Cassandra stands still (SIGSTOP) and Elasticsearch is gone, under load, and both come back: meanwhile nothing but refusals that say what to do, in
 * bounded memory; afterwards everything serves again, without a restart, and what was acknowledged is there. {@code -Psoak}: longer, and three times.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@InKillableShop
class OutageTest {
    private static final boolean SOAK = Boolean.getBoolean("souk.soak");
    private static final Duration STILL = Duration.ofSeconds(SOAK ? 25 : 10);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
    private static final int ROUNDS = SOAK ? 3 : 1;
    private static final int SHOPPERS = 12;
    private static final int CROWD = 300;
    private static final int UNITS = 1_000_000;
    private static final long MEGABYTE = 1 << 20;
    /** What a crowd may leave in memory: some of what a node keeps as caches fills up meanwhile. */
    private static final long MORE_AFTERWARDS = 100 * MEGABYTE;

    private final RealShop shop;

    OutageTest(RealShop shop) {
        this.shop = shop;
    }

    @Test
    void withoutItsDatabasesAShopRefusesAndThenGoesOnByItself() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) round();
    }

    private void round() throws Exception {
        var market = shop.market(0);
        String sku = market.sells(700, UNITS);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        Awaitility.await("it is found").atMost(BACK_WITHIN).until(() -> found(market, sku));
        long pid = shop.node().pid();
        long before = liveMemory(pid);
        var during = new TreeMap<String, Integer>();
        try (var regulars = new Regulars(List.of(market), sku, SHOPPERS)) {
            regulars.awaitMore(0, 20);
            long begin = System.nanoTime();
            shop.cassandra.stopSignal();
            try {
                shop.elasticsearch.kill();
                // What is under way, and what is asked now, has no answer for as long as a statement takes to be given up.
                for (var answer : Together.each(CROWD, i -> ask(market, shopper, i, sku, cart))) during.merge(answer.status() + (answer.status() < 400 ? "" : " " + answer.text("code")), 1, Integer::sum);
                assertThat(market.nobody.get("/v1/search?q=product").refuses(503, "search-unavailable").header("Retry-After")).isNotEmpty();
                LockSupport.parkNanos(Math.max(0, begin + STILL.toNanos() - System.nanoTime()));
            } finally {
                shop.cassandra.continueSignal();
            }
            long back = System.nanoTime();
            long atWorst = liveMemory(pid);
            regulars.awaitMore(0, 20);
            long selling = System.nanoTime();
            shop.elasticsearch.restart();
            String late = market.sells(800, 3);
            Awaitility.await("search is back, with what has happened meanwhile").atMost(BACK_WITHIN).until(() -> found(market, late));
            Awaitility.await("the node is ready").atMost(BACK_WITHIN).until(() -> shop.node().ready());
            assertThat(shop.node().isAlive() && shop.node().pid() == pid).as("the node went on").isTrue();
            assertThat(during.keySet()).as("answers while Cassandra stood still").isSubsetOf("200", "201", "503 overloaded", "503 unknown-outcome", "503 search-unavailable");
            assertThat(regulars.refusals().keySet()).as("refusals").isSubsetOf("202", "503 overloaded", "503 unknown-outcome");
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                String agreed = regulars.wasToldTheTruth(audit, market, Map.of(sku, UNITS));
                long after = liveMemory(pid);
                System.out.println("Cassandra stood still for " + ms(begin, back) + " ms, Elasticsearch was gone: " + during + " for " + CROWD + " who asked meanwhile, " + regulars.refusals() + " for " + SHOPPERS
                        + " shoppers. 20 orders more " + ms(back, selling) + " ms after it went on. Live memory " + before / MEGABYTE + " MB before, " + atWorst / MEGABYTE + " MB at the end of it, " + after / MEGABYTE + " MB afterwards. " + agreed);
                assertThat(atWorst - before).as("bytes more in memory").isLessThan(MORE_AFTERWARDS);
            }
        }
    }

    /** A question, a list, a search or a command; whatever comes. */
    private static HttpSpecAnswer ask(Market market, Market.Shopper shopper, int number, String sku, String cart) {
        return switch (number % 6) {
            case 0 -> shopper.sees(cart);
            case 1 -> market.nobody.get("/v1/stock/" + sku);
            case 2 -> market.nobody.get("/v1/search?q=product");
            case 3 -> market.staff.get("/v1/admin/orders");
            case 4 -> market.nobody.get("/v1/products");
            default -> shopper.http().withKey("outage-" + number).post("/v1/carts", "{'currency':'GBP'}");
        };
    }

    private static boolean found(Market market, String sku) {
        var answer = market.nobody.get("/v1/search?q=" + sku);
        return answer.status() == 200 && answer.number("total") > 0;
    }

    /** What is left in a node's heap after a collection of garbage, in bytes. */
    static long liveMemory(long pid) throws Exception {
        String jcmd = Child.java().replaceFirst("java$", "jcmd");
        var process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram").redirectErrorStream(true).start();
        String[] said = new String(process.getInputStream().readAllBytes()).strip().split("\n");
        assertThat(process.waitFor()).as(said[said.length - 1]).isZero();
        return Long.parseLong(said[said.length - 1].strip().split("\\s+")[2]);
    }

    private static long ms(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
