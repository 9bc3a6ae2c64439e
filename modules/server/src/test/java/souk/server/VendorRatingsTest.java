package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Buyers rate vendors for what has arrived: what all of it comes to is shown with offers, what was said is public unless staff hides it. Everything over HTTP. */
@InOpenShop
class VendorRatingsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(90);

    private final Market market;
    private final Accounts accounts;

    VendorRatingsTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private record Seller(String id, String sku, HttpSpec http) {}

    private record Sale(Seller seller, Shopper buyer, String order) {
        private String path() {
            return "/v1/orders/" + order + "/ratings/" + seller.id;
        }

        private HttpSpecAnswer rates(int stars, String text) {
            return buyer.http().put(path(), "{'stars':" + stars + ",'text':'" + text + "'}");
        }
    }

    private Seller seller() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.vendor(email);
        var seller = new Seller(id, market.sells(1_000, 5), market.nobody.withToken(accounts.session(email, "vendor")));
        seller.http.put("/v1/vendor/offers/" + seller.sku, "{'price':{'amount':900,'currency':'GBP'},'location':'home','onHand':9}").answers(201);
        return seller;
    }

    private Sale sold(Seller seller) {
        return sold(seller, market.shopper());
    }

    private static Sale sold(Seller seller, Shopper buyer) {
        String cart = buyer.cart();
        buyer.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + seller.sku + "','quantity':1,'vendorId':'" + seller.id + "'}").answers(200);
        return new Sale(seller, buyer, buyer.buys(cart, "buy", "approve").answers(201).text("id"));
    }

    private Sale delivered(Seller seller) {
        return delivered(seller, market.shopper());
    }

    private Sale delivered(Seller seller, Shopper buyer) {
        var sale = sold(seller, buyer);
        await("it has arrived").atMost(A_WHILE).until(() -> market.staff.post("/v1/admin/vendor-orders/" + sale.order + "." + seller.id + "/deliver", "{}").status() == 200);
        return sale;
    }

    private HttpSpecAnswer all(Seller seller) {
        return market.nobody.get("/v1/vendors/" + seller.id + "/ratings").answers(200);
    }

    private void shows(Seller seller, String... texts) {
        await("what is said").atMost(A_WHILE).untilAsserted(() -> assertThat(all(seller).each("items", "text")).containsExactly(texts));
    }

    @Test
    void whatHasArrivedIsRatedOnceAndTheAverageStandsWithTheOffer() {
        var seller = seller();
        var sale = sold(seller);
        sale.rates(5, "Quick").refuses(409, "not-delivered");
        sale.buyer.http().get(sale.path()).refuses(404, "not-found");
        await("it has arrived").atMost(A_WHILE).until(() -> market.staff.post("/v1/admin/vendor-orders/" + sale.order + "." + seller.id + "/deliver", "{}").status() == 200);
        sale.rates(5, "Quick").answers(201).has("stars", 5).has("text", "Quick").has("hidden", false);
        sale.rates(5, "Quick").answers(201).has("stars", 5);
        sale.rates(4, "Quick, but cold").answers(200).has("stars", 4).has("text", "Quick, but cold");
        sale.buyer.http().get(sale.path()).answers(200).has("stars", 4).has("vendorId", seller.id);
        shows(seller, "Quick, but cold");
        delivered(seller).rates(1, "Never again").answers(201);
        shows(seller, "Never again", "Quick, but cold");
        var page = market.nobody.get("/v1/vendors/" + seller.id + "/ratings?limit=1").answers(200);
        assertThat(page.each("items", "stars")).containsExactly("1");
        assertThat(market.nobody.get("/v1/vendors/" + seller.id + "/ratings?limit=1&cursor=" + URLEncoder.encode(page.text("next"), StandardCharsets.UTF_8)).answers(200).each("items", "stars")).containsExactly("4");
        assertThat(all(seller).body()).as("whose it is").doesNotContain(sale.order);

        await("the average").atMost(A_WHILE).untilAsserted(() -> assertThat(market.nobody.get("/v1/products/" + seller.sku).answers(200).json().at("/variants/0/offers/0/rating").toString()).isEqualTo("{\"average\":2.5,\"count\":2}"));
        // Staff writes back what it has read.
        var read = market.staff.get("/v1/products/" + seller.sku).answers(200).has("variants.0.offers.0.rating.average", 2.5);
        market.staff.put("/v1/admin/products/" + seller.sku, read.body()).answers(200);
        String figures = "/analytics?currency=GBP&from=" + LocalDate.now(ZoneOffset.UTC).minusDays(2) + "T00:00:00Z&to=" + LocalDate.now(ZoneOffset.UTC).plusDays(2) + "T00:00:00Z";
        for (var answer : List.of(seller.http.get("/v1/vendor" + figures), market.staff.get("/v1/admin/vendors/" + seller.id + figures))) assertThat(answer.answers(200).json().path("rating").toString()).isEqualTo("{\"average\":2.5,\"count\":2}");
    }

    @Test
    void aTextThatStaffHidesIsReadByNobodyElseAndItsStarsCount() {
        var seller = seller();
        var sale = delivered(seller);
        sale.rates(1, "Call me").answers(201);
        shows(seller, "Call me");
        String id = sale.order + "." + seller.id;
        for (int i = 0; i < 2; i++) market.staff.post("/v1/admin/ratings/" + id + "/hide").answers(200).has("hidden", true).has("text", "Call me");
        sale.rates(1, "Call me again").answers(200).has("hidden", true);
        await("it is hidden").atMost(A_WHILE).untilAsserted(() -> assertThat(all(seller).hasSize("items", 1).body()).doesNotContain("Call me"));
        await("staff reads it").atMost(A_WHILE).untilAsserted(() -> assertThat(market.staff.get("/v1/admin/vendors/" + seller.id + "/ratings").answers(200).each("items", "text")).containsExactly("Call me again"));
        assertThat(all(seller).each("items", "stars")).containsExactly("1");
        market.staff.post("/v1/admin/ratings/" + id + "/show").answers(200).has("hidden", false);
        shows(seller, "Call me again");
        sale.buyer.http().post("/v1/admin/ratings/" + id + "/hide").refuses(403, "forbidden");
        market.staff.post("/v1/admin/vendors/" + seller.id + "/suspend", "{'reason':'Closed'}").answers(200);
        market.nobody.get("/v1/vendors/" + seller.id + "/ratings").refuses(404, "not-found");
    }

    @Test
    void whoHasTakenAnOrderOverHasASayInItAndWhoPlacedItNoMore() {
        var seller = seller();
        var guest = market.shopper();
        String email = accounts.open();
        var ann = market.nobody.withToken(accounts.session(email, "customer"));
        String cart = guest.cart();
        guest.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + seller.sku + "','quantity':1,'vendorId':'" + seller.id + "'}").answers(200);
        var sale = new Sale(seller, guest, guest.http().withKey("buy").post("/v1/carts/" + cart + "/checkout", Market.buying("approve").replace("ann@shop.example", email)).answers(201).text("id"));
        await("it has arrived").atMost(A_WHILE).until(() -> market.staff.post("/v1/admin/vendor-orders/" + sale.order + "." + seller.id + "/deliver", "{}").status() == 200);
        sale.rates(2, "Said as a guest").answers(201);
        guest.http().withKey("early").post("/v1/orders/" + sale.order + "/disputes", "{'vendorId':'" + seller.id + "','reason':'Broken, says the guest'}").answers(201);
        // What the guest has bought with another address is not ann's, nor is what was said of it.
        var others = delivered(seller, guest);
        others.rates(3, "Not about hers").answers(201);
        guest.http().withKey("others").post("/v1/orders/" + others.order + "/disputes", "{'vendorId':'" + seller.id + "','reason':'Not about hers either'}").answers(201);
        await("it is taken over").atMost(A_WHILE).until(() -> ann.post("/v1/me/guest-orders/" + sale.order + "/claim").status() == 200);
        await("the export").atMost(A_WHILE).untilAsserted(() -> {
            var data = ann.post("/v1/me/data-export").answers(200).json().path("data");
            assertThat(data.path("ratings").toString()).contains("Said as a guest").doesNotContain("Not about hers");
            assertThat(data.path("disputes").toString()).contains("Broken, says the guest").doesNotContain("Not about hers");
        });

        guest.order(sale.order).answers(200);
        sale.rates(1, "Never again").refuses(404, "not-found");
        guest.http().withKey("dispute").post("/v1/orders/" + sale.order + "/disputes", "{'vendorId':'" + seller.id + "','reason':'It is broken'}").refuses(404, "not-found");
        ann.put(sale.path(), "{'stars':5,'text':'Quick'}").answers(200);
        await("the export, once what was said anew").atMost(A_WHILE).untilAsserted(() -> assertThat(ann.post("/v1/me/data-export").answers(200).json().path("data").path("ratings").findValuesAsText("text")).containsExactly("Quick"));
        for (String path : List.of(sale.path(), "/v1/orders/" + sale.order + "/disputes")) guest.http().get(path).refuses(404, "not-found");
    }

    @Test
    void onlyItsBuyerRatesAnOrderAndOnlyWhoseSoldSomethingInIt() {
        var seller = seller();
        var sale = delivered(seller);
        var stranger = seller();
        for (var who : List.of(market.shopper().http(), seller.http, market.staff)) who.put(sale.path(), "{'stars':5}").refuses(404, "not-found");
        market.nobody.put(sale.path(), "{'stars':5}").refuses(401, "unauthenticated");
        sale.buyer.http().put("/v1/orders/" + sale.order + "/ratings/" + stranger.id, "{'stars':5}").refuses(404, "not-found");
        for (String other : List.of("x".repeat(255), "a.b", "%2F")) sale.buyer.http().put("/v1/orders/" + sale.order + "/ratings/" + other, "{'stars':5}").refuses(404, "not-found");
        sale.buyer.http().put("/v1/orders/made-up/ratings/" + seller.id, "{'stars':5}").refuses(404, "not-found");
        for (String bad : List.of("{}", "{'stars':0}", "{'stars':6}", "{'stars':4.5}", "{'stars':'5'}", "{'stars':null}", "{'stars':5,'text':''}", "{'stars':5,'text':'" + "x".repeat(2_001) + "'}", "{'stars':5,'hidden':false}")) {
            sale.buyer.http().put(sale.path(), bad).refuses(400, "bad-request");
        }
        sale.buyer.http().get(sale.path()).refuses(404, "not-found");
        sale.buyer.http().put(sale.path(), "{'stars':5}").answers(201).hasNo("text");
    }

    @Test
    void whoHasAnAccountIsToldInItsExportWhatItSaid() {
        String token = accounts.session(accounts.open(), "customer");
        var me = new Shopper(market.nobody.withToken(token), token);
        var sale = delivered(seller(), me);
        sale.rates(3, "So so").answers(201);
        await("the export").atMost(A_WHILE).untilAsserted(() -> assertThat(me.http().post("/v1/me/data-export").answers(200).json().at("/data/ratings/0/text").asText()).isEqualTo("So so"));
    }

    @Test
    void whatAnErasedBuyerSaidIsGoneAndTheStarsStay() {
        var seller = seller();
        var sale = delivered(seller);
        sale.rates(2, "Ask for Ann").answers(201);
        shows(seller, "Ask for Ann");
        market.staff.post("/v1/admin/orders/" + sale.order + "/erasure").answers(204);
        assertThat(all(seller).body()).doesNotContain("Ann");
        assertThat(all(seller).each("items", "stars")).containsExactly("2");
        sale.rates(3, "Still here").refuses(410, "erased");
    }
}
