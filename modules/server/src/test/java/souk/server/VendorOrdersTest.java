package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** What of an order is a vendor's: seen by that vendor and no other, sent, delivered, given back and called off. Everything over HTTP. */
@InOpenShop
class VendorOrdersTest {
    private static final Duration A_WHILE = Duration.ofSeconds(60);
    private static final String ORDERS = "/v1/vendor/orders";
    private static final String ADMIN = "/v1/admin/vendor-orders";
    private static final String SENT = "{'carrier':'Royal Mail','trackingNumber':'RM1'}";

    private final Market market;
    private final Accounts accounts;
    private final List<String> rules = new ArrayList<>();

    VendorOrdersTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    /** Somebody who sells, with the token of a vendor. */
    private record Seller(String id, HttpSpec http) {
        private void offers(String sku, int pence, int freight, int units) {
            http.put("/v1/vendor/offers/" + sku, "{'price':" + money(pence) + ",'freight':" + money(freight) + ",'location':'home','onHand':" + units + "}").answers(201);
        }

        private void has(String sku, int units) {
            http.get("/v1/vendor/offers/" + sku).answers(200).has("onHand", units).has("reserved", 0);
        }

        /** Its part of an order, once it is there. */
        private String of(String order) {
            String id = order + "." + this.id;
            await("what is theirs of " + order).atMost(A_WHILE).until(() -> http.get(ORDERS + "/" + id).status() == 200);
            return id;
        }

        private HttpSpecAnswer sees(String vendorOrder) {
            return http.get(ORDERS + "/" + vendorOrder).answers(200);
        }

        private HttpSpecAnswer ships(String vendorOrder, String body) {
            return http.post(ORDERS + "/" + vendorOrder + "/ship", body);
        }

        private HttpSpecAnswer refunds(String vendorOrder, String key, String body) {
            return http.withKey(key).post(ORDERS + "/" + vendorOrder + "/refunds", body);
        }

        private HttpSpecAnswer cancels(String vendorOrder, String key) {
            return http.withKey(key).post(ORDERS + "/" + vendorOrder + "/cancel");
        }
    }

    private static String money(int pence) {
        return "{'amount':" + pence + ",'currency':'GBP'}";
    }

    private Seller seller() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.vendor(email);
        return new Seller(id, market.nobody.withToken(accounts.session(email, "vendor")));
    }

    /** The shop keeps so much of what this vendor sells from now on. */
    private void keeps(Seller of, int basisPoints) {
        rules.add("/v1/admin/commission-rules/" + Market.unique("rule"));
        market.staff.put(rules.get(rules.size() - 1), "{'vendorId':'" + of.id + "','basisPoints':" + basisPoints + ",'from':'2020-01-01T00:00:00Z'}").answers(201);
    }

    @AfterEach
    void itsRulesAreGone() {
        rules.forEach(rule -> market.staff.delete(rule).answers(204));
    }

    private static void adds(Shopper shopper, String cart, String sku, int quantity, Seller of) {
        shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':" + quantity + ",'vendorId':'" + of.id + "'}").answers(200);
    }

    private HttpSpecAnswer delivers(String vendorOrder, String body) {
        return market.staff.post(ADMIN + "/" + vendorOrder + "/deliver", body);
    }

    private static String units(String sku, int quantity) {
        return "{'lines':[" + Market.line(sku, quantity) + "]}";
    }

    @Test
    void oneCartIsOnePaymentAndAnOrderForEachVendorWhichNobodyElseSees() {
        String sku = market.sells(1_000, 5);
        var ann = seller();
        var bob = seller();
        keeps(ann, 1_250);
        ann.offers(sku, 905, 50, 4);
        bob.offers(sku, 800, 300, 3);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 2, ann);
        adds(shopper, cart, sku, 1, bob);
        String order = shopper.buys(cart, "bought", "approve").answers(201).text("id");
        market.ledger(order).hasSize("items", 1).hasMoney("items.0.captured", 1_000 + 1_910 + 1_100, "GBP");

        String anns = ann.of(order);
        String bobs = bob.of(order);
        // 12.5 % of 18.10 is 2.2625; freight bears none.
        ann.sees(anns).has("orderId", order).has("status", "open").hasSize("lines", 1).has("lines.0.lineId", "2").has("lines.0.sku", sku).has("lines.0.quantity", 2).hasMoney("lines.0.unitPrice", 905, "GBP")
                .hasMoney("lines.0.total", 1_810, "GBP").hasMoney("lines.0.freight", 100, "GBP").hasMoney("lines.0.commission", 226, "GBP").hasMoney("lines.0.net", 1_684, "GBP")
                .has("shippingAddress.line1", "1 High Street").hasNo("email");
        bob.sees(bobs).hasSize("lines", 1).has("lines.0.lineId", "3").hasMoney("lines.0.commission", 0, "GBP").hasMoney("lines.0.net", 1_100, "GBP");
        await("it is in the list").atMost(A_WHILE).until(() -> ann.http.get(ORDERS).answers(200).each("items", "id").equals(List.of(anns)));
        ann.http.get(ORDERS).has("items.0.status", "open").hasMoney("items.0.lines.0.net", 1_684, "GBP").hasNo("items.0.shippingAddress");
        await("and in the other's").atMost(A_WHILE).until(() -> bob.http.get(ORDERS).answers(200).each("items", "id").equals(List.of(bobs)));

        for (String id : List.of(anns, "made-up", order, order + "." + Market.unique("nobody"))) {
            bob.http.get(ORDERS + "/" + id).refuses(404, "not-found");
            bob.ships(id, SENT).refuses(404, "not-found");
            bob.refunds(id, "k", units(sku, 1)).refuses(404, "not-found");
            bob.cancels(id, "k").refuses(404, "not-found");
        }
        for (var other : List.of(market.staff, shopper.http())) other.get(ORDERS + "/" + anns).refuses(403, "forbidden");
        for (var other : List.of(ann.http, shopper.http())) other.get(ADMIN + "/" + anns).refuses(403, "forbidden");
        ann.sees(anns).has("status", "open").has("lines.0.quantity", 2).has("lines.0.status", "open");
    }

    @Test
    void itIsSentAndDeliveredOnce() {
        String sku = market.sells(1_000, 5);
        var ann = seller();
        ann.offers(sku, 900, 50, 4);
        var shopper = market.shopper();
        String cart = shopper.cart();
        adds(shopper, cart, sku, 2, ann);
        String id = ann.of(shopper.buys(cart, "bought", "approve").answers(201).text("id"));

        ann.ships(id, "{'carrier':'Royal Mail'}").refuses(400, "bad-request");
        var sent = ann.ships(id, SENT).answers(200).has("status", "shipped").has("carrier", "Royal Mail").has("trackingNumber", "RM1");
        ann.ships(id, SENT).answers(200).has("shippedAt", sent.text("shippedAt"));
        ann.ships(id, SENT.replace("RM1", "RM2")).refuses(409, "vendor-order-shipped");
        ann.cancels(id, "too late").refuses(409, "vendor-order-shipped");
        ann.sees(id).has("shippingAddress.city", "Leeds");
        market.staff.get(ADMIN + "/" + id).answers(200).has("vendorId", ann.id).has("status", "shipped").hasMoney("due", 1_900, "GBP");

        delivers(id, "{'at':'" + Instant.now().plusSeconds(3_600) + "'}").refuses(422, "delivered-in-future");
        delivers(id, "{'when':1}").refuses(400, "bad-request");
        delivers("made-up", "{}").refuses(404, "not-found");
        ann.http.post(ADMIN + "/" + id + "/deliver", "{}").refuses(403, "forbidden");
        var arrived = delivers(id, "{'at':'2026-01-31T12:00:00Z'}").answers(200).has("status", "delivered").has("deliveredAt", "2026-01-31T12:00:00Z");
        for (String body : List.of("{}", "{'at':'2026-01-30T12:00:00Z'}")) delivers(id, body).answers(200).has("status", "delivered").has("deliveredAt", arrived.text("deliveredAt"));
        ann.sees(id).has("status", "delivered").hasNo("shippingAddress");

        await("lists by status").atMost(A_WHILE).until(() -> ann.http.get(ORDERS + "?status=delivered").answers(200).each("items", "id").equals(List.of(id)));
        assertThat(ann.http.get(ORDERS + "?status=open").answers(200).each("items", "id")).isEmpty();
        ann.http.get(ORDERS + "?status=lost").refuses(400, "bad-request");
        assertThat(market.staff.get(ADMIN + "?status=delivered&vendor=" + ann.id).answers(200).each("items", "id")).containsExactly(id);
        assertThat(market.staff.get(ADMIN + "?limit=200").answers(200).each("items", "id")).contains(id);
        await("its history").atMost(A_WHILE).untilAsserted(() -> market.staff.get(ADMIN + "/" + id + "?asOf=version:1").answers(200).has("status", "open"));
        assertThat(market.staff.get(ADMIN + "/" + id + "/history?limit=200").answers(200).each("items", "name")).startsWith("vendors.vendor-order-opened").contains("vendors.vendor-order-shipped", "vendors.vendor-order-delivered");
    }

    @Test
    void itsVendorGivesAPartBackWithItsFreightAndCommissionAndTheRestFollowsTheOrder() {
        String sku = market.sells(1_000, 5);
        var ann = seller();
        keeps(ann, 1_000);
        ann.offers(sku, 900, 50, 4);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 4, ann);
        String order = shopper.buys(cart, "bought", "approve").answers(201).text("id");
        String id = ann.of(order);

        ann.refunds(id, "some", units(sku, 1)).answers(200).has("lines.0.quantity", 3).hasMoney("lines.0.total", 2_700, "GBP").hasMoney("lines.0.freight", 150, "GBP").hasMoney("lines.0.commission", 270, "GBP")
                .hasMoney("lines.0.net", 2_580, "GBP");
        ann.refunds(id, "some", units(sku, 1)).answers(200).has("lines.0.quantity", 3);
        ann.refunds(id, "some", units(sku, 2)).refuses(422, "idempotency-key-reused");
        ann.refunds(id, "more", units(sku, 4)).refuses(409, "refund-too-large");
        ann.refunds(id, "others", units(Market.unique("NONE"), 1)).refuses(404, "not-found");
        ann.refunds(id, "twice", "{'lines':[" + Market.line(sku, 1) + "," + Market.line(sku, 1) + "]}").refuses(400, "bad-request");
        ann.http.post(ORDERS + "/" + id + "/refunds", units(sku, 1)).refuses(400, "idempotency-key-missing");
        shopper.order(order).answers(200).hasMoney("refunded", 950, "GBP");
        ann.has(sku, 1);
        market.has(sku, 4);

        ann.refunds(id, "broken", units(sku, 1).replace("]}", "],'restock':false,'reason':'Broken'}")).answers(200).has("lines.0.quantity", 2);
        ann.has(sku, 1);
        market.refunds(order, Market.unique("k"), "{'lines':[{'sku':'" + sku + "','quantity':1,'vendorId':'" + ann.id + "'}]}").answers(201);
        ann.sees(id).has("lines.0.quantity", 1);
        market.staff.get(ADMIN + "/" + id).answers(200).hasMoney("due", 860, "GBP");
        shopper.cancels(order, "rest").answers(200);
        // What was agreed, of which nothing is left.
        ann.sees(id).has("status", "cancelled").hasSize("lines", 1).has("lines.0.quantity", 4).has("lines.0.status", "cancelled").hasNo("shippingAddress");
        market.staff.get(ADMIN + "/" + id).answers(200).hasMoney("due", 0, "GBP").has("lines.0.quantity", 4).has("lines.0.status", "cancelled");
        ann.ships(id, SENT).refuses(409, "vendor-order-cancelled");
        delivers(id, "{}").refuses(409, "vendor-order-cancelled");
        ann.refunds(id, "too late", units(sku, 1)).refuses(409, "order-cancelled");
        market.ledger(order).hasMoney("items.0.net", 0, "GBP");
    }

    @Test
    void itsVendorCallsItOffAndTheRestOfTheOrderStaysAsItIs() {
        String sku = market.sells(1_000, 5);
        var ann = seller();
        var bob = seller();
        ann.offers(sku, 900, 50, 4);
        bob.offers(sku, 800, 0, 4);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 3, ann);
        adds(shopper, cart, sku, 2, bob);
        String order = shopper.buys(cart, "bought", "approve").answers(201).text("id");
        String id = ann.of(order);
        String bobs = bob.of(order);

        ann.http.post(ORDERS + "/" + id + "/cancel").refuses(400, "idempotency-key-missing");
        for (String key : List.of("off", "off", "again")) ann.cancels(id, key).answers(200).has("status", "cancelled").hasSize("lines", 1).has("lines.0.status", "cancelled");
        ann.ships(id, SENT).refuses(409, "vendor-order-cancelled");
        ann.has(sku, 4);
        shopper.order(order).answers(200).has("status", "confirmed").hasMoney("refunded", 2_850, "GBP");
        bob.sees(bobs).has("status", "open").has("lines.0.quantity", 2);
        bob.ships(bobs, SENT).answers(200);
        market.ledger(order).hasSize("items", 1);
    }

    /** Also when nobody has read of the order yet: whoever is answered that it went back can have vendors paid at once. */
    @Test
    void whatTheBuyerHasBackItsVendorIsOwedNoMore() {
        String sku = market.sells(1_000, 5);
        var ann = seller();
        ann.offers(sku, 900, 50, 4);
        var shopper = market.shopper();
        for (int i = 0; i < 3; i++) {
            String cart = shopper.cart();
            adds(shopper, cart, sku, 1, ann);
            String order = shopper.buys(cart, "bought-" + i, "approve").answers(201).text("id");
            shopper.cancels(order, "off-" + i).answers(200).has("status", "cancelled");
            ann.sees(order + "." + ann.id).has("status", "cancelled").hasSize("lines", 1).has("lines.0.status", "cancelled");
        }
        ann.http.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("pending", 0, "GBP").hasMoney("payable", 0, "GBP");
        ann.has(sku, 4);
    }
}
