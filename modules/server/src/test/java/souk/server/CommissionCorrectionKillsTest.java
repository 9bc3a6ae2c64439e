package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpecAnswer;

/** kill -9 of the node in the middle of a correction of commission, again and again, while who wants it asks again under the same key: each order is corrected once. {@code souk.soak.orders}, {@code souk.seed} say how many, and when. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class CommissionCorrectionKillsTest {
    private static final int ORDERS = Integer.getInteger("souk.soak.orders", 1_000);
    private static final int KILLS = 5;
    private static final int SEED = Integer.getInteger("souk.seed", new Random().nextInt(1_000_000));
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String CORRECTIONS = "/v1/admin/commission/corrections";
    private final Random random = new Random(SEED);

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    @Test
    void eachOrderIsCorrectedOnceWhateverDies(@TempDir Path folder) throws Exception {
        System.out.println("A correction of " + ORDERS + " orders, " + KILLS + " kills, seed " + SEED);
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1)) {
            var market = shop.market(0).patient(Duration.ofSeconds(10));
            String email = Market.unique("seller") + "@shop.example";
            String vendor = market.vendor(email);
            String rule = Market.unique("rule");
            market.staff.put("/v1/admin/commission-rules/" + rule, "{'vendorId':'" + vendor + "','basisPoints':1250,'from':'2020-01-01T00:00:00Z'}").answers(201);
            String token = Rush.insist(() -> market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'" + Accounts.PASSWORD + "'}"), 401, 403).answers(201).text("token");
            String sku = market.sells(1_000, 5);
            market.nobody.withToken(token).put("/v1/vendor/offers/" + sku, "{'price':{'amount':1000,'currency':'GBP'},'location':'home','onHand':90000}").answers(201);
            String from = now();
            Together.each(ORDERS, 8, i -> {
                var shopper = market.shopper();
                String cart = shopper.cart();
                Rush.insist(() -> shopper.http().withKey("line").post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':1,'vendorId':'" + vendor + "'}")).answers(200);
                return shopper.buys(cart, "buy", "approve").answers(201).text("id");
            });
            String wanted = "{'ruleId':'" + rule + "','from':'" + from + "','to':'" + now() + "','basisPoints':1000}";
            // Who asks has just logged in, as money wants it.
            var finance = shop.market(0).patient(Duration.ofSeconds(10));
            var done = CompletableFuture.supplyAsync(() -> asks(finance, Market.unique("k"), wanted));
            int kills = 0;
            while (kills < KILLS && !done.isDone()) {
                // Nothing happens in the first seconds: its time has settled by then.
                LockSupport.parkNanos(Duration.ofMillis((kills == 0 ? 5_000 : 0) + random.nextInt(400)).toNanos());
                shop.node().kill();
                kills++;
                shop.node().start();
                shop.node().awaitReady();
                System.out.println("After " + kills + " kills: " + Rush.insist(() -> finance.staff.get(CORRECTIONS)).body());
            }
            assertThat(kills).as("kills before it was over").isPositive();
            done.get().has("orders", ORDERS).has("lines", ORDERS).has("refused", 0).hasSize("difference", 1).hasMoney("difference.0", -25L * ORDERS, "GBP");
            await("what is owed").atMost(LONG).untilAsserted(() -> {
                var account = market.staff.get("/v1/admin/ledger/accounts/vendor:" + vendor + "?currency=GBP&limit=1").answers(200);
                assertThat(account.number("items.0.balance")).isEqualTo(900L * ORDERS);
            });
            market.staff.get("/v1/admin/ledger/trial-balance").answers(200).json().path("totals").forEach(total -> assertThat(total.path("debit").asLong()).isEqualTo(total.path("credit").asLong()));
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                audit.awaitRest();
            }
        }
    }

    /** Asks under one key until it is over, as any client does who is not answered, and is told of the same correction each time. */
    private static HttpSpecAnswer asks(Market market, String key, String wanted) {
        var id = new AtomicReference<String>();
        long end = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < end) {
            try {
                var answer = market.staff.withKey(key).post(CORRECTIONS, wanted);
                if (answer.status() != 503) {
                    String correction = answer.answers(201).text("id");
                    assertThat(id.accumulateAndGet(correction, (known, now) -> known == null ? now : known)).as("the correction of one key").isEqualTo(correction);
                    if (answer.text("state").equals("done")) return answer;
                }
            } catch (UncheckedIOException nobodyThere) {
                // Who is not answered asks again.
            }
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
        }
        throw new AssertionError("The correction " + id + " is not over after " + LONG);
    }
}
