package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.testkit.TestShop;

/** What a vendor was paid is taken off what it is owed, in the books and in its balance alike. A run pays every vendor of the shop. */
@AloneInOpenShop
class PayoutLedgerTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String LEDGER = "/v1/vendor/ledger?currency=GBP";

    private final Market market;
    private final Accounts accounts;

    PayoutLedgerTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    @Test
    void aPayoutIsBookedOnceAndToldBackToWhoAskedForIt() {
        String email = Market.unique("seller") + "@shop.example";
        String vendor = market.vendor(email);
        var ann = market.nobody.withToken(accounts.session(email, "vendor"));
        market.staff.put("/v1/admin/commission-rules/" + Market.unique("rule"), "{'vendorId':'" + vendor + "','basisPoints':1000,'from':'2020-01-01T00:00:00Z'}").answers(201);
        String sku = market.sells(1_000, 5);
        ann.put("/v1/vendor/offers/" + sku, "{'price':{'amount':900,'currency':'GBP'},'freight':{'amount':50,'currency':'GBP'},'location':'home','onHand':9}").answers(201);
        var shopper = market.shopper();
        String cart = shopper.cart();
        shopper.http().post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':2,'vendorId':'" + vendor + "'}").answers(200);
        String order = shopper.buys(cart, "buy", "approve").answers(201).text("id");
        market.staff.put("/v1/admin/payout-settings", "{'holdDays':0}");
        await("the vendor order").atMost(LONG).until(() -> market.staff.post("/v1/admin/vendor-orders/" + order + "." + vendor + "/deliver", "{}").status() == 200);
        await("what is payable").atMost(LONG).untilAsserted(() -> ann.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("payable", 1_720, "GBP"));

        String run = market.staff.withKey(Market.unique("run")).post("/v1/admin/payouts/runs", "{'currency':'GBP'}").answers(201).text("id");
        String transaction = "payout." + run + "." + vendor;
        String why = "/v1/admin/ledger/transactions/" + transaction;
        await("it is booked").atMost(LONG).until(() -> market.staff.get(why).status() == 200);
        market.staff.get(why).answers(200).has("rule", "payout.1").has("legs.0.account", "vendor:" + vendor).has("legs.0.debit", 1_720).has("legs.1.account", "cash").has("legs.1.credit", 1_720);
        await("the vendor's ledger").atMost(LONG).untilAsserted(() -> assertThat(ann.get(LEDGER).answers(200).each("items", "type")).containsExactly("payout", "sale"));
        ann.get(LEDGER).answers(200).hasMoney("items.0.amount", -1_720, "GBP").hasMoney("items.0.balance", 0, "GBP").has("items.0.payoutId", run + "." + vendor).hasNo("items.0.orderId");

        await("its history").atMost(LONG).until(() -> market.staff.get(why + "/why").status() == 200);
        var told = market.staff.get(why + "/why").answers(200).has("request.by.kind", "staff");
        assertThat(told.each("chain", "event")).startsWith("ledger.transaction-posted", "vendors.payout-paid").contains("vendors.payout-requested").endsWith("vendors.payout-run-begun");

        // What comes back after that is owed by the vendor, in both.
        market.refunds(order, Market.unique("k"), "{'lines':[{'sku':'" + sku + "','quantity':1,'vendorId':'" + vendor + "'}]}").answers(201);
        await("it owes").atMost(LONG).untilAsserted(() -> {
            ann.get(LEDGER).answers(200).hasMoney("items.0.balance", -860, "GBP");
            ann.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("payable", -860, "GBP").hasMoney("paid", 1_720, "GBP");
        });
        for (var total : List.of(market.staff.get("/v1/admin/ledger/trial-balance").answers(200).json().path("totals"))) total.forEach(each -> assertThat(each.path("debit").asLong()).isEqualTo(each.path("credit").asLong()));
        market.staff.put("/v1/admin/payout-settings", "{'holdDays':14}");
    }
}
