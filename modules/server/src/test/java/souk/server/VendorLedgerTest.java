package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** What vendors are owed stands in the books, to the penny, and each vendor reads its own part of them. Everything over HTTP. */
@InOpenShop
class VendorLedgerTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String BOOKS = "/v1/admin/ledger";
    private static final String MINE = "/v1/vendor/ledger?currency=GBP";

    private final Market market;
    private final Accounts accounts;

    VendorLedgerTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private record Vendor(String id, HttpSpec http) {
        private void offers(String sku, int pence, int freight) {
            http.put("/v1/vendor/offers/" + sku, "{'price':" + money(pence) + ",'freight':" + money(freight) + ",'location':'home','onHand':50}").answers(201);
        }

        private String account() {
            return "vendor:" + id;
        }

        private List<JsonNode> entries() {
            var all = new ArrayList<JsonNode>();
            http.get(MINE).answers(200).json().path("items").forEach(all::add);
            return all;
        }

        /** The newest first, such as {@code sale 860}. */
        private List<String> ledger() {
            return entries().stream().map(entry -> entry.path("type").asText() + " " + entry.path("amount").path("amount").asLong()).toList();
        }
    }

    private static String money(int pence) {
        return "{'amount':" + pence + ",'currency':'GBP'}";
    }

    /** Somebody who sells, of whose prices the shop keeps so many basis points. */
    private Vendor vendor(int basisPoints) {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.vendor(email);
        if (basisPoints > 0) market.staff.put("/v1/admin/commission-rules/" + Market.unique("rule"), "{'vendorId':'" + id + "','basisPoints':" + basisPoints + ",'from':'2020-01-01T00:00:00Z'}").answers(201);
        return new Vendor(id, market.nobody.withToken(accounts.session(email, "vendor")));
    }

    private static void adds(Market.Shopper shopper, String cart, String sku, int quantity, Vendor vendor) {
        shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':" + quantity + ",'vendorId':'" + vendor.id + "'}").answers(200);
    }

    /** The legs, such as {@code cash 3430 0}. */
    private List<String> booked(String transaction, String rule) {
        await(transaction + " is booked").atMost(LONG).until(() -> market.staff.get(BOOKS + "/transactions/" + transaction).status() == 200);
        var legs = new ArrayList<String>();
        market.staff.get(BOOKS + "/transactions/" + transaction).answers(200).has("rule", rule).json().path("legs")
                .forEach(leg -> legs.add(leg.path("account").asText() + " " + leg.path("debit").asLong() + " " + leg.path("credit").asLong()));
        return legs;
    }

    /** What the trial balance has on an account, credits less debits; it balances. */
    private long owed(String account) {
        JsonNode balance = market.staff.get(BOOKS + "/trial-balance").answers(200).json();
        for (JsonNode total : balance.path("totals")) assertThat(total.path("debit").asLong()).as("debits of " + total.path("currency")).isEqualTo(total.path("credit").asLong());
        for (JsonNode each : balance.path("accounts")) if (each.path("account").asText().equals(account) && each.path("currency").asText().equals("GBP")) return each.path("credit").asLong() - each.path("debit").asLong();
        return 0;
    }

    @Test
    void aVendorIsOwedWhatItSoldLessCommissionAndLessWhatCameBackAndReadsIt() {
        String sku = market.sells(1_000, 5);
        var ann = vendor(1_000);
        var bob = vendor(0);
        ann.offers(sku, 900, 50);
        bob.offers(sku, 500, 30);
        var shopper = market.shopper();
        String cart = shopper.cart(sku, 1);
        adds(shopper, cart, sku, 2, ann);
        adds(shopper, cart, sku, 1, bob);
        String order = shopper.buys(cart, "first", "approve").answers(201).hasMoney("totals.total", 3_430, "GBP").text("id");
        assertThat(booked("sale." + order, "sale.3")).containsExactlyInAnyOrder("cash 3430 0", "sales 0 1000", ann.account() + " 0 1720", bob.account() + " 0 530", "commission 0 180");

        var refund = market.refunds(order, Market.unique("k"), "{'lines':[{'sku':'" + sku + "','quantity':1,'vendorId':'" + ann.id + "'}]}").answers(201).hasMoney("amount", 950, "GBP").hasNo("lines.0.commission").hasNo("lines.0.net");
        assertThat(booked("refund." + order + "." + refund.text("id"), "refund.3")).containsExactly(ann.account() + " 860 0", "commission 90 0", "cash 0 950");

        String other = shopper.cart();
        adds(shopper, other, sku, 1, ann);
        String cancelled = shopper.buys(other, "second", "approve").answers(201).text("id");
        assertThat(booked("sale." + cancelled, "sale.3")).containsExactlyInAnyOrder("cash 950 0", ann.account() + " 0 860", "commission 0 90");
        shopper.cancels(cancelled, "cancel").answers(200);
        assertThat(booked("cancel." + cancelled, "cancel.4")).containsExactlyInAnyOrder(ann.account() + " 860 0", "commission 90 0", "cash 0 950");

        await("Ann's ledger").atMost(LONG).untilAsserted(() -> assertThat(ann.ledger()).containsExactly("cancel -860", "sale 860", "refund -860", "sale 1720"));
        await("Bob's ledger").atMost(LONG).untilAsserted(() -> assertThat(bob.ledger()).containsExactly("sale 530"));
        var entries = ann.http.get(MINE).answers(200).has("items.0.id", "cancel." + cancelled).has("items.0.orderId", cancelled).hasNo("items.0.payoutId").hasMoney("items.0.balance", 860, "GBP")
                .has("items.3.orderId", order).hasMoney("items.3.balance", 1_720, "GBP");
        assertThat(owed(ann.account())).isEqualTo(860).isEqualTo(entries.json().path("items").findValues("amount").stream().filter(JsonNode::isObject).mapToLong(amount -> amount.path("amount").asLong()).sum());
        assertThat(owed(bob.account())).isEqualTo(530);
        whatStaffSees(ann, order);

        // The rest of the first order: nobody is owed anything of it any more.
        shopper.cancels(order, "cancel all").answers(200);
        assertThat(booked("cancel." + order, "cancel.4")).containsExactlyInAnyOrder("refunds 1000 0", ann.account() + " 860 0", bob.account() + " 530 0", "commission 90 0", "cash 0 2480");
        await("nothing is owed").atMost(LONG).untilAsserted(() -> assertThat(List.of(owed(ann.account()), owed(bob.account()))).containsOnly(0L));
        assertThat(bob.ledger()).containsExactly("cancel -530", "sale 530");
    }

    private void whatStaffSees(Vendor vendor, String order) {
        var statement = market.staff.get(BOOKS + "/accounts/" + vendor.account() + "?currency=GBP").answers(200).hasSize("items", 4).has("items.0.balance", 860).has("items.0.debit", 860);
        assertThat(statement.each("items", "kind")).containsExactly("cancel", "sale", "refund", "sale");
        String why = BOOKS + "/transactions/sale." + order + "/why";
        await("its history").atMost(LONG).until(() -> market.staff.get(why).status() == 200);
        market.staff.get(why).answers(200).has("rule", "sale.3").has("chain.1.event", "orders.order-confirmed").has("request.by.kind", "shopper");
    }

    @Test
    void aLedgerIsReadPageByPageAndByNobodyElse() {
        String sku = market.sells(1_000, 5);
        var ann = vendor(0);
        var bob = vendor(0);
        ann.offers(sku, 900, 0);
        var shopper = market.shopper();
        for (int i = 1; i <= 3; i++) {
            String cart = shopper.cart();
            adds(shopper, cart, sku, i, ann);
            booked("sale." + shopper.buys(cart, "buy " + i, "approve").answers(201).text("id"), "sale.3");
        }
        await("all are booked").atMost(LONG).untilAsserted(() -> assertThat(ann.ledger()).containsExactly("sale 2700", "sale 1800", "sale 900"));
        var page = ann.http.get(MINE + "&limit=2").answers(200).hasSize("items", 2);
        ann.http.get(MINE + "&limit=2&cursor=" + page.text("next")).answers(200).hasSize("items", 1).hasMoney("items.0.balance", 900, "GBP").hasNo("next");
        ann.http.get("/v1/vendor/ledger?currency=EUR").answers(200).hasSize("items", 0);
        ann.http.get("/v1/vendor/ledger?currency=QQQ").refuses(400, "bad-request").becauseOf("currency", "bad-format");
        ann.http.get("/v1/vendor/ledger").refuses(400, "bad-request");
        assertThat(bob.ledger()).isEmpty();
        for (var other : Map.of("staff", market.staff, "a shopper", shopper.http()).values()) other.get(MINE).refuses(403, "forbidden");
        market.nobody.get(MINE).refuses(401, "unauthenticated");
    }
}
