package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Vendors sell the shop's SKUs at their own prices from their own shelves: shown, put into carts, paid and given back. Everything over HTTP. */
@InOpenShop
class VendorOffersTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Market market;
    private final Accounts accounts;

    VendorOffersTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    /** Somebody who sells, with the token of a vendor. */
    private record Vendor(String id, HttpSpec http) {
        private HttpSpecAnswer offers(String sku, int pence, int freight, int units) {
            return http.put("/v1/vendor/offers/" + sku, offer(pence, freight, units));
        }

        private void has(String sku, int units) {
            http.get("/v1/vendor/offers/" + sku).answers(200).has("onHand", units).has("reserved", 0).has("available", units);
        }
    }

    private static String offer(int pence, int freight, int units) {
        return "{'price':" + money(pence) + ",'freight':" + money(freight) + ",'location':'home','onHand':" + units + "}";
    }

    private static String money(int pence) {
        return "{'amount':" + pence + ",'currency':'GBP'}";
    }

    private Vendor vendor() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.shopper().http().post("/v1/vendors/applications", "{'name':'Teas','email':'" + email + "','password':'" + Accounts.PASSWORD + "','payoutAccount':'acct-1'}").answers(201).text("vendorId");
        market.staff.post("/v1/admin/vendors/" + id + "/approve").answers(200);
        return new Vendor(id, market.nobody.withToken(accounts.session(email, "vendor")));
    }

    private static HttpSpecAnswer adds(Shopper shopper, String cart, String sku, int quantity, Vendor vendor) {
        return shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':" + quantity + ",'vendorId':'" + vendor.id + "'}");
    }

    /** What shoppers are shown: vendor, total of price and freight, units, and an asterisk at the default. */
    private List<String> shown(String sku) {
        return StreamSupport.stream(market.nobody.get("/v1/products/" + sku).answers(200).json().path("variants").path(0).path("offers").spliterator(), false).map(VendorOffersTest::word).toList();
    }

    private static String word(JsonNode offer) {
        return offer.path("vendorId").asText() + " " + offer.path("price").path("amount").asLong() + "+" + offer.path("freight").path("amount").asLong() + " " + offer.path("available").asLong()
                + (offer.path("default").asBoolean() ? " *" : "");
    }

    private void shows(String sku, String... offers) {
        await("what is offered of " + sku).atMost(A_WHILE).untilAsserted(() -> assertThat(shown(sku)).containsExactly(offers));
    }

    /** Sold by the catalog, and nowhere in the shop's own stock. */
    private String withoutStock(int pence) {
        String sku = Market.unique("SKU");
        market.offers(sku, pence, "GBP");
        return sku;
    }

    @Test
    void aCartOfTwoVendorsAndTheShopIsOneOrderOnePaymentAndEachShelfHasWhatIsLeft() {
        String sku = market.sells(1_000, 5);
        var ann = vendor();
        var bob = vendor();
        ann.offers(sku, 900, 50, 4).answers(201);
        bob.offers(sku, 800, 300, 3).answers(201);
        shows(sku, ann.id + " 900+50 4", bob.id + " 800+300 3");

        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 2, ann).answers(200);
        adds(shopper, cart, sku, 1, bob).answers(200).hasSize("lines", 3).hasNo("lines.0.vendorId").has("lines.1.vendorId", ann.id).hasMoney("lines.1.freight", 50, "GBP")
                .hasMoney("totals.subtotal", 3_600, "GBP").hasMoney("totals.shipping", 400, "GBP").hasMoney("totals.total", 4_000, "GBP");

        shopper.buys(cart, "declined", "decline").refuses(402, "payment-declined");
        market.has(sku, 5);
        ann.has(sku, 4);
        bob.has(sku, 3);

        var bought = shopper.buys(cart, "bought", "approve").answers(201).hasSize("lines", 3).has("lines.2.vendorId", bob.id).hasMoney("lines.1.freight", 100, "GBP").hasMoney("totals.total", 4_000, "GBP");
        String order = bought.text("id");
        market.ledger(order).hasSize("items", 1).hasMoney("items.0.captured", 4_000, "GBP");
        market.has(sku, 4);
        ann.has(sku, 2);
        bob.has(sku, 2);
        market.staff.get("/v1/admin/orders/" + order).answers(200).has("lines.1.vendor.vendorId", ann.id).hasMoney("lines.1.vendor.freight", 100, "GBP").hasNo("lines.1.vendor.commission");
        await("the sale is booked").atMost(A_WHILE).until(() -> market.staff.get("/v1/admin/ledger/transactions/sale." + order).status() == 200);
        assertThat(market.staff.get("/v1/admin/ledger/transactions/sale." + order).each("legs", "account")).containsExactlyInAnyOrder("cash", "sales", "vendor:" + ann.id, "vendor:" + bob.id);

        shopper.cancels(order, "cancel").answers(200);
        market.has(sku, 5);
        ann.has(sku, 4);
        bob.has(sku, 3);
        market.ledger(order).hasMoney("items.0.net", 0, "GBP");
        var totals = market.staff.get("/v1/admin/ledger/trial-balance").answers(200).json().path("totals");
        for (JsonNode total : totals) assertThat(total.path("debit").asLong()).isEqualTo(total.path("credit").asLong());
    }

    @Test
    void aPartOfAVendorsLineIsGivenBackWithItsFreightAndReturnsToTheVendorsShelf() {
        String sku = market.sells(1_000, 5);
        var ann = vendor();
        ann.offers(sku, 900, 50, 4).answers(201);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 3, ann).answers(200);
        String order = shopper.buys(cart, "bought", "approve").answers(201).text("id");
        market.refunds(order, Market.unique("k"), "{'lines':[{'sku':'" + sku + "','quantity':1,'vendorId':'" + ann.id + "'}]}").answers(201).hasMoney("amount", 950, "GBP")
                .has("lines.0.vendorId", ann.id).hasMoney("lines.0.freight", 50, "GBP");
        ann.has(sku, 2);
        market.has(sku, 4);
        market.refunds(order, Market.unique("k"), "{'lines':[" + Market.line(sku, 1) + "]}").answers(201).hasMoney("amount", 1_000, "GBP");
        market.has(sku, 5);
        shopper.cancels(order, "cancel").answers(200);
        ann.has(sku, 4);
        market.ledger(order).hasMoney("items.0.net", 0, "GBP");
    }

    @Test
    void aLineThatNamesNoVendorIsTheShopsOwnOrElseTheDefaultOffer() {
        String sku = withoutStock(1_000);
        var ann = vendor();
        var bob = vendor();
        ann.offers(sku, 900, 150, 4).answers(201);
        bob.offers(sku, 1_000, 0, 1).answers(201);
        shows(sku, bob.id + " 1000+0 1 *", ann.id + " 900+150 4");
        var shopper = market.shopper();
        String cart = shopper.cart();
        shopper.adds(cart, sku, 1).answers(200).has("lines.0.vendorId", bob.id).hasMoney("lines.0.unitPrice", 1_000, "GBP");
        shopper.buys(cart, "bought", "approve").answers(201);
        bob.has(sku, 0);
        shows(sku, ann.id + " 900+150 4 *", bob.id + " 1000+0 0");

        // The shop's own go first when there are some; and what lies at a vendor's is never sold for them.
        market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':1}").answers(201);
        shows(sku, ann.id + " 900+150 4", bob.id + " 1000+0 0");
        String other = shopper.cart();
        shopper.adds(other, sku, 2).answers(200).hasNo("lines.0.vendorId");
        shopper.buys(other, "too many", "approve").refuses(409, "sold-out");
        ann.has(sku, 4);
        market.has(sku, 1);
    }

    @Test
    void anOfferIsSoldAtOnceAndShownToStaffWhoCanWriteBackWhatTheyRead() {
        String sku = withoutStock(1_000);
        var ann = vendor();
        var shopper = market.shopper();
        for (int pence : new int[] {900, 800, 700}) {
            shown(sku);
            ann.offers(sku, pence, 0, 4);
            shopper.adds(shopper.cart(), sku, 1).answers(200).has("lines.0.vendorId", ann.id).hasMoney("lines.0.unitPrice", pence, "GBP");
            shows(sku, ann.id + " " + pence + "+0 4 *");
        }
        var read = market.staff.get("/v1/products/" + sku).answers(200).has("variants.0.offers.0.vendorId", ann.id).json();
        market.staff.put("/v1/admin/products/" + sku, read.toString().replace('"', '\'')).answers(200);
        ann.http.delete("/v1/vendor/offers/" + sku).answers(204);
        shopper.adds(shopper.cart(), sku, 1).answers(200).hasNo("lines.0.vendorId");
        shows(sku);
    }

    @Test
    void whoIsSuspendedIsNotShownAndNotSold() {
        String sku = withoutStock(1_000);
        var ann = vendor();
        var bob = vendor();
        ann.offers(sku, 900, 0, 4).answers(201);
        bob.offers(sku, 950, 0, 4).answers(201);
        shows(sku, ann.id + " 900+0 4 *", bob.id + " 950+0 4");
        var shopper = market.shopper();
        String cart = shopper.cart();
        adds(shopper, cart, sku, 1, ann).answers(200);
        market.staff.post("/v1/admin/vendors/" + ann.id + "/suspend").answers(200);
        shows(sku, bob.id + " 950+0 4 *");
        adds(shopper, cart, sku, 1, ann).refuses(409, "vendor-suspended");
        shopper.buys(cart, "suspended", "approve").refuses(409, "not-for-sale");
        await("its token is refused").atMost(A_WHILE).until(() -> ann.http.put("/v1/vendor/offers/" + sku, offer(1, 0, 1)).status() == 401);
        shopper.adds(shopper.cart(), sku, 1).answers(200).has("lines.0.vendorId", bob.id);
        market.staff.post("/v1/admin/vendors/" + ann.id + "/reinstate").answers(200);
        shopper.buys(cart, "reinstated", "approve").answers(201);
    }

    @Test
    void aCheckoutTellsWhenAVendorHasAnotherPriceByNowOrHasWithdrawnIt() {
        String sku = market.sells(1_000, 5);
        var ann = vendor();
        ann.offers(sku, 900, 50, 4).answers(201);
        var shopper = market.shopper();
        String cart = shopper.cart();
        adds(shopper, cart, sku, 2, ann).answers(200);
        ann.offers(sku, 900, 60, 4).answers(200);
        shopper.buys(cart, "old", "approve").refuses(409, "price-changed").hasMoney("cart.totals.total", 1_920, "GBP");
        shopper.sees(cart).answers(200).hasMoney("lines.0.freight", 60, "GBP");
        ann.http.delete("/v1/vendor/offers/" + sku).answers(204);
        shopper.buys(cart, "gone", "approve").refuses(409, "not-for-sale");
        adds(shopper, shopper.cart(), sku, 1, ann).refuses(404, "not-found");
        shows(sku);
        ann.offers(sku, 900, 60, 4).answers(201);
        shopper.buys(cart, "back", "approve").answers(201).hasMoney("totals.total", 1_920, "GBP");
        ann.has(sku, 2);
        market.has(sku, 5);
    }

    @Test
    void aVendorsLastUnitIsSoldOnceThoughFiftyBuyItAtOnce() throws InterruptedException {
        String sku = market.sells(1_000, 100);
        var ann = vendor();
        var bob = vendor();
        ann.offers(sku, 900, 50, 1).answers(201);
        bob.offers(sku, 900, 50, 100).answers(201);
        var carts = Together.each(50, 8, i -> {
            var shopper = market.shopper();
            String cart = shopper.cart();
            adds(shopper, cart, sku, 1, ann).answers(200);
            return new Filled(shopper, cart);
        });
        var answers = Together.each(50, i -> carts.get(i).shopper.buys(carts.get(i).cart, "buy", "approve").status());
        assertThat(answers).containsOnly(201, 409).containsOnlyOnce(201);
        ann.has(sku, 0);
        bob.has(sku, 100);
        market.has(sku, 100);
    }

    private record Filled(Shopper shopper, String cart) {}

    @Test
    void aVendorSeesAndChangesItsOwnOffersAndNobodyElses() {
        String sku = market.sells(1_000, 5);
        var ann = vendor();
        var bob = vendor();
        String path = "/v1/vendor/offers/" + sku;
        ann.http.get(path).refuses(404, "not-found");
        var made = ann.offers(sku, 900, 50, 4).answers(201).has("sku", sku).hasMoney("price", 900, "GBP").hasMoney("freight", 50, "GBP").has("location", "home").has("onHand", 4);
        bob.http.get(path).refuses(404, "not-found");
        bob.http.delete(path).refuses(404, "not-found");
        ann.http.put(path, "{'price':" + money(800) + ",'location':'away','onHand':9}").answers(200).hasMoney("freight", 0, "GBP").has("onHand", 9);
        ann.http.ifMatch(made.header("ETag")).put(path, offer(1, 0, 1)).refuses(412, "stale");
        ann.http.ifMatch(made.header("ETag")).delete(path).refuses(412, "stale");
        await("it is in the list").atMost(A_WHILE).until(() -> ann.http.get("/v1/vendor/offers").answers(200).each("items", "sku").equals(List.of(sku)));
        ann.http.get("/v1/vendor/offers").has("items.0.onHand", 9).has("items.0.location", "away");
        assertThat(bob.http.get("/v1/vendor/offers").answers(200).each("items", "sku")).isEmpty();

        ann.http.put("/v1/vendor/offers/" + Market.unique("NONE"), offer(1, 0, 1)).refuses(404, "not-found");
        ann.http.put(path, offer(1, 0, 1).replace("GBP", "USD")).refuses(409, "currency-mismatch");
        ann.http.put(path, offer(-1, 0, 1)).refuses(400, "bad-request");
        ann.http.put(path, offer(1, -1, 1)).refuses(400, "bad-request");
        ann.http.put(path, offer(1, 0, 1_000_000_000)).refuses(400, "bad-request");
        for (var other : List.of(market.staff, market.shopper().http())) other.put(path, offer(1, 0, 1)).refuses(403, "forbidden");

        String id = ann.id + ":" + sku;
        market.staff.get("/v1/admin/offers/" + id).answers(200).has("offered", true).has("version", 2).has("counted", 9);
        await("its history").atMost(A_WHILE).untilAsserted(() -> market.staff.get("/v1/admin/offers/" + id + "?asOf=version:1").answers(200).hasMoney("price", 900, "GBP"));
        var shelves = market.staff.get("/v1/admin/stock/" + sku).answers(200).has("available", 5);
        assertThat(shelves.each("others", "location")).containsExactly("@" + ann.id + "/away");
        assertThat(market.stock(sku).has("available", 5).each("locations", "location")).containsExactly("main");

        ann.http.delete(path).answers(204);
        ann.http.delete(path).answers(204);
        ann.http.get(path).refuses(404, "not-found");
        await("it is out of the list").atMost(A_WHILE).until(() -> ann.http.get("/v1/vendor/offers").answers(200).each("items", "sku").isEmpty());
        market.staff.get("/v1/admin/offers/" + id).answers(200).has("offered", false);
    }
}
