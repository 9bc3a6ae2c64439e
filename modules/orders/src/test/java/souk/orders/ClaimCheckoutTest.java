package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.cart.Carts;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.flashsale.FlashSale;
import souk.inventory.Inventory;
import souk.inventory.api.StockCommand;
import souk.kernel.Money;
import souk.payments.Payments;
import souk.platform.Capability;
import souk.pricing.Pricing;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Buying what was claimed in a flash sale, over the real HTTP edge, with the real aggregates and the test provider's book; time is the shop's own. */
class ClaimCheckoutTest {
    private static final List<Capability> CAPABILITIES = List.of(Catalog.capability(), Pricing.capability(), Inventory.capability(), FlashSale.capability(), Carts.capability(),
            Payments.capability(), Orders.capability());
    private static final int STOCK = 10;
    private static final int ON_OFFER = 4;
    private static Storefront front;
    private static ShopEntities shop;
    private static int names;

    private final HttpSpec shopper = front.guest("shopper-" + ++names);
    private final HttpSpec staff = front.staff();
    private final String sku = "SKU-" + names;
    private int keys;

    @BeforeAll
    static void start() {
        front = Storefront.open(CAPABILITIES, "claim_checkout_test");
        shop = front.shop;
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    @BeforeEach
    void sold() {
        offer(300, true);
        shop.must(StockCommand.at(sku), new StockCommand.Count("main", STOCK, Optional.empty(), Optional.empty()));
    }

    @Test
    void aShopperBuysWhatWasClaimedAtTheSalesPriceAndUnitsOfItBeside() {
        String sale = sale(50);
        String claim = claim(sale, 2);
        String cart = cart(claim);
        shopper.post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':1}").answers(200).hasMoney("lines.0.unitPrice", 50, "GBP").has("lines.0.claimId", claim);
        var order = checkout(cart, "k", "approve").answers(201).hasMoney("totals.total", 2 * 50 + 300, "GBP").has("lines.0.claimId", claim).has("lines.0.quantity", 2).has("lines.1.quantity", 1);
        assertThat(order.json().at("/lines/1").has("claimId")).isFalse();
        assertThat(captured(order.text("id"))).isEqualTo(400);
        assertThat(checkout(cart, "k", "approve").answers(201).body()).isEqualTo(order.body());
        shopper.get("/v1/orders/" + order.text("id")).answers(200).has("lines.0.claimId", claim);
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("sold", 2).has("claimed", 0).has("left", ON_OFFER - 2);
        hasInStock(STOCK - ON_OFFER - 1);
        shopper.delete("/v1/flash-sales/" + sale + "/claims/" + claim).refuses(409, "claim-paid");
        shopper.withKey("c").post("/v1/orders/" + order.text("id") + "/cancel", "{}").answers(200).has("status", "cancelled");
        hasInStock(STOCK - ON_OFFER - 1 + 3);
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("sold", 2);
    }

    @Test
    void aClaimWhoseTimeIsOverIsRefusedAndNothingIsHeld() {
        String sale = sale(50);
        String claim = claim(sale, 2);
        String cart = cart(claim);
        shopper.post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':1}").answers(200);
        shop.later(Duration.ofMinutes(11));
        var refused = checkout(cart, "k", "approve").refuses(410, "claim-expired").has("claimIds.0", claim);
        assertThat(checkout(cart, "k", "approve").refuses(410, "claim-expired").body()).isEqualTo(refused.body());
        hasInStock(STOCK - ON_OFFER);
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("left", ON_OFFER);
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
        shopper.delete("/v1/carts/" + cart + "/lines/1").answers(200);
        checkout(cart, "k2", "approve").answers(201).hasMoney("totals.total", 300, "GBP");
    }

    @Test
    void aClaimInTwoCartsIsBoughtOnce() {
        String sale = sale(50);
        String claim = claim(sale, 2);
        String first = cart(claim);
        String second = cart(claim);
        checkout(first, "k", "timeout").answers(202);
        checkout(second, "k", "approve").refuses(409, "claim-in-checkout");
        shopper.delete("/v1/flash-sales/" + sale + "/claims/" + claim).refuses(409, "claim-in-checkout");
        shopper.get("/v1/carts/" + second).answers(200).has("status", "open");
        shop.later(Duration.ofMinutes(1));
        checkout(first, "k", "timeout").answers(201);
        checkout(second, "k2", "approve").refuses(409, "claim-paid");
        shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201);
        shopper.post("/v1/carts/" + second + "/lines", "{'claimId':'" + claim + "'}").refuses(409, "claim-paid").has("claimIds.0", claim);
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("sold", 2);
    }

    @Test
    void aDeclinedPaymentLeavesTheClaimToTheShopper() {
        String sale = sale(50);
        String cart = cart(claim(sale, 1));
        checkout(cart, "k", "decline").refuses(402, "payment-declined");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("claimed", 1).has("sold", 0);
        checkout(cart, "k2", "approve").answers(201).hasMoney("totals.total", 50, "GBP");
    }

    @Test
    void aClaimNeedsNoQuoteSoANewPriceOrADraftDoesNotTouchIt() {
        String sale = sale(50);
        String cart = cart(claim(sale, 1));
        offer(700, false);
        var order = checkout(cart, "k", "approve").answers(201).hasMoney("totals.total", 50, "GBP");
        assertThat(captured(order.text("id"))).isEqualTo(50);
        offer(300, true);
        String mixed = cart(claim(sale, 1));
        shopper.post("/v1/carts/" + mixed + "/lines", "{'sku':'" + sku + "','quantity':1}").answers(200);
        offer(700, true);
        checkout(mixed, "k", "approve").refuses(409, "price-changed").hasMoney("cart.lines.0.unitPrice", 50, "GBP").hasMoney("cart.lines.1.unitPrice", 700, "GBP");
        offer(700, false);
        checkout(mixed, "k2", "approve").refuses(409, "not-for-sale");
    }

    @Test
    void aGiftIsAnOrderToo() {
        String sale = sale(0);
        checkout(cart(claim(sale, 2)), "k", "approve").answers(201).hasMoney("totals.total", 0, "GBP").has("status", "confirmed");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("sold", 2);
    }

    private void offer(long price, boolean published) {
        shop.must(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, ++keys, Optional.of(new SkuOffer("A " + sku, Money.of(price, "GBP"), published, "", Map.of()))));
    }

    /** It has begun, and a claim may stay unpaid for ten minutes. */
    private String sale(long price) {
        String id = staff.post("/v1/admin/flash-sales", "{'sku':'" + sku + "','price':{'amount':" + price + ",'currency':'GBP'},'quantity':" + ON_OFFER + ",'perCustomer':" + ON_OFFER + ",'startsAt':'"
                + shop.now().minusSeconds(1) + "','endsAt':'" + shop.now().plus(Duration.ofHours(2)) + "','claimTtlSeconds':600}").answers(201).text("id");
        shop.later(Duration.ofSeconds(20));
        shopper.get("/v1/flash-sales/" + id).answers(200).has("state", "live");
        return id;
    }

    private String claim(String sale, int quantity) {
        return shopper.withKey(sku + ++keys).post("/v1/flash-sales/" + sale + "/claims", "{'quantity':" + quantity + "}").answers(201).text("claimId");
    }

    /** With a claim in it. */
    private String cart(String claim) {
        String cart = shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        shopper.post("/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200);
        return cart;
    }

    private HttpSpecAnswer checkout(String cart, String key, String token) {
        return Storefront.checkout(shopper, cart, cart + key, token);
    }

    private long captured(String order) {
        return staff.get("/v1/admin/payments/test-ledger?payment=" + order).answers(200).number("items.0.captured.amount");
    }

    private void hasInStock(int units) {
        shopper.get("/v1/stock/" + sku).answers(200).has("onHand", units).has("reserved", 0);
    }
}
