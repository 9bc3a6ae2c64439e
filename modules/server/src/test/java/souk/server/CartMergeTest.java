package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** What a guest has put together is there after the log-in, over HTTP in a whole shop. All is done by one account, which has a new cart each time. */
@InOpenShop
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CartMergeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Market market;
    private final String email;
    private final Shopper ann;
    private Shopper guest;

    CartMergeTest(TestShop shop, Market market) {
        this.market = market;
        var accounts = new Accounts(shop, market.nobody);
        email = accounts.open();
        ann = customer(accounts.session(email, "customer"));
    }

    @BeforeEach
    void somebodyElseComes() {
        guest = market.shopper();
    }

    private HttpSpecAnswer logsIn(Shopper who, String cart) {
        return market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'" + Accounts.PASSWORD + "','guestToken':'" + who.token() + "','guestCart':'" + cart + "'}");
    }

    private Shopper customer(String token) {
        return new Shopper(market.nobody.withToken(token), token);
    }

    private static String choice(Shopper guest, String cart, String strategy) {
        return "{'guestToken':'" + guest.token() + "','guestCart':'" + cart + "','strategy':'" + strategy + "'}";
    }

    @Test
    void theLogInAddsTheGuestsLinesToTheAccountsAndAgainAddsNothing() {
        String tea = market.sells(300, 50);
        String cup = market.sells(900, 50);
        String own = ann.cart();
        String cart = guest.cart(tea, 2);
        var first = logsIn(guest, cart).answers(201).has("kind", "customer").has("merge.state", "merged").has("merge.cart", own).hasSize("merge.moved", 1).hasSize("merge.left", 0);
        var here = customer(first.text("token"));
        here.sees(own).answers(200).has("lines.0.sku", tea).has("lines.0.quantity", 2);
        here.http().get("/v1/me/cart").answers(200).has("id", own);
        logsIn(guest, cart).answers(201).has("merge.state", "nothing").has("merge.why", "cart-empty").has("merge.cart", own);

        // The guest's cart goes on, and its owner is still the guest.
        ann.sees(cart).refuses(404, "not-found");
        guest.adds(cart, tea, 1).answers(200);
        guest.adds(cart, cup, 4).answers(200);
        logsIn(guest, cart).answers(201).has("merge.state", "merged").has("merge.cart", own);
        ann.sees(own).answers(200).hasSize("lines", 2).has("lines.0.quantity", 3).has("lines.1.quantity", 4).hasMoney("totals.total", 3 * 300 + 4 * 900, "GBP");
        ann.buys(own, "buy", "approve").answers(201).hasMoney("totals.total", 3 * 300 + 4 * 900, "GBP");
        market.has(tea, 47);

        // What was bought takes nothing any more: there is a new one.
        guest.adds(cart, cup, 1).answers(200);
        String next = logsIn(guest, cart).answers(201).has("merge.state", "merged").text("merge.cart");
        assertThat(next).isNotEqualTo(own);
        ann.http().get("/v1/me/cart").answers(200).has("id", next).has("lines.0.quantity", 1);
    }

    @Test
    void theShopperChoosesOnceUnderAKey() {
        String tea = market.sells(300, 50);
        String own = ann.cart(tea, 1);
        ann.http().get("/v1/me/cart").answers(200).has("id", own);
        String cart = guest.cart(tea, 2);
        var merges = ann.http().withKey("merge");
        var merged = merges.post("/v1/me/cart/merges", choice(guest, cart, "sum")).answers(200).has("state", "merged");
        assertThat(merges.post("/v1/me/cart/merges", choice(guest, cart, "sum")).answers(200).body()).isEqualTo(merged.body());
        ann.sees(own).answers(200).has("lines.0.quantity", 3);

        guest.adds(cart, tea, 5).answers(200);
        ann.http().post("/v1/me/cart/merges", choice(guest, cart, "discard")).answers(200).has("state", "discarded").has("left.0.why", "discarded").has("left.0.line.quantity", 5);
        guest.sees(cart).answers(200).hasSize("lines", 0);
        ann.sees(own).answers(200).has("lines.0.quantity", 3);

        guest.adds(cart, tea, 7).answers(200);
        var newest = ann.http().post("/v1/me/cart/merges", choice(guest, cart, "keep-newest")).answers(200).has("state", "merged").has("otherCart", own);
        ann.sees(newest.text("cart")).answers(200).has("lines.0.quantity", 7);
        ann.sees(own).answers(200).has("lines.0.quantity", 3);
    }

    @Test
    void onlyWhoHasTheGuestsTokenHasItsCart() {
        String tea = market.sells(300, 50);
        String cart = guest.cart(tea, 2);
        logsIn(market.shopper(), cart).answers(201).has("merge.state", "nothing").has("merge.why", "not-found");
        logsIn(new Shopper(market.nobody, "made-up"), cart).answers(201).has("merge.why", "guest-session-over");
        logsIn(ann, ann.cart(tea, 1)).answers(201).has("merge.why", "guest-session-over");
        ann.http().post("/v1/me/cart/merges", choice(ann, cart, "sum")).refuses(409, "guest-session-over");
        guest.http().post("/v1/me/cart/merges", choice(guest, cart, "sum")).refuses(403, "forbidden");
        ann.http().post("/v1/me/cart/merges", choice(guest, cart, "ask")).refuses(400, "bad-request");
        market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'" + Accounts.PASSWORD + "','guestCart':'" + cart + "'}").refuses(400, "bad-request").becauseOf("guestToken", "missing");
        market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'not the password','guestToken':'" + guest.token() + "','guestCart':'" + cart + "'}").refuses(401, "bad-credentials");
        guest.sees(cart).answers(200).hasSize("lines", 1).has("lines.0.quantity", 2);
    }

    @Test
    void aClaimStaysWithTheGuestWhoCanStillBuyIt() {
        String sku = market.sells(700, 20);
        String tea = market.sells(300, 50);
        var now = Instant.now();
        String sale = market.staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':100,'currency':'GBP'},'quantity':5,'perCustomer':1,'startsAt':'" + now + "','endsAt':'" + now.plusSeconds(3_600)
                + "','claimTtlSeconds':3000}").answers(201).text("id");
        await("the sale is live").atMost(LONG).until(() -> market.nobody.get("/v1/flash-sales/" + sale).text("state").equals("live"));
        ann.cart();
        String claim = guest.http().withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201).text("claimId");
        String cart = guest.cart(tea, 1);
        guest.http().post("/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200);
        logsIn(guest, cart).answers(201).has("merge.state", "merged").hasSize("merge.moved", 1).has("merge.left.0.why", "claim").has("merge.left.0.line.claimId", claim);
        guest.sees(cart).answers(200).hasSize("lines", 1).has("lines.0.claimId", claim);
        guest.buys(cart, "buy", "approve").answers(201).hasMoney("totals.total", 100, "GBP");
        market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
    }

    /** The guest goes on filling the cart, buys it, and logs in on two devices, all at once: each unit is in one place. */
    @Test
    void whatHappensToBothCartsDuringAMergeIsNotLostAndNotSoldTwice() {
        String tea = market.sells(300, 1_000);
        String own = ann.cart(tea, 1);
        String cart = guest.cart(tea, 1);
        var units = new AtomicInteger(2);
        var all = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 3; i++) {
            int turn = i;
            all.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 8; j++) if (adds(guest, cart, tea, "guest-" + turn + "-" + j)) units.incrementAndGet();
            }));
            all.add(CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 3; j++) ann.http().withKey("merge-" + turn + "-" + j).post("/v1/me/cart/merges", choice(guest, cart, "sum"));
            }));
        }
        all.add(CompletableFuture.runAsync(() -> {
            for (int j = 0; j < 3; j++) if (adds(ann, own, tea, "own-" + j)) units.incrementAndGet();
            ann.buys(own, "own", "approve");
        }));
        all.add(CompletableFuture.runAsync(() -> guest.buys(cart, "guest", "decline")));
        all.forEach(CompletableFuture::join);
        await("everything is in one place").atMost(LONG).untilAsserted(() -> {
            for (String each : List.of("merging", "checking-out")) assertThat(guest.sees(cart).answers(200).text("status")).isNotEqualTo(each);
            assertThat(ann.sees(own).answers(200).text("status")).isNotEqualTo("checking-out");
            String present = ann.http().get("/v1/me/cart").answers(200).text("id");
            int there = quantity(guest.sees(cart)) + quantity(ann.sees(own)) + (present.equals(own) ? 0 : quantity(ann.sees(present)));
            assertThat(there).as("units in carts, of those that were put there").isEqualTo(units.get());
            int bought = ann.sees(own).text("status").equals("closed") ? quantity(ann.sees(own)) : 0;
            market.has(tea, 1_000 - bought);
        });
    }

    /** Whether it was added: asked until that is known. */
    private static boolean adds(Shopper who, String cart, String sku, String key) {
        return Rush.insist(() -> who.http().withKey(key).post("/v1/carts/" + cart + "/lines", Market.line(sku, 1))).status() == 200;
    }

    private static int quantity(HttpSpecAnswer cart) {
        int units = 0;
        for (JsonNode line : cart.answers(200).json().path("lines")) units += line.path("quantity").asInt();
        return units;
    }
}
