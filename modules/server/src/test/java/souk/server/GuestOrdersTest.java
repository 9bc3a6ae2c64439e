package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Who reads the mail of the address that a guest has typed finds the order with an account of that address, and takes it over; over HTTP in a whole shop, by one account. What dies meanwhile is tried with the aggregates. */
@InOpenShop
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuestOrdersTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Market market;
    private final Accounts accounts;
    private final HttpSpec stranger;
    private final String email;
    private final HttpSpec ann;
    private final String tea;

    GuestOrdersTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
        stranger = market.nobody.withToken(accounts.session(accounts.open(), "customer"));
        email = accounts.open();
        ann = market.nobody.withToken(accounts.session(email, "customer"));
        tea = market.sells(300, 50);
    }

    private HttpSpecAnswer buys(Shopper who, String mail, String key) {
        return who.http().withKey(key).post("/v1/carts/" + who.cart(tea, 1) + "/checkout", Market.buying("approve").replace("ann@shop.example", mail));
    }

    private static HttpSpecAnswer claims(HttpSpec account, String order) {
        return account.post("/v1/me/guest-orders/" + order + "/claim");
    }

    /** Asks until it is known. */
    private static HttpSpecAnswer takes(HttpSpec account, String order) {
        return Rush.insist(() -> claims(account, order), 202);
    }

    /** How often that happened. */
    private long takenOver(String order) {
        return market.staff.get("/v1/admin/orders/" + order + "/history?limit=50").answers(200).each("items", "name").stream().filter("orders.order-taken-over"::equals).count();
    }

    private static List<String> found(HttpSpec account) {
        return account.get("/v1/me/guest-orders").answers(200).each("items", "id");
    }

    private static void lists(HttpSpec who, String path, String... orders) {
        await(path + " has " + List.of(orders)).atMost(LONG).until(() -> who.get(path).answers(200).each("items", "id").containsAll(List.of(orders)));
    }

    @Test
    void whoReadsTheMailFindsTheOrderTakesItOverAndItIsTheirs() {
        var guest = market.shopper();
        var first = buys(guest, email, "first").answers(201);
        String order = first.text("id");
        String second = buys(market.shopper(), email.toUpperCase(Locale.ROOT), "second").answers(201).text("id");
        String others = buys(guest, "somebody.else@shop.example", "third").answers(201).text("id");

        lists(ann, "/v1/me/guest-orders", second, order);
        ann.get("/v1/me/guest-orders").answers(200).has("items.0.id", second).has("items.0.email", email.toUpperCase(Locale.ROOT)).hasNo("items.0.shippingAddress").has("items.1.id", order);
        ann.get("/v1/orders/" + order).refuses(404, "not-found");

        takes(ann, order).answers(200).has("id", order).has("email", email).has("shippingAddress.city", "Leeds").has("status", "confirmed");
        assertThat(takes(ann, order).answers(200).body()).isEqualTo(ann.get("/v1/orders/" + order).answers(200).body());
        claims(ann, others).refuses(404, "not-found");
        assertThat(found(ann)).contains(second).doesNotContain(order, others);
        lists(ann, "/v1/orders", order);
        assertThat(ann.post("/v1/me/data-export").answers(200).json().path("data").path("orders")).anySatisfy(each -> assertThat(each.path("id").asText() + each.path("shippingAddress").path("city").asText()).isEqualTo(order + "Leeds"));
        String me = ann.get("/v1/me").answers(200).text("id");
        market.staff.get("/v1/admin/orders/" + order).answers(200).has("owner", me).has("email", email);
        assertThat(takenOver(order)).isEqualTo(1);

        // Who placed it still has the answer of the checkout, and no say in it any more.
        guest.order(order).answers(200).has("email", email);
        await("the guest's list").atMost(LONG).until(() -> guest.http().get("/v1/orders").answers(200).each("items", "id").equals(List.of(others)));
        guest.cancels(order, "cancel").refuses(409, "order-taken-over");
        Rush.insist(() -> ann.withKey("cancel").post("/v1/orders/" + order + "/cancel"), 202).answers(200).has("status", "cancelled");
        await("the list says so").atMost(LONG).until(() -> ann.get("/v1/orders").answers(200).each("items", "status").contains("cancelled"));
        guest.cancels(order, "cancel").answers(200).has("status", "cancelled");
        assertThat(market.staff.get("/v1/admin/orders?limit=200").answers(200).json().path("items")).anySatisfy(each -> assertThat(each.path("id").asText() + each.path("owner").asText()).isEqualTo(order + me));
        claims(ann, order).answers(200).has("status", "cancelled");
    }

    @Test
    void nobodySeesOrTakesAnythingWithoutTheProof() {
        var guest = market.shopper();
        String order = buys(guest, email, "first").answers(201).text("id");
        String ofAccount = buys(new Shopper(stranger, ""), email, "first").answers(201).text("id");
        lists(ann, "/v1/me/guest-orders", order);
        assertThat(found(stranger)).isEmpty();
        claims(stranger, order).refuses(404, "not-found");
        claims(ann, ofAccount).refuses(404, "not-found");
        // The address of the account of the configuration was never proven.
        buys(guest, "admin@souk.local", "second").answers(201);
        assertThat(found(market.staff)).isEmpty();
        claims(market.staff, order).refuses(404, "not-found");
        claims(guest.http(), order).refuses(403, "forbidden");
        // An address that was registered and never proven proves nothing: the account has its own.
        market.nobody.post("/v1/accounts", "{'email':'" + email + "','password':'somebody else, same mail'}").answers(202);
        market.nobody.post("/v1/sessions", "{'email':'" + email + "','password':'somebody else, same mail'}").refuses(401, "bad-credentials");
        market.staff.get("/v1/admin/orders/" + order).answers(200).has("email", email).hasNo("takenOverAt");
    }

    @Test
    void askedForManyTimesAtOnceItIsTakenOverOnce() {
        String order = buys(market.shopper(), email, "first").answers(201).text("id");
        var another = market.nobody.withToken(accounts.session(email, "customer"));
        var all = new ArrayList<CompletableFuture<?>>();
        for (HttpSpec who : List.of(ann, another, ann, another)) all.add(CompletableFuture.runAsync(() -> assertThat(Rush.insist(() -> claims(who, order)).status()).isIn(200, 202)));
        for (int i = 0; i < 2; i++) all.add(CompletableFuture.runAsync(() -> claims(stranger, order).refuses(404, "not-found")));
        all.forEach(CompletableFuture::join);
        takes(ann, order).answers(200);
        assertThat(takenOver(order)).isEqualTo(1);
    }

    @Test
    void aGuestWhoIsErasedTakesNothingFromWhoHasTakenTheOrderOver() {
        var guest = market.shopper();
        String order = buys(guest, email, "first").answers(201).text("id");
        String left = buys(guest, email, "second").answers(201).text("id");
        takes(ann, order).answers(200);
        market.staff.post("/v1/admin/orders/" + order + "/erasure").refuses(409, "has-account");
        market.staff.post("/v1/admin/orders/" + left + "/erasure").answers(204);
        ann.get("/v1/orders/" + order).answers(200).has("email", email).has("shippingAddress.city", "Leeds");
        guest.order(left).answers(200).hasNo("email");
        claims(ann, left).refuses(410, "erased");
        assertThat(found(ann)).doesNotContain(order, left);
    }
}
