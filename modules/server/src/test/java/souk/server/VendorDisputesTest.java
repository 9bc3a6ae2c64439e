package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Buyers disagree with vendors: what is disputed is not paid out, staff decides, and the money is released or goes back. Everything over HTTP. A run pays every vendor of the shop. */
@AloneInOpenShop
class VendorDisputesTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String ADMIN = "/v1/admin/disputes";

    private final Market market;
    private final Accounts accounts;

    VendorDisputesTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private record Seller(String id, HttpSpec http) {
        private HttpSpecAnswer balance() {
            return http.get("/v1/vendor/balance?currency=GBP").answers(200);
        }

        private void has(String what, int pence) {
            await(what + " is " + pence).atMost(LONG).untilAsserted(() -> balance().hasMoney(what, pence, "GBP"));
        }
    }

    /** @param path of the order's disputes */
    private record Sale(Seller seller, Shopper buyer, String order, String sku, String path) {
        private HttpSpecAnswer opens(String key) {
            return buyer.http().withKey(key).post(path, "{'vendorId':'" + seller.id + "','reason':'It is broken'}");
        }
    }

    private Seller seller() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.vendor(email);
        return new Seller(id, market.nobody.withToken(accounts.session(email, "vendor")));
    }

    /** Two units of a vendor's at 9.50 with their freight, delivered, in an order with one of the shop's own. */
    private Sale sold() {
        var seller = seller();
        String sku = market.sells(1_000, 5);
        seller.http.put("/v1/vendor/offers/" + sku, "{'price':{'amount':900,'currency':'GBP'},'freight':{'amount':50,'currency':'GBP'},'location':'home','onHand':9}").answers(201);
        var buyer = market.shopper();
        String cart = buyer.cart(sku, 1);
        buyer.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':2,'vendorId':'" + seller.id + "'}").answers(200);
        String order = buyer.buys(cart, "buy", "approve").answers(201).text("id");
        market.staff.put("/v1/admin/payout-settings", "{'holdDays':0}").answers(200);
        await("the vendor order").atMost(LONG).until(() -> market.staff.post("/v1/admin/vendor-orders/" + order + "." + seller.id + "/deliver", "{}").status() == 200);
        seller.has("payable", 1_900);
        return new Sale(seller, buyer, order, sku, "/v1/orders/" + order + "/disputes");
    }

    @AfterEach
    void payoutsAreAsTheyWere() {
        market.staff.put("/v1/admin/payout-settings", "{'holdDays':14}").answers(200);
    }

    private void pays() {
        String run = market.staff.withKey(Market.unique("run")).post("/v1/admin/payouts/runs", "{'currency':'GBP'}").answers(201).text("id");
        await("the run is over").atMost(LONG).until(() -> !market.staff.get("/v1/admin/payouts/runs/" + run).answers(200).text("state").equals("running"));
    }

    private HttpSpecAnswer decides(String dispute, String favoured) {
        var answer = market.staff.post(ADMIN + "/" + dispute + "/decision", "{'for':'" + favoured + "'}");
        await("it is carried out").atMost(LONG).until(() -> market.staff.get(ADMIN + "/" + dispute).answers(200).text("status").equals("decided"));
        return answer;
    }

    @Test
    void whatIsDisputedIsPaidOnceItIsDecidedForTheVendor() {
        var sale = sold();
        var vendor = sale.seller;
        String id = sale.opens("open").answers(201).has("status", "open").has("reason", "It is broken").has("vendorId", vendor.id).text("id");
        assertThat(sale.opens("open").answers(201).text("id")).isEqualTo(id);
        sale.opens("again").refuses(409, "dispute-open");
        sale.buyer.http().withKey("open").post(sale.path, "{'vendorId':'" + vendor.id + "','reason':'Something else'}").refuses(422, "idempotency-key-reused");
        vendor.has("held", 1_900);
        pays();
        vendor.balance().hasMoney("paid", 0, "GBP").hasMoney("payable", 0, "GBP").hasMoney("held", 1_900, "GBP");

        vendor.http.withKey("said").post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'It was whole'}").answers(201).hasSize("timeline", 2);
        vendor.http.withKey("said").post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'It was whole'}").answers(201).hasSize("timeline", 2);
        vendor.http.withKey("said").post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'It was not'}").refuses(422, "idempotency-key-reused");
        sale.buyer.http().post(sale.path + "/" + id + "/evidence", "{'text':'It is not'}").answers(201).hasSize("timeline", 3);
        market.staff.post(ADMIN + "/" + id + "/evidence", "{'text':'A picture, please'}").answers(201).hasSize("timeline", 4);
        await("the lists").atMost(LONG).untilAsserted(() -> {
            assertThat(sale.buyer.http().get(sale.path).answers(200).each("items", "id")).containsExactly(id);
            assertThat(vendor.http.get("/v1/vendor/disputes").answers(200).each("items", "id")).containsExactly(id);
            assertThat(market.staff.get(ADMIN + "?status=open&limit=200").answers(200).each("items", "id")).contains(id);
        });
        await("what is told to who said it").atMost(LONG).untilAsserted(() -> {
            var told = vendor.http.post("/v1/me/data-export").answers(200).json().path("data").path("disputes");
            assertThat(told.at("/0/disputeId").asText() + told.at("/0/said/0/text").asText()).isEqualTo(id + "It was whole");
            assertThat(told.toString()).doesNotContain("It is broken");
        });
        assertThat(market.staff.get(ADMIN + "?status=overdue&limit=200").answers(200).each("items", "id")).doesNotContain(id);
        assertThat(vendor.http.get("/v1/vendor/disputes/" + id).answers(200).each("timeline", "by")).containsExactly("buyer", "vendor", "buyer", "staff");

        decides(id, "vendor");
        decides(id, "vendor").answers(200).has("for", "vendor");
        market.staff.post(ADMIN + "/" + id + "/decision", "{'for':'buyer'}").refuses(409, "dispute-decided");
        vendor.http.post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'Thank you'}").refuses(409, "evidence-closed");
        assertThat(market.staff.get(ADMIN + "/" + id).answers(200).has("overdue", false).each("timeline", "type")).containsExactly("opened", "evidence", "evidence", "evidence", "decided", "closed");
        vendor.has("payable", 1_900);
        pays();
        vendor.has("paid", 1_900);
        sale.buyer.order(sale.order).answers(200).hasMoney("refunded", 0, "GBP");
    }

    @Test
    void whatWasPaidIsTakenBackOnceItIsDecidedForTheBuyer() {
        var sale = sold();
        var vendor = sale.seller;
        pays();
        vendor.has("paid", 1_900);
        String id = sale.opens("open").answers(201).text("id");
        decides(id, "buyer");
        sale.buyer.order(sale.order).answers(200).has("status", "confirmed").hasMoney("refunded", 1_900, "GBP");
        assertThat(market.staff.get(ADMIN + "/" + id).answers(200).has("for", "buyer").each("timeline", "type")).containsExactly("opened", "decided", "refunded", "closed");
        vendor.has("payable", -1_900);
        sale.opens("more").refuses(409, "nothing-left");
        market.has(sale.sku, 4);
        for (var total : List.of(market.staff.get("/v1/admin/ledger/trial-balance").answers(200).json().path("totals"))) total.forEach(each -> assertThat(each.path("debit").asLong()).isEqualTo(each.path("credit").asLong()));
    }

    @Test
    void whatAnErasedBuyerSaidIsGoneAndItIsDecidedAllTheSame() {
        var sale = sold();
        String id = sale.opens("open").answers(201).text("id");
        sale.seller.http.post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'It was whole'}").answers(201);
        market.staff.post("/v1/admin/orders/" + sale.order + "/erasure").answers(204);
        var seen = market.staff.get(ADMIN + "/" + id).answers(200).hasSize("timeline", 2);
        assertThat(seen.body()).doesNotContain("It is broken").contains("It was whole");
        assertThat(seen.json().has("reason")).isFalse();
        sale.buyer.http().post(sale.path + "/" + id + "/evidence", "{'text':'It is not'}").refuses(410, "erased");
        sale.opens("more").refuses(410, "erased");
        decides(id, "buyer");
        sale.buyer.order(sale.order).answers(200).hasMoney("refunded", 1_900, "GBP");
    }

    @Test
    void onlyWhoHasASayIsHeardAndOnlyOfWhatIsTheVendors() {
        var sale = sold();
        var other = market.shopper();
        var stranger = seller();
        String body = "{'vendorId':'" + sale.seller.id + "','reason':'Mine'}";
        other.http().withKey("k").post(sale.path, body).refuses(404, "not-found");
        other.http().get(sale.path).refuses(404, "not-found");
        sale.buyer.http().withKey("k").post(sale.path, "{'vendorId':'" + stranger.id + "','reason':'Not theirs'}").refuses(404, "not-found");
        sale.buyer.http().post(sale.path, body).refuses(400, "idempotency-key-missing");
        for (String bad : List.of("{}", "{'vendorId':'" + sale.seller.id + "'}", "{'vendorId':'" + sale.seller.id + "','reason':''}", "{'vendorId':1,'reason':'x'}", body.replace("}", ",'amount':1}"))) {
            sale.buyer.http().withKey("k").post(sale.path, bad).refuses(400, "bad-request");
        }
        String id = sale.opens("open").answers(201).text("id");
        stranger.http.get("/v1/vendor/disputes/" + id).refuses(404, "not-found");
        stranger.http.post("/v1/vendor/disputes/" + id + "/evidence", "{'text':'x'}").refuses(404, "not-found");
        other.http().post(sale.path + "/" + id + "/evidence", "{'text':'x'}").refuses(404, "not-found");
        sale.buyer.http().post(sale.path + "/made-up/evidence", "{'text':'x'}").refuses(404, "not-found");
        sale.buyer.http().post(sale.path + "/" + id + "/evidence", "{'text':'" + "x".repeat(2_001) + "'}").refuses(400, "bad-request");
        sale.seller.http.post(ADMIN + "/" + id + "/decision", "{'for':'vendor'}").refuses(403, "forbidden");
        for (String bad : List.of("{}", "{'for':'staff'}", "{'for':'nobody'}")) market.staff.post(ADMIN + "/" + id + "/decision", bad).refuses(400, "bad-request");
        market.staff.get(ADMIN + "?status=lost").refuses(400, "bad-request");
        assertThat(stranger.http.get("/v1/vendor/disputes").answers(200).each("items", "id")).isEmpty();
        market.staff.get(ADMIN + "/" + id).answers(200).hasSize("timeline", 1);
    }
}
