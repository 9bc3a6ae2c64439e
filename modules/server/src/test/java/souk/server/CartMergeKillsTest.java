package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/** kill -9 while the carts of many guests come into one account's, one after the other: those that were begun come to their end, and each unit is in one cart. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@InKillableShop
class CartMergeKillsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int ROUNDS = 5;
    private static final int GUESTS = 60;
    private final RealShop shop;

    CartMergeKillsTest(RealShop shop) {
        this.shop = shop;
    }

    private record Brought(Shopper guest, String cart) {}

    @Test
    void whatWasBegunIsEndedAndNothingIsLost() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) round(new Random().nextInt(1_000_000));
    }

    private void round(long seed) throws Exception {
        shop.node().awaitReady();
        var market = shop.market(0);
        String sku = market.sells(300, 1_000);
        var account = market.staff;
        String own = Rush.insist(() -> account.post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
        var all = new ArrayList<Brought>();
        for (int i = 0; i < GUESTS; i++) {
            var guest = market.shopper();
            all.add(new Brought(guest, Rush.cart(guest, sku, 2)));
        }
        var answered = new AtomicInteger();
        int when = 5 + new Random(seed).nextInt(GUESTS / 2);
        var striking = CompletableFuture.runAsync(() -> {
            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= when);
            shop.node().kill();
            shop.node().start();
        });
        Together.each(all.size(), i -> {
            var brought = all.get(i);
            // 409: too many wait; 202: it is under way.
            var merged = Rush.insist(() -> account.withKey("merge-" + own + i).post("/v1/me/cart/merges",
                    "{'guestToken':'" + brought.guest.token() + "','guestCart':'" + brought.cart + "','strategy':'sum'}"), 409, 202);
            answered.incrementAndGet();
            return merged.answers(200);
        });
        striking.join();
        shop.node().awaitReady();
        await("every merge has ended").atMost(LONG).untilAsserted(() -> {
            int left = 0;
            for (Brought each : all) {
                var seen = each.guest.sees(each.cart).answers(200).has("status", "open");
                left += quantity(seen);
            }
            assertThat(left).as("units that are still with guests").isZero();
            assertThat(quantity(account.get("/v1/carts/" + own))).isEqualTo(2 * GUESTS);
        });
        System.out.println("Killed the node after " + when + " of " + GUESTS + " carts had come into one (seed " + seed + "): all of them are there, each unit once");
    }

    private static int quantity(HttpSpecAnswer cart) {
        int units = 0;
        for (JsonNode line : cart.answers(200).json().path("lines")) units += line.path("quantity").asInt();
        return units;
    }
}
