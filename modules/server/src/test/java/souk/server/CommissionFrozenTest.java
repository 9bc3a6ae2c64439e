package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** What the shop keeps of a vendor's line is what held when it was placed, whatever staff changes afterwards. The rules name their vendor, so they are nobody else's. Everything over HTTP. */
@InOpenShop
class CommissionFrozenTest {
    private static final String RULES = "/v1/admin/commission-rules/";

    private final Market market;
    private final Accounts accounts;
    private String vendor;
    private HttpSpec seller;
    private String rule;

    CommissionFrozenTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    @BeforeEach
    void aVendorSells() {
        String email = Market.unique("vendor") + "@shop.example";
        vendor = market.vendor(email);
        seller = market.nobody.withToken(accounts.session(email, "vendor"));
        rule = RULES + Market.unique("rule");
    }

    @AfterEach
    void itsRuleIsGone() {
        market.staff.delete(rule);
    }

    private String keeps(int basisPoints, int fixed) {
        return market.staff.put(rule, "{'vendorId':'" + vendor + "','basisPoints':" + basisPoints + ",'fixed':{'amount':" + fixed + ",'currency':'GBP'},'from':'2020-01-01T00:00:00Z'}").text("version");
    }

    private String offers(int pence, int freight) {
        String sku = market.sells(1_000, 5);
        assertThat(seller.put("/v1/vendor/offers/" + sku, "{'price':{'amount':" + pence + ",'currency':'GBP'},'freight':{'amount':" + freight + ",'currency':'GBP'},'location':'main','onHand':10}").status()).isIn(200, 201);
        return sku;
    }

    private String line(String sku, int quantity) {
        return "{'sku':'" + sku + "','quantity':" + quantity + ",'vendorId':'" + vendor + "'}";
    }

    @Test
    void aRuleThatIsChangedRightAfterTheAnswerDoesNotChangeTheOrder() {
        String first = keeps(1_250, 30);
        String sku = offers(905, 50);
        var shopper = market.shopper();
        String cart = shopper.cart();
        shopper.http().post("/v1/carts/" + cart + "/lines", line(sku, 1)).answers(200);
        String order = shopper.buys(cart, "k", "approve").answers(201).has("lines.0.vendorId", vendor).hasNo("lines.0.vendor").hasNo("lines.0.commission").text("id");
        String second = keeps(5_000, 0);
        assertThat(second).isNotEqualTo(first);
        // 12.5 % of 9.05 is 1.13125; freight bears none.
        String name = rule.substring(RULES.length()) + "@" + first;
        shopper.buys(cart, "k", "approve").answers(201).has("id", order);
        market.staff.get("/v1/admin/orders/" + order).answers(200).hasMoney("lines.0.vendor.commission.amount", 143, "GBP").has("lines.0.vendor.commission.rule", name);
        market.staff.get(rule + "/versions?version=" + first).answers(200).has("items.0.basisPoints", 1250);
        assertThat(market.staff.get("/v1/admin/orders/" + order + "/history").answers(200).each("items", "name")).containsOnlyOnce("orders.commissions-frozen");
        shopper.order(order).answers(200).has("lines.0.vendorId", vendor).hasNo("lines.0.vendor");
    }

    @Test
    void whatTheShopSellsItselfBearsNothingAndWithoutARuleNeitherDoesAVendor() {
        String theirs = offers(900, 0);
        String own = market.sells(500, 5);
        var shopper = market.shopper();
        String cart = shopper.cart(own, 1);
        shopper.http().post("/v1/carts/" + cart + "/lines", line(theirs, 2)).answers(200);
        String order = shopper.buys(cart, "k", "approve").answers(201).text("id");
        var seen = market.staff.get("/v1/admin/orders/" + order).answers(200).hasSize("lines", 2);
        for (String each : List.of("lines.0.vendor.commission", "lines.1.vendor.commission")) seen.hasNo(each);
    }
}
