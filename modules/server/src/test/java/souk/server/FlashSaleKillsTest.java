package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpecAnswer;

/**
 * Flash sale after flash sale on three nodes, one of which is killed whenever all three are up: a thousand buyers at a time who do not give up want a hundred units. Each sale grants exactly its units, each is paid
 * once, and the logs say the same.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class FlashSaleKillsTest {
    private static final int NODES = 3;
    private static final int UNITS = 100;
    private static final int BUYERS = 1_000;
    private static final int AT_A_TIME = 50;
    /** Ten thousand buyers in all. */
    private static final int SALES = Integer.getInteger("souk.sales", 10);

    @Test
    void everyUnitIsSoldOnceWhoeverIsKilled(@TempDir Path folder) throws Exception {
        var random = new Random(Integer.getInteger("souk.seed", 7));
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), NODES, "-Dsouk.partitions.default=" + NODES)) {
            var doors = new Doors(shop.urls());
            var stop = new AtomicBoolean();
            var kills = new AtomicInteger();
            var killer = Executors.newSingleThreadExecutor();
            var shelves = new TreeMap<String, Integer>();
            var bought = new ArrayList<HttpSpecAnswer>();
            try {
                Future<?> killing = killer.submit(() -> {
                    while (!stop.get()) {
                        var victim = shop.nodes.get(random.nextInt(NODES));
                        victim.kill();
                        kills.incrementAndGet();
                        victim.start();
                        shop.nodes.forEach(RealNode::awaitReady);
                    }
                });
                for (int number = 0; number < SALES; number++) {
                    int buckets = number % 2 == 0 ? 1 : 3;
                    String sku = "SALE-" + number;
                    shelves.put(sku, UNITS + 20);
                    bought.addAll(sale(shop, doors, sku, buckets));
                    assertThat(killing.isDone()).as("the killer is at work").isFalse();
                }
                stop.set(true);
                killing.get();
                try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                    String sums = audit.everythingAddsUp(shop.market(0), shelves, bought);
                    System.out.println(SALES + " sales of " + UNITS + " units to " + BUYERS + " buyers each, " + kills + " nodes killed meanwhile: " + doors + "; " + sums + "; " + audit.salesAddUp());
                }
            } finally {
                stop.set(true);
                killer.shutdownNow();
            }
        }
    }

    /** One sale to its last unit; the orders that came of it. */
    private static List<HttpSpecAnswer> sale(RealShop shop, Doors doors, String sku, int buckets) throws Exception {
        // Its node may just have been killed.
        var market = Awaitility.await().atMost(Doors.PATIENCE).ignoreExceptions().until(() -> shop.market(0), Objects::nonNull).patient(Doors.PATIENCE);
        market.sells(sku, 5_000, UNITS + 20);
        String body = "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':" + UNITS + ",'perCustomer':1,'startsAt':'2026-01-01T00:00:00Z','endsAt':'2099-01-01T00:00:00Z','claimTtlSeconds':600,'buckets':" + buckets + "}";
        String sale = Rush.insist(() -> market.staff.withKey(sku).post("/v1/admin/flash-sales", body)).answers(201).text("id");
        var bought = new ConcurrentLinkedQueue<HttpSpecAnswer>();
        var answers = Together.each(BUYERS, AT_A_TIME, i -> {
            var buyer = doors.visitor(i);
            var claim = buyer.insist(visitor -> visitor.withKey("claim"), "/v1/flash-sales/" + sale + "/claims", "{'quantity':1}");
            if (claim.status() == 201) bought.add(pays(buyer, claim.text("claimId")));
            else claim.refuses(409, "sold-out");
            return claim.status();
        });
        assertThat(answers.stream().filter(status -> status == 201)).as("claims of " + sku).hasSize(UNITS);
        assertThat(bought).as("orders of " + sku).hasSize(UNITS).allSatisfy(order -> order.hasMoney("totals.total", 100, "GBP"));
        Rush.insist(() -> market.staff.get("/v1/admin/flash-sales/" + sale)).answers(200).has("left", 0).has("claimed", 0).has("sold", UNITS);
        return List.copyOf(bought);
    }

    private static HttpSpecAnswer pays(Doors.Visitor buyer, String claim) {
        String cart = buyer.insist(visitor -> visitor.withKey("cart"), "/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        buyer.insist(visitor -> visitor.withKey("line"), "/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200);
        HttpSpecAnswer answer;
        do answer = buyer.insist(visitor -> visitor.withKey("buy"), "/v1/carts/" + cart + "/checkout", Market.buying("approve")); while (answer.status() == 202);
        return answer.answers(201);
    }
}
