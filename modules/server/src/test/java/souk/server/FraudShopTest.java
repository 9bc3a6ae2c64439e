package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/** Rules against fraud in a whole shop. They are about orders to the Antarctic only, so that nobody else's are held; each test knows that its rules hold when they have stopped an order. */
@InOpenShop
class FraudShopTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Market market;
    private final List<String> rules = new ArrayList<>();

    FraudShopTest(Market market) {
        this.market = market;
    }

    private void rule(String form) {
        String id = Market.unique("rule");
        rules.add(id);
        market.staff.put("/v1/admin/fraud-rules/" + id, form.replace("{'kind'", "{'countries':['AQ'],'kind'")).answers(201);
    }

    @AfterEach
    void noRulesAreLeft() {
        rules.forEach(id -> market.staff.delete("/v1/admin/fraud-rules/" + id).answers(204));
    }

    private static HttpSpecAnswer buys(Shopper shopper, String cart, String key, String email) {
        return shopper.http().withKey(key).post("/v1/carts/" + cart + "/checkout", Market.buying("approve").replace("ann@shop.example", email).replace("'GB'", "'AQ'"));
    }

    /** Whoever begins a checkout a moment after a rule was set meets it. */
    private void holds(String email) {
        String sku = market.sells(100, 1_000);
        var shopper = market.shopper();
        await().atMost(LONG).until(() -> buys(shopper, shopper.cart(sku, 1), "k", email).status() == 409);
    }

    @Test
    void ofFiftyAtOnceNoMoreThanThreeComeBy() throws Exception {
        String mail = Market.unique("fifty") + "@shop.example";
        rule("{'kind':'velocity','of':'email','windowSeconds':86400,'orders':3,'verdict':'reject'}");
        rule("{'kind':'mail-domain','values':['probe.example'],'verdict':'reject'}");
        holds("somebody@probe.example");
        String sku = market.sells(100, 100);
        var shopper = market.shopper();
        var carts = new ArrayList<String>();
        for (int i = 0; i < 50; i++) carts.add(shopper.cart(sku, 1));
        ExecutorService crowd = Executors.newFixedThreadPool(50);
        try {
            // Each sends its checkout twice, with one key.
            var answers = carts.stream().flatMap(cart -> List.of(cart, cart).stream()).map(cart -> CompletableFuture.supplyAsync(() -> Rush.insist(() -> buys(shopper, cart, "k", mail), 202), crowd)).toList();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) statuses.add(answer.get(4, TimeUnit.MINUTES).status());
            assertThat(statuses).containsOnly(201, 409).filteredOn(status -> status == 201).hasSize(6);
        } finally {
            crowd.shutdownNow();
        }
        market.has(sku, 97);
    }

    @Test
    void whatIsHeldIsListedAndGoesOnWhenItIsApproved() {
        rule("{'kind':'mail-domain','values':['probe.example'],'verdict':'reject'}");
        rule("{'kind':'mail-domain','values':['review.example'],'verdict':'review'}");
        holds("somebody@probe.example");
        String sku = market.sells(100, 10);
        var shopper = market.shopper();
        String kept = buys(shopper, shopper.cart(sku, 1), "a", "ann@review.example").answers(202).text("id");
        String refused = buys(shopper, shopper.cart(sku, 2), "b", "ann@review.example").answers(202).text("id");
        for (String id : List.of(kept, refused)) await().atMost(LONG).untilAsserted(() -> shopper.order(id).answers(200).has("status", "under-review"));
        market.stock(sku).has("onHand", 10).has("reserved", 3);
        await().atMost(LONG).untilAsserted(() -> assertThat(market.staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).contains(kept, refused));
        assertThat(Rush.insist(() -> market.staff.post("/v1/admin/orders/" + kept + "/review", "{'decision':'approve'}")).status()).isIn(200, 202);
        assertThat(Rush.insist(() -> market.staff.post("/v1/admin/orders/" + refused + "/review", "{'decision':'reject'}")).status()).isIn(200, 202);
        await().atMost(LONG).untilAsserted(() -> shopper.order(kept).answers(200).has("status", "confirmed"));
        await().atMost(LONG).untilAsserted(() -> shopper.order(refused).answers(200).has("status", "rejected").has("refusal", "order-refused"));
        market.has(sku, 9);
        market.ledger(kept).hasMoney("items.0.net", 100, "GBP");
        market.ledger(refused).has("items.0.status", "voided");
        await().atMost(LONG).untilAsserted(() -> assertThat(market.staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).doesNotContain(kept, refused));
    }
}
