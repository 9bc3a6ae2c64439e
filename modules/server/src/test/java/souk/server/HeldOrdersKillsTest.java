package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/**
 * kill -9 while orders come to be held for review, while they are held, and while staff decide about them: what was held stays held with its units and its authorised payment, each approved order is sold and
 * paid once, each rejected one gives its units and its payment back once. Each order has a SKU of its own, so that its log tells of nothing else.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@InKillableShop
class HeldOrdersKillsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int ROUNDS = Integer.getInteger("souk.rounds", 3);
    private static final int ORDERS = 20;
    private static final int UNITS = 5;
    private static final int BOUGHT = 2;
    private static final int PENCE = 300;
    private final RealShop shop;

    HeldOrdersKillsTest(RealShop shop) {
        this.shop = shop;
    }

    private record Held(Shopper buyer, String sku, String cart, String order) {}

    @Test
    void whatIsHeldStaysHeldAndEachVerdictIsCarriedOutOnce() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) round(new Random().nextInt(1_000_000));
    }

    private void round(long seed) throws Exception {
        shop.node().awaitReady();
        var random = new Random(seed);
        var market = shop.market(0);
        String domain = Market.unique("review") + ".example";
        String rule = Market.unique("rule");
        Rush.insist(() -> market.staff.put("/v1/admin/fraud-rules/" + rule, "{'kind':'mail-domain','values':['" + domain + "'],'verdict':'review'}")).answers(201);
        Rush.insist(() -> market.staff.put("/v1/admin/fraud-rules/probe-" + rule, "{'kind':'mail-domain','values':['probe." + domain + "'],'verdict':'reject'}")).answers(201);
        awaitRules(market, "probe." + domain);
        int whileComing = random.nextInt(ORDERS);
        var held = coming(market, domain, whileComing);
        stayHeld(market, held);
        // Again, when nothing is under way.
        struck();
        stayHeld(market, held);
        int whileDeciding = random.nextInt(ORDERS);
        decided(market, held, whileDeciding);

        var shelves = new HashMap<String, Integer>();
        held.forEach(each -> shelves.put(each.sku, UNITS));
        var sold = new ArrayList<HttpSpecAnswer>();
        for (int i = 0; i < ORDERS; i++) {
            var each = held.get(i);
            var last = Rush.insist(() -> buys(each.buyer, each.cart, domain), 202);
            if (approves(i)) sold.add(last.answers(201).has("id", each.order));
            else last.refuses(409, "order-refused");
            happenedOnce(market, each, approves(i));
        }
        try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
            System.out.println("Killed the node after " + whileComing + " of " + ORDERS + " orders were held, when all were, and after " + whileDeciding + " verdicts (seed " + seed + "): each verdict was carried out once; "
                    + audit.everythingAddsUp(market, shelves, sold) + "; " + audit.journalIsClean());
        }
        for (String each : List.of(rule, "probe-" + rule)) Rush.insist(() -> market.staff.delete("/v1/admin/fraud-rules/" + each)).answers(204);
    }

    private static boolean approves(int order) {
        return order % 2 == 0;
    }

    private static HttpSpecAnswer buys(Shopper buyer, String cart, String domain) {
        return buyer.http().withKey("buy").post("/v1/carts/" + cart + "/checkout", Market.buying("approve").replace("shop.example", domain));
    }

    /** A node knows of a rule a moment after it was set; one that came later tells that the earlier holds. */
    private static void awaitRules(Market market, String probe) {
        await("the rules hold").atMost(LONG).until(() -> {
            var buyer = market.shopper();
            return Rush.insist(() -> buys(buyer, Rush.cart(buyer, market.sells(PENCE, 1), 1), probe), 202).status() == 409;
        });
    }

    private void struck() {
        shop.node().kill();
        shop.node().start();
        shop.node().awaitReady();
    }

    /** All check out at once; when so many are held, the node is killed. */
    private List<Held> coming(Market market, String domain, int when) throws InterruptedException {
        var buyers = Together.each(ORDERS, 4, i -> {
            String sku = market.sells(PENCE, UNITS);
            var buyer = market.shopper();
            return new Held(buyer, sku, Rush.cart(buyer, sku, BOUGHT), "");
        });
        var answered = new AtomicInteger();
        var striking = strikesAfter(answered, when);
        var held = Together.each(ORDERS, i -> {
            var each = buyers.get(i);
            // 202: it is held, or under way.
            String order = Rush.insist(() -> buys(each.buyer, each.cart, domain)).answers(202).text("id");
            answered.incrementAndGet();
            return new Held(each.buyer, each.sku, each.cart, order);
        });
        striking.join();
        shop.node().awaitReady();
        return held;
    }

    private CompletableFuture<Void> strikesAfter(AtomicInteger answered, int when) {
        return CompletableFuture.runAsync(() -> {
            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= when);
            struck();
        });
    }

    private static void stayHeld(Market market, List<Held> held) {
        for (Held each : held) {
            await("it is held").atMost(LONG).ignoreExceptions().untilAsserted(() -> market.staff.get("/v1/admin/orders/" + each.order).answers(200).has("status", "held-for-review"));
            await("its units are").atMost(LONG).ignoreExceptions().untilAsserted(() -> market.stock(each.sku).has("onHand", UNITS).has("reserved", BOUGHT));
            Rush.insist(() -> market.staff.get("/v1/admin/payments/test-ledger?payment=" + each.order)).answers(200).has("items.0.status", "authorised").hasNo("items.0.captured");
        }
        await("all are listed").atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(market.staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).containsAll(held.stream().map(Held::order).toList()));
    }

    /** Two of the staff say the same about each, at once. */
    private void decided(Market market, List<Held> held, int when) throws InterruptedException {
        var answered = new AtomicInteger();
        var striking = strikesAfter(answered, when);
        Together.each(2 * ORDERS, i -> {
            var each = held.get(i / 2);
            var said = Rush.insist(() -> market.staff.post("/v1/admin/orders/" + each.order + "/review", "{'decision':'" + (approves(i / 2) ? "approve" : "reject") + "'}"));
            assertThat(said.status()).as("the answer to a verdict: " + said).isIn(200, 202, 409);
            if (i % 2 == 0) answered.incrementAndGet();
            return said;
        });
        striking.join();
        shop.node().awaitReady();
    }

    /** By the histories of the order and of its SKU. */
    private static void happenedOnce(Market market, Held each, boolean approved) {
        var order = happened(market, "/v1/admin/orders/" + each.order);
        assertThat(order).as("what happened to order " + each.order).containsEntry("orders.order-held", 1).containsEntry("orders.order-reviewed", 1).containsEntry(approved ? "orders.order-paid" : "orders.order-rejected", 1)
                .doesNotContainKey(approved ? "orders.order-rejected" : "orders.order-paid");
        var stock = happened(market, "/v1/admin/stock/" + each.sku);
        assertThat(stock).as("what happened to " + each.sku).containsEntry("inventory.stock-reserved", 1).containsEntry(approved ? "inventory.stock-committed" : "inventory.stock-released", 1)
                .doesNotContainKeys(approved ? "inventory.stock-released" : "inventory.stock-committed", "inventory.stock-lapsed");
        var ledger = Rush.insist(() -> market.staff.get("/v1/admin/payments/test-ledger?payment=" + each.order)).answers(200);
        if (approved) ledger.has("items.0.status", "captured").hasMoney("items.0.net", PENCE * BOUGHT, "GBP");
        else ledger.has("items.0.status", "voided").hasNo("items.0.net");
    }

    private static Map<String, Integer> happened(Market market, String path) {
        JsonNode items = Rush.insist(() -> market.staff.get(path + "/history?limit=200")).answers(200).json().path("items");
        var counts = new HashMap<String, Integer>();
        StreamSupport.stream(items.spliterator(), false).forEach(each -> counts.merge(each.path("name").asText(), 1, Integer::sum));
        return counts;
    }
}
