package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import souk.server.Market.Shopper;

/** kill -9 while an account takes over what its owner has ordered as many guests: each order is theirs once, and all lists say so. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@InKillableShop
class GuestOrderKillsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int ROUNDS = 3;
    private static final int GUESTS = 40;
    private final RealShop shop;

    GuestOrderKillsTest(RealShop shop) {
        this.shop = shop;
    }

    private record Ordered(Shopper guest, String order) {}

    @Test
    void eachOrderIsTheAccountsOnceWhateverIsKilledMeanwhile() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) round(new Random().nextInt(1_000_000));
    }

    private void round(long seed) throws Exception {
        shop.node().awaitReady();
        var market = shop.market(0).patient(Doors.PATIENCE);
        String sku = market.sells(300, 1_000);
        var ann = Customer.somebody();
        var account = ann.opensAccount(market.nobody, shop.mails(), 1).patient(Doors.PATIENCE);
        var all = new ArrayList<Ordered>();
        for (int i = 0; i < GUESTS; i++) {
            var guest = market.shopper();
            String cart = Rush.cart(guest, sku, 1);
            all.add(new Ordered(guest, Rush.insist(() -> guest.http().withKey("buy").post("/v1/carts/" + cart + "/checkout", ann.checkout("approve")), 202).answers(201).text("id")));
        }
        var answered = new AtomicInteger();
        int when = 2 + new Random(seed).nextInt(GUESTS / 2);
        var striking = CompletableFuture.runAsync(() -> {
            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= when);
            shop.node().kill();
            shop.node().start();
        });
        Together.each(all.size(), i -> {
            var taken = Rush.insist(() -> account.post("/v1/me/guest-orders/" + all.get(i).order + "/claim"), 202).answers(200).has("email", ann.email());
            answered.incrementAndGet();
            return taken;
        });
        striking.join();
        shop.node().awaitReady();
        String me = Rush.insist(() -> account.get("/v1/me")).answers(200).text("id");
        for (Ordered each : all) {
            var seen = Rush.insist(() -> market.staff.get("/v1/admin/orders/" + each.order)).answers(200).has("owner", me);
            var names = Rush.insist(() -> market.staff.get("/v1/admin/orders/" + each.order + "/history?limit=50")).answers(200).each("items", "name");
            assertThat(names).hasSize((int) seen.number("version"));
            assertThat(names.stream().filter("orders.order-taken-over"::equals)).hasSize(1);
            Rush.insist(() -> each.guest.cancels(each.order, "cancel")).refuses(409, "order-taken-over");
        }
        Set<String> orders = Set.copyOf(all.stream().map(Ordered::order).toList());
        await("the account's list").atMost(LONG).until(() -> Set.copyOf(account.get("/v1/orders?limit=200").each("items", "id")).equals(orders));
        await("those of guests").atMost(LONG).until(() -> account.get("/v1/me/guest-orders?limit=200").each("items", "id").isEmpty());
        for (Ordered each : all) assertThat(each.guest.http().get("/v1/orders").answers(200).each("items", "id")).isEqualTo(List.of());
        System.out.println("Killed the node after " + when + " of " + GUESTS + " orders of guests had been taken over (seed " + seed + "): all of them are the account's, each once, and in its list alone");
    }
}
