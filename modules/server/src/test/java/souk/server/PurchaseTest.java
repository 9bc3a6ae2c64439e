package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;

/** A shopper's journey through a whole shop, over HTTP, with all that can come in the way. */
@InOpenShop
class PurchaseTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private final Market market;
    private final Shopper ann;

    PurchaseTest(Market market) {
        this.market = market;
        this.ann = market.shopper();
    }

    @Test
    void whatIsBoughtIsPaidAndLeavesTheStock() {
        String tea = market.sells(499, 10);
        String cup = market.sells(1250, 5);
        String cart = ann.cart(tea, 2);
        ann.http().post("/v1/carts/" + cart + "/lines:batch", "{'lines':[" + Market.line(cup, 1) + "," + Market.line(tea, 1) + "]}").answers(200)
                .hasSize("lines", 2).has("lines.0.sku", tea).has("lines.0.quantity", 3).hasMoney("totals.total", 3 * 499 + 1250, "GBP");
        String cupLine = ann.sees(cart).answers(200).text("lines.1.id");
        ann.http().patch("/v1/carts/" + cart + "/lines/" + cupLine, "{'quantity':4}").answers(200).hasMoney("totals.subtotal", 3 * 499 + 4 * 1250, "GBP");

        var bought = ann.buys(cart, "buy", "approve").answers(201).has("status", "confirmed").has("email", "ann@shop.example")
                .hasMoney("totals.total", 3 * 499 + 4 * 1250, "GBP").hasMoney("totals.subtotal", 3 * 499 + 4 * 1250, "GBP").hasMoney("totals.tax", 0, "GBP")
                .has("lines.0.sku", tea).has("lines.0.quantity", 3).hasMoney("lines.0.unitPrice", 499, "GBP").hasMoney("lines.0.total", 3 * 499, "GBP");
        String order = bought.text("id");
        assertThat(bought.header("Location")).isEqualTo("/v1/orders/" + order);
        assertThat(bought.text("number")).isNotBlank();
        assertThat(bought.text("placedAt")).endsWith("Z");

        market.has(tea, 7);
        market.has(cup, 1);
        ann.sees(cart).answers(200).has("status", "closed").has("orderId", order);
        assertThat(ann.order(order).answers(200).json()).isEqualTo(bought.json());
        market.ledger(order).hasSize("items", 1).hasMoney("items.0.captured", 3 * 499 + 4 * 1250, "GBP").hasMoney("items.0.net", 3 * 499 + 4 * 1250, "GBP");
        assertThat(ann.buys(cart, "buy", "approve").answers(201).body()).isEqualTo(bought.body());
        await().atMost(LONG).untilAsserted(() -> ann.http().get("/v1/orders").answers(200).hasSize("items", 1).has("items.0.id", order).has("items.0.status", "confirmed"));
        await().atMost(LONG).untilAsserted(() -> assertThat(market.staff.get("/v1/admin/orders?status=confirmed&limit=200").answers(200).each("items", "id")).contains(order));
        market.staff.get("/v1/admin/orders/" + order).answers(200).has("status", "confirmed");
    }

    @Test
    void aCancelledOrderIsRefundedAndPutBackOnce() {
        String sku = market.sells(300, 6);
        String cart = ann.cart(sku, 4);
        var bought = ann.buys(cart, "buy", "approve").answers(201);
        String order = bought.text("id");
        market.has(sku, 2);
        ann.http().post("/v1/orders/" + order + "/cancel").refuses(400, "idempotency-key-missing");

        var cancelled = ann.cancels(order, "c").answers(200).has("status", "cancelled");
        assertThat(cancelled.text("cancelledAt")).endsWith("Z");
        market.has(sku, 6);
        market.ledger(order).hasMoney("items.0.captured", 1200, "GBP").hasMoney("items.0.refunded", 1200, "GBP").hasMoney("items.0.net", 0, "GBP");

        assertThat(ann.cancels(order, "c").answers(200).body()).isEqualTo(cancelled.body());
        assertThat(ann.cancels(order, "another").answers(200).body()).isEqualTo(cancelled.body());
        market.has(sku, 6);
        market.ledger(order).hasMoney("items.0.refunded", 1200, "GBP");
        assertThat(ann.buys(cart, "buy", "approve").answers(201).body()).as("the checkout's key has its first answer").isEqualTo(bought.body());
        ann.order(order).answers(200).has("status", "cancelled");
        await().atMost(LONG).untilAsserted(() -> ann.http().get("/v1/orders").answers(200).has("items.0.status", "cancelled"));
    }

    @Test
    void aPartOfAnOrderIsGivenBackAndTheRestLater() {
        String tea = market.sells(300, 6);
        String cup = market.sells(1000, 6);
        String cart = ann.cart(tea, 4);
        ann.adds(cart, cup, 1).answers(200);
        var bought = ann.buys(cart, "buy", "approve").answers(201).hasSize("refunds", 0);
        String order = bought.text("id");

        String body = "{'lines':[" + Market.line(tea, 3) + "],'reason':'Arrived cold'}";
        var refund = market.refunds(order, "r", body).answers(201).has("orderId", order).hasMoney("amount", 900, "GBP").hasMoney("lines.0.amount", 900, "GBP");
        market.has(tea, 5);
        market.ledger(order).hasMoney("items.0.captured", 2200, "GBP").hasMoney("items.0.refunded", 900, "GBP").hasMoney("items.0.net", 1300, "GBP");
        assertThat(market.refunds(order, "r", body).answers(201).body()).isEqualTo(refund.body());
        market.refunds(order, "r", body.replace("3", "1")).refuses(422, "idempotency-key-reused");
        market.refunds(order, "s", body).refuses(409, "refund-too-large").has("skus.0", tea);
        ann.order(order).answers(200).has("status", "confirmed").hasSize("refunds", 1).has("refunds.0.id", refund.text("id")).hasMoney("refunded", 900, "GBP");
        await().atMost(LONG).untilAsserted(() -> ann.http().get("/v1/orders").answers(200).has("items.0.status", "confirmed").hasMoney("items.0.refunded", 900, "GBP"));

        ann.cancels(order, "c").answers(200).has("status", "cancelled").hasMoney("refunded", 2200, "GBP");
        market.has(tea, 6);
        market.has(cup, 6);
        market.ledger(order).hasMoney("items.0.refunded", 2200, "GBP").hasMoney("items.0.net", 0, "GBP");
        assertThat(market.refunds(order, "r", body).answers(201).body()).as("the refund's key has its first answer").isEqualTo(refund.body());
        assertThat(ann.buys(cart, "buy", "approve").answers(201).body()).as("the checkout's key has its first answer").isEqualTo(bought.body());
        market.refunds(order, "t", body).refuses(409, "order-cancelled");
    }

    @Test
    void aCreditNoteIsOnRecordOnce() {
        String body = "{'email':'ann@shop.example','amount':{'amount':1234,'currency':'GBP'},'reason':'Postage'}";
        var note = market.staff.withKey("note").post("/v1/admin/credits", body).answers(201).has("version", 1).has("email", "ann@shop.example").hasMoney("amount", 1234, "GBP").has("reason", "Postage");
        assertThat(note.text("issuedAt")).endsWith("Z");
        assertThat(note.header("Location")).isEqualTo("/v1/admin/credits/" + note.text("id"));
        assertThat(market.staff.withKey("note").post("/v1/admin/credits", body).answers(201).body()).isEqualTo(note.body());
        market.staff.withKey("note").post("/v1/admin/credits", body.replace("1234", "9")).refuses(422, "idempotency-key-reused");
        market.staff.withKey("none").post("/v1/admin/credits", body.replace("1234", "0")).refuses(400, "bad-request").becauseOf("amount.amount", "out-of-range");
        market.staff.post("/v1/admin/credits", body).refuses(400, "idempotency-key-missing");
        assertThat(market.staff.get("/v1/admin/credits/" + note.text("id")).answers(200).json()).isEqualTo(note.json());
        market.staff.get("/v1/admin/credits/unknown").refuses(404, "not-found");
        ann.http().get("/v1/admin/credits").refuses(403, "forbidden");
        await().atMost(LONG).untilAsserted(() -> assertThat(market.staff.get("/v1/admin/credits?limit=200").answers(200).each("items", "id")).containsOnlyOnce(note.text("id")));
    }

    @Test
    void aDeclinedPaymentHoldsNothingAndLeavesTheCartOpen() {
        String sku = market.sells(700, 3);
        String cart = ann.cart(sku, 2);
        var declined = ann.buys(cart, "first", "decline").refuses(402, "payment-declined");
        market.has(sku, 3);
        ann.sees(cart).answers(200).has("status", "open").hasSize("lines", 1);
        assertThat(ann.buys(cart, "first", "decline").refuses(402, "payment-declined").body()).isEqualTo(declined.body());
        ann.buys(cart, "first", "approve").refuses(422, "idempotency-key-reused");

        String order = ann.buys(cart, "second", "approve").answers(201).text("id");
        market.has(sku, 1);
        market.ledger(order).hasMoney("items.0.net", 1400, "GBP");
        assertThat(ann.buys(cart, "first", "decline").refuses(402, "payment-declined").body()).isEqualTo(declined.body());
    }

    @Test
    void aPaymentThatTakesItsTimeIsConfirmedWhenItIsKnown() {
        String sku = market.sells(900, 5);
        String cart = ann.cart(sku, 2);
        var pending = ann.buys(cart, "slow", "timeout").answers(202).has("status", "payment-pending");
        String order = pending.text("id");
        assertThat(pending.header("Location")).isEqualTo("/v1/orders/" + order);
        market.stock(sku).has("onHand", 5).has("reserved", 2).has("available", 3);
        ann.buys(cart, "other", "approve").refuses(409, "checkout-in-progress");
        ann.adds(cart, sku, 1).refuses(409, "checkout-in-progress");
        ann.cancels(order, "c").refuses(409, "order-in-progress");

        await().atMost(LONG).untilAsserted(() -> ann.order(order).answers(200).has("status", "confirmed"));
        market.has(sku, 3);
        market.ledger(order).hasSize("items", 1).hasMoney("items.0.net", 1800, "GBP");
        ann.buys(cart, "slow", "timeout").answers(201).has("id", order).has("status", "confirmed");
        ann.buys(cart, "other", "approve").refuses(409, "checkout-in-progress");
        ann.buys(cart, "third", "approve").refuses(409, "cart-closed");
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefusedEverywhere() {
        String sku = market.sells(100, 5);
        ann.http().withKey("cart").post("/v1/carts", "{'currency':'GBP'}").answers(201);
        ann.http().withKey("cart").post("/v1/carts", "{'currency':'EUR'}").refuses(422, "idempotency-key-reused");
        String cart = ann.cart();
        ann.http().withKey("line").post("/v1/carts/" + cart + "/lines", Market.line(sku, 1)).answers(200);
        ann.http().withKey("line").post("/v1/carts/" + cart + "/lines", Market.line(sku, 1)).answers(200).has("lines.0.quantity", 1);
        ann.http().withKey("line").post("/v1/carts/" + cart + "/lines", Market.line(sku, 2)).refuses(422, "idempotency-key-reused");
        ann.buys(cart, "buy", "approve").answers(201);
        ann.http().withKey("buy").post("/v1/carts/" + cart + "/checkout", Market.buying("approve").replace("Ann", "Bob")).refuses(422, "idempotency-key-reused");
        market.has(sku, 4);
    }

    @Test
    void aChangedPriceIsShownBeforeAnythingIsPaid() {
        String sku = market.sells(100, 5);
        String cart = ann.cart(sku, 2);
        market.offers(sku, 150, "GBP");
        var changed = ann.buys(cart, "old", "approve").refuses(409, "price-changed").hasMoney("cart.lines.0.unitPrice", 150, "GBP").hasMoney("cart.totals.total", 300, "GBP");
        assertThat(ann.buys(cart, "old", "approve").refuses(409, "price-changed").body()).isEqualTo(changed.body());
        market.has(sku, 5);
        ann.sees(cart).answers(200).has("status", "open").hasMoney("totals.total", 300, "GBP");
        ann.buys(cart, "new", "approve").answers(201).hasMoney("totals.total", 300, "GBP");
        assertThat(ann.buys(cart, "old", "approve").refuses(409, "price-changed").body()).isEqualTo(changed.body());
    }

    @Test
    void aCartHasOneCurrency() {
        String sku = Market.unique("EUR");
        market.offers(sku, 100, "EUR");
        String cart = ann.cart();
        ann.adds(cart, sku, 1).refuses(409, "currency-mismatch");
        ann.sees(cart).answers(200).hasSize("lines", 0);
    }

    @Test
    void soldOutNamesEverySkuThatIsShortAndHoldsNothing() {
        String enough = market.sells(Market.unique("A"), 100, 9);
        String few = market.sells(Market.unique("B"), 100, 1);
        String plenty = market.sells(Market.unique("C"), 100, 9);
        String none = market.sells(Market.unique("D"), 100, 0);
        String cart = ann.cart();
        for (String sku : List.of(enough, few, plenty, none)) ann.adds(cart, sku, 2).answers(200);
        var soldOut = ann.buys(cart, "k", "approve").refuses(409, "sold-out");
        soldOut.hasSize("skus", 2).has("skus.0", few).has("skus.1", none);
        market.has(enough, 9);
        market.has(few, 1);
        market.has(plenty, 9);
        assertThat(ann.buys(cart, "k", "approve").refuses(409, "sold-out").body()).isEqualTo(soldOut.body());
        ann.sees(cart).answers(200).has("status", "open").hasSize("lines", 4);
    }

    @Test
    void anEmptyCartAndAClosedOneCannotBeBought() {
        String sku = market.sells(100, 5);
        String cart = ann.cart();
        ann.buys(cart, "empty", "approve").refuses(409, "cart-empty");
        ann.adds(cart, sku, 1).answers(200);
        ann.buys(cart, "empty", "approve").refuses(409, "cart-empty");
        ann.buys(cart, "full", "approve").answers(201);
        ann.buys(cart, "again", "approve").refuses(409, "cart-closed");
        ann.adds(cart, sku, 1).refuses(409, "cart-closed");
        market.has(sku, 4);
    }

    @Test
    void whatBelongsToSomebodyElseIsNotThere() {
        String sku = market.sells(100, 5);
        String cart = ann.cart(sku, 1);
        Shopper bob = market.shopper();
        bob.sees(cart).refuses(404, "not-found");
        bob.adds(cart, sku, 1).refuses(404, "not-found");
        bob.buys(cart, "k", "approve").refuses(404, "not-found");
        String order = ann.buys(cart, "k", "approve").answers(201).text("id");
        bob.buys(cart, "k", "approve").refuses(404, "not-found");
        bob.order(order).refuses(404, "not-found");
        bob.cancels(order, "k").refuses(404, "not-found");
        bob.http().get("/v1/orders").answers(200).hasSize("items", 0);
        ann.order(order).answers(200).has("status", "confirmed");
        market.has(sku, 4);
    }
}
