package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Who sends a buyer has a share of the sale, out of the shop's pocket and to the penny. Everything over HTTP. */
@InOpenShop
class AffiliatesTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String BOOKS = "/v1/admin/ledger";

    private final Market market;
    private final Accounts accounts;
    private final String code = Market.unique("blog");
    private final String path = "/v1/admin/affiliates/" + code;

    AffiliatesTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private record Vendor(String id, HttpSpec http) {
        /** What it is owed and how that came about, the newest first, such as {@code sale 1720 1720}. */
        private List<String> ledger() {
            var all = new ArrayList<String>();
            http.get("/v1/vendor/ledger?currency=GBP").answers(200).json().path("items")
                    .forEach(entry -> all.add(entry.path("type").asText() + " " + entry.path("amount").path("amount").asLong() + " " + entry.path("balance").path("amount").asLong()));
            return all;
        }
    }

    /** Somebody who sells this at 9.00 with freight of 50 pence, of which the shop keeps a tenth of the price. */
    private Vendor vendor(String sku) {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.shopper().http().post("/v1/vendors/applications", "{'name':'Teas','email':'" + email + "','password':'" + Accounts.PASSWORD + "','payoutAccount':'acct-1'}").answers(201).text("vendorId");
        market.staff.post("/v1/admin/vendors/" + id + "/approve").answers(200);
        market.staff.put("/v1/admin/commission-rules/" + Market.unique("rule"), "{'vendorId':'" + id + "','basisPoints':1000,'from':'2020-01-01T00:00:00Z'}").answers(201);
        var vendor = new Vendor(id, market.nobody.withToken(accounts.session(email, "vendor")));
        vendor.http.put("/v1/vendor/offers/" + sku, "{'price':{'amount':900,'currency':'GBP'},'freight':{'amount':50,'currency':'GBP'},'location':'home','onHand':50}").answers(201);
        return vendor;
    }

    private HttpSpecAnswer set(int basisPoints) {
        return market.staff.put(path, "{'name':'The Tea Blog','basisPoints':" + basisPoints + "}");
    }

    private static HttpSpecAnswer buys(Market.Shopper shopper, String cart, String key, Optional<String> affiliate) {
        String body = affiliate.map(name -> Market.buying("approve").replace("'payment'", "'affiliate':'" + name + "','payment'")).orElse(Market.buying("approve"));
        return Market.settled(() -> shopper.http().withKey(key).post("/v1/carts/" + cart + "/checkout", body), false);
    }

    /** One of the shop's own and two of the vendor's. */
    private String order(Market.Shopper shopper, String sku, Vendor vendor, Optional<String> affiliate) {
        String cart = shopper.cart(sku, 1);
        shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':2,'vendorId':'" + vendor.id + "'}").answers(200);
        return buys(shopper, cart, "buy", affiliate).answers(201).hasMoney("totals.total", 2_903, "GBP").hasNo("affiliate").text("id");
    }

    private String refunds(String order, String lines) {
        return "refund." + order + "." + market.refunds(order, Market.unique("k"), "{'lines':[" + lines + "]}").answers(201).hasNo("affiliate").text("id");
    }

    private static String units(String sku, Optional<Vendor> vendor) {
        return "{'sku':'" + sku + "','quantity':1" + vendor.map(whose -> ",'vendorId':'" + whose.id + "'").orElse("") + "}";
    }

    /** The legs, such as {@code cash 3430 0}. */
    private List<String> booked(String transaction) {
        await(transaction + " is booked").atMost(LONG).until(() -> market.staff.get(BOOKS + "/transactions/" + transaction).status() == 200);
        var legs = new ArrayList<String>();
        market.staff.get(BOOKS + "/transactions/" + transaction).answers(200).json().path("legs").forEach(leg -> legs.add(leg.path("account").asText() + " " + leg.path("debit").asLong() + " " + leg.path("credit").asLong()));
        return legs;
    }

    /** What is owed to the affiliate, as its balance, the trial balance, which balances, and its statement say. */
    private void isOwed(long pence) {
        await("a balance of " + pence).atMost(LONG).untilAsserted(() -> market.staff.get(path + "/balance").answers(200).has("code", code).has("account", "affiliate:" + code).hasSize("balances", 1).hasMoney("balances.0", pence, "GBP"));
        JsonNode balance = market.staff.get(BOOKS + "/trial-balance").answers(200).json();
        for (JsonNode total : balance.path("totals")) assertThat(total.path("debit").asLong()).as("debits of " + total.path("currency")).isEqualTo(total.path("credit").asLong());
        for (JsonNode each : balance.path("accounts")) if (each.path("account").asText().equals("affiliate:" + code)) assertThat(each.path("credit").asLong() - each.path("debit").asLong()).as("in the trial balance").isEqualTo(pence);
        market.staff.get(BOOKS + "/accounts/affiliate:" + code + "?currency=GBP").answers(200).has("items.0.balance", pence);
    }

    @Test
    void anAffiliateHasItsShareAndNothingOfWhatCameBackAndTheVendorHasNoLess() {
        set(750).answers(201).has("version", 1);
        market.staff.get(path + "/balance").answers(200).hasSize("balances", 0);
        String sku = market.sells(1_003, 10);
        var ann = vendor(sku);
        var bob = vendor(sku);
        var shopper = market.shopper();
        String sent = order(shopper, sku, ann, Optional.of(code));
        String alone = order(market.shopper(), sku, bob, Optional.empty());

        // 7.5 % of 28.03 of goods is 2.10225.
        assertThat(booked("sale." + sent)).containsExactlyInAnyOrder("cash 2903 0", "sales 0 1003", "vendor:" + ann.id + " 0 1720", "commission 0 180", "affiliate-share 210 0", "affiliate:" + code + " 0 210");
        assertThat(booked("sale." + alone)).containsExactlyInAnyOrder("cash 2903 0", "sales 0 1003", "vendor:" + bob.id + " 0 1720", "commission 0 180");
        isOwed(210);
        market.staff.get("/v1/admin/orders/" + sent).answers(200).has("affiliate.code", code).has("affiliate.basisPoints", 750).hasMoney("affiliate.amount", 210, "GBP");
        market.staff.get("/v1/admin/orders/" + alone).answers(200).hasNo("affiliate");
        shopper.order(sent).answers(200).hasNo("affiliate");
        market.staff.get("/v1/admin/orders/" + sent + "/history").answers(200).has("items.0.data.affiliate.code", code);

        // Whatever its share is from now on, this order keeps what it was bought with.
        set(9_000).answers(200).has("version", 2);
        assertThat(booked(refunds(sent, units(sku, Optional.of(ann))))).containsExactlyInAnyOrder("vendor:" + ann.id + " 860 0", "commission 90 0", "cash 0 950", "affiliate:" + code + " 67 0", "affiliate-share 0 67");
        booked(refunds(alone, units(sku, Optional.of(bob))));
        isOwed(143);
        await("Ann's ledger").atMost(LONG).untilAsserted(() -> assertThat(ann.ledger()).containsExactly("refund -860 860", "sale 1720 1720").isEqualTo(bob.ledger()));

        String rest = refunds(sent, units(sku, Optional.empty()) + "," + units(sku, Optional.of(ann)));
        assertThat(booked(rest)).contains("affiliate:" + code + " 143 0", "affiliate-share 0 143");
        booked(refunds(alone, units(sku, Optional.empty()) + "," + units(sku, Optional.of(bob))));
        isOwed(0);
        await("Ann's ledger").atMost(LONG).untilAsserted(() -> assertThat(ann.ledger()).containsExactly("refund -860 0", "refund -860 860", "sale 1720 1720").isEqualTo(bob.ledger()));
        String why = BOOKS + "/transactions/sale." + sent + "/why";
        await("its history").atMost(LONG).until(() -> market.staff.get(why).status() == 200);
        market.staff.get(why).answers(200).has("rule", "sale.3").has("chain.1.event", "orders.order-confirmed").has("request.by.kind", "shopper");
        assertThat(market.staff.get(why).answers(200).json().path("chain").findValuesAsText("event")).endsWith("orders.order-opened");
    }

    @Test
    void aCancelledOrderLeavesNothingOfItsShare() {
        set(1_000).answers(201);
        String sku = market.sells(333, 10);
        var shopper = market.shopper();
        String order = buys(shopper, shopper.cart(sku, 3), "buy", Optional.of(code)).answers(201).text("id");
        isOwed(100);
        booked(refunds(order, units(sku, Optional.empty())));
        isOwed(67);
        // It may be suspended by now: what it has is what was agreed.
        market.staff.post(path + "/suspend").answers(200);
        shopper.cancels(order, "cancel").answers(200);
        assertThat(booked("cancel." + order)).containsExactlyInAnyOrder("refunds 666 0", "cash 0 666", "affiliate:" + code + " 67 0", "affiliate-share 0 67");
        isOwed(0);
    }

    @Test
    void whoIsUnknownOrSuspendedHasNoShareAndTheCartStaysOpen() {
        String sku = market.sells(1_000, 10);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        var refused = buys(shopper, cart, "buy", Optional.of(code)).refuses(404, "not-found").has("affiliates.0", code);
        set(500).answers(201);
        market.staff.post(path + "/suspend").answers(200).has("suspended", true).has("version", 2);
        assertThat(buys(shopper, cart, "buy", Optional.of(code)).refuses(404, "not-found").text("detail")).as("who buys need not know which").isEqualTo(refused.text("detail"));
        shopper.sees(cart).answers(200).has("status", "open");
        market.staff.post(path + "/reinstate").answers(200).has("suspended", false);
        String order = buys(shopper, cart, "buy", Optional.of(code)).answers(201).text("id");
        // The key's answer stays, whatever becomes of the affiliate; and another one under it is another body.
        market.staff.post(path + "/suspend").answers(200);
        buys(shopper, cart, "buy", Optional.of(code)).answers(201).has("id", order);
        buys(shopper, cart, "buy", Optional.empty()).refuses(422, "idempotency-key-reused");
        buys(shopper, shopper.cart(sku, 1), "again", Optional.of(code)).refuses(404, "not-found");
        isOwed(50);
    }

    @Test
    void staffLooksAfterAffiliatesAndNobodyElseDoes() {
        var made = set(500).answers(201).has("code", code).has("name", "The Tea Blog").has("basisPoints", 500).has("suspended", false);
        assertThat(market.staff.get(path).answers(200).header("ETag")).isEqualTo("\"1\"");
        set(500).answers(200).has("version", 1);
        market.staff.ifMatch("\"7\"").put(path, "{'name':'Tea','basisPoints':1}").refuses(412, "stale");
        market.staff.ifMatch("\"1\"").put(path, "{'name':'Tea','basisPoints':1}").answers(200).has("version", 2);
        market.staff.post(path + "/suspend").answers(200).has("version", 3);
        market.staff.post(path + "/suspend").answers(200).has("version", 3);
        market.staff.put(path, "{'name':'Teas','basisPoints':2}").answers(200).has("suspended", true);
        assertThat(market.staff.get(path + "?asOf=version:1").answers(200).json()).isEqualTo(made.json());
        assertThat(market.staff.get(path + "/history").answers(200).each("items", "name")).containsExactly("orders.affiliate-set", "orders.affiliate-set", "orders.affiliate-suspended", "orders.affiliate-set");
        await("it is listed").atMost(LONG).untilAsserted(() -> assertThat(listed()).contains(code + " Teas 2 true"));
        for (var other : List.of(market.shopper().http(), market.nobody.withToken(accounts.session(accounts.open(), "customer")))) {
            other.get(path).refuses(403, "forbidden");
            other.get(path + "/balance").refuses(403, "forbidden");
            other.put(path, "{'name':'Mine','basisPoints':10000}").refuses(403, "forbidden");
        }
    }

    private List<String> listed() {
        var all = new ArrayList<String>();
        String next = "";
        do {
            var page = market.staff.get("/v1/admin/affiliates?limit=1" + next).answers(200);
            page.json().path("items").forEach(each -> all.add(each.path("code").asText() + " " + each.path("name").asText() + " " + each.path("basisPoints").asInt() + " " + each.path("suspended").asBoolean()));
            next = page.json().path("next").isTextual() ? "&cursor=" + page.text("next") : "";
        } while (!next.isEmpty());
        assertThat(all).doesNotHaveDuplicates();
        return all;
    }
}
