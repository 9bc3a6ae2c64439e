package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.cart.Carts;
import souk.catalog.Catalog;
import souk.catalog.api.SkuCommand;
import souk.catalog.api.SkuOffer;
import souk.inventory.Inventory;
import souk.inventory.api.StockCommand;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.payments.Payments;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.HistoryStore;
import souk.platform.reading.ViewStore;
import souk.platform.reading.ViewStore.Versioned;
import souk.platform.wire.Names;
import souk.testkit.HttpSpec;

/** Checkout and orders over the real HTTP edge, with the real aggregates, stores and test provider; time is the shop's own. */
class OrderRoutesTest {
    private static final List<Capability> CAPABILITIES = List.of(Catalog.capability(), Inventory.capability(), Carts.capability(), Payments.capability(), Orders.capability());
    private static final Names NAMES = new Names(CAPABILITIES);
    private static Storefront front;
    private static HistoryStore history;
    private static ShopEntities shop;
    private static int shoppers;

    private final String name = "shopper-" + ++shoppers;
    private final HttpSpec shopper = front.guest(name);
    private final HttpSpec staff = front.staff();

    @BeforeAll
    static void start() {
        front = Storefront.open(CAPABILITIES, "orders_routes_test", "souk-history.cql", "souk-reading.cql");
        shop = front.shop;
        history = new HistoryStore(front.cql, 1);
        front.listen(event -> {
            if (event.log().equals(OrderCommand.TYPE)) show(event);
        });
        sell("TEA", 250);
        sell("CUP", 400);
        count("TEA", 1_000_000);
        count("CUP", 1_000_000);
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    @SuppressWarnings("unchecked")
    private static void show(Recorded<Event> event) {
        var entry = NAMES.encode(Order.BLUEPRINT, event.id(), event.version(), event.event(), event.cause());
        history.write(event.log(), OrderCommand.TYPE, Map.of(event.id(), List.of(new HistoryStore.Row(event.version(), event.at(), event.position(), event.cause(), entry.name(),
                entry.eventVersion(), entry.body())))).toCompletableFuture().join();
        for (var binding : Orders.capability().views()) {
            var view = (souk.kernel.View<Object, OrderEvent>) (souk.kernel.View<?, ?>) binding.view();
            var store = (ViewStore<Object>) ((java.util.function.Function<Node, ?>) binding.store()).apply(new Node(shop, front.cql, null, null, null));
            if (!view.concerns(event.event())) continue;
            var row = store.read(event.id()).toCompletableFuture().join().map(Versioned::row).orElse(view.empty());
            store.write(event.id(), new Versioned<>(view.apply(row, (Recorded<OrderEvent>) (Recorded<?>) event), event.version())).toCompletableFuture().join();
        }
    }

    private static void sell(String sku, long price) {
        shop.must(SkuCommand.at(sku), new SkuCommand.Assign(sku, "product-" + sku, price, Optional.of(new SkuOffer("A " + sku, Money.of(price, "GBP"), true, "", java.util.Map.of()))));
    }

    private static void count(String sku, long units) {
        shop.must(StockCommand.at(sku), new StockCommand.Count("main", units, Optional.empty(), Optional.empty()));
    }

    private String cart(String... skus) {
        String id = shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        for (String sku : skus) shopper.post("/v1/carts/" + id + "/lines", "{'sku':'" + sku + "','quantity':2}").answers(200);
        return id;
    }

    private souk.testkit.HttpSpecAnswer checkout(String cart, String key, String token) {
        return Storefront.checkout(shopper, cart, key, token);
    }

    private static long available(String sku) {
        return shop.must(StockCommand.at(sku), new StockCommand.Look()).available();
    }

    private long net(String order) {
        return staff.get("/v1/admin/payments/test-ledger?payment=" + order).answers(200).number("items.0.net.amount");
    }

    @Test
    void aPurchase() {
        long before = available("TEA");
        String cart = cart("TEA", "CUP");
        var order = checkout(cart, "k", "approve").answers(201).has("status", "confirmed").has("email", "anna@example.org").hasSize("lines", 2)
                .has("lines.0.sku", "TEA").has("lines.0.name", "A TEA").has("lines.0.quantity", 2).hasMoney("lines.0.unitPrice", 250, "GBP").hasMoney("lines.0.total", 500, "GBP")
                .hasMoney("totals.subtotal", 1_300, "GBP").hasMoney("totals.discount", 0, "GBP").hasMoney("totals.shipping", 0, "GBP").hasMoney("totals.tax", 0, "GBP")
                .hasMoney("totals.total", 1_300, "GBP");
        String id = order.text("id");
        assertThat(order.header("Location")).isEqualTo("/v1/orders/" + id);
        shopper.get("/v1/orders/" + id).answers(200).has("status", "confirmed").has("number", order.text("number"));
        shopper.get("/v1/orders").answers(200).hasSize("items", 1).has("items.0.id", id).hasMoney("items.0.totals.total", 1_300, "GBP");
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "closed");
        assertThat(available("TEA")).isEqualTo(before - 2);
        assertThat(net(id)).isEqualTo(1_300);
        staff.get("/v1/admin/orders/" + id).answers(200).has("status", "confirmed").has("version", 5).hasSize("refunds", 0).hasMoney("refunded", 0, "GBP");
        staff.get("/v1/admin/orders/" + id + "?asOf=version:1").answers(200).has("status", "opened").has("version", 1).hasSize("lines", 0);
        var opened = staff.get("/v1/admin/orders/" + id + "/history").answers(200).hasSize("items", 5).has("items.0.name", "orders.order-opened").has("items.4.name", "orders.order-confirmed")
                .has("items.0.data.payment.token", "(not shown)");
        staff.get("/v1/admin/orders/" + id + "?asOf=" + opened.text("items.4.at")).answers(200).has("status", "confirmed");
        staff.get("/v1/admin/orders?status=confirmed").answers(200).has("items.0.id", id);
    }

    @Test
    void oneKeyIsOneOrderOnePaymentOneAnswer() {
        String cart = cart("TEA");
        var bodies = new HashSet<String>();
        for (int i = 0; i < 5; i++) bodies.add(checkout(cart, "k", "approve").answers(201).body());
        assertThat(bodies).hasSize(1);
        checkout(cart, "k", "decline").refuses(422, "idempotency-key-reused");
        checkout(cart, "other", "approve").refuses(409, "cart-closed");
        checkout(cart, "other", "approve").refuses(409, "cart-closed");
    }

    @Test
    void aDeclinedPaymentLeavesNothingBehindAndItsKeySaysSoForEver() {
        long before = available("CUP");
        String cart = cart("CUP");
        var declined = checkout(cart, "k", "decline").refuses(402, "payment-declined");
        assertThat(available("CUP")).isEqualTo(before);
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
        assertThat(checkout(cart, "k", "decline").refuses(402, "payment-declined").body()).isEqualTo(declined.body());
        checkout(cart, "k2", "approve").answers(201);
        assertThat(checkout(cart, "k", "decline").refuses(402, "payment-declined").body()).isEqualTo(declined.body());
        shopper.get("/v1/orders").answers(200).hasSize("items", 1);
    }

    @Test
    void aPaymentWhoseAnswerIsLateIsConfirmedWhenTheProviderKnows() {
        String cart = cart("TEA");
        var pending = checkout(cart, "k", "timeout").answers(202).has("status", "payment-pending");
        String id = pending.text("id");
        assertThat(pending.header("Location")).isEqualTo("/v1/orders/" + id);
        shopper.get("/v1/orders/" + id).answers(200).has("status", "payment-pending");
        shopper.post("/v1/carts/" + cart + "/lines", "{'sku':'CUP','quantity':1}").refuses(409, "checkout-in-progress");
        checkout(cart, "k2", "approve").refuses(409, "checkout-in-progress");
        assertThat(staff.get("/v1/admin/orders?status=unfinished&limit=200").answers(200).each("items", "id")).contains(id);
        staff.get("/v1/admin/orders/" + id).answers(200).has("status", "payment-pending").has("progress.step", "ask-payment");
        shopper.withKey("c").post("/v1/orders/" + id + "/cancel").refuses(409, "order-in-progress");
        shop.later(Duration.ofSeconds(10));
        shopper.get("/v1/orders/" + id).answers(200).has("status", "confirmed");
        assertThat(checkout(cart, "k", "timeout").answers(201).text("id")).isEqualTo(id);
        assertThat(staff.get("/v1/admin/orders?status=unfinished&limit=200").answers(200).each("items", "id")).doesNotContain(id);
        assertThat(net(id)).isEqualTo(500);
    }

    @Test
    void staffGivesUpAPendingOrder() {
        String cart = cart("TEA");
        long before = available("TEA");
        String id = checkout(cart, "k", "timeout").answers(202).text("id");
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").answers(200).has("status", "payment-pending");
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'compensate'}").answers(200).has("status", "undoing");
        shop.later(Duration.ofSeconds(10));
        shopper.get("/v1/orders/" + id).answers(200).has("status", "rejected").has("refusal", "checkout-stopped");
        checkout(cart, "k", "timeout").refuses(409, "checkout-stopped");
        assertThat(available("TEA")).isEqualTo(before);
        staff.get("/v1/admin/payments/test-ledger?payment=" + id).answers(200).has("items.0.status", "voided");
        checkout(cart, "k2", "approve").answers(201);
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").refuses(409, "nothing-to-retry");
        staff.post("/v1/admin/orders/nothing/steering", "{'action':'retry'}").refuses(404, "not-found");
        shopper.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").refuses(403, "forbidden");
    }

    @Test
    void everySkuThatIsShortIsNamedAndNothingIsHeld() {
        sell("RARE", 900);
        sell("RARER", 900);
        count("RARE", 1);
        count("RARER", 0);
        String cart = cart("RARE", "RARER", "TEA");
        long before = available("TEA");
        var refused = checkout(cart, "k", "approve").refuses(409, "sold-out");
        assertThat(refused.json().path("skus")).hasToString("[\"RARE\",\"RARER\"]");
        assertThat(checkout(cart, "k", "approve").refuses(409, "sold-out").body()).isEqualTo(refused.body());
        assertThat(available("RARE")).isEqualTo(1);
        assertThat(available("TEA")).isEqualTo(before);
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
    }

    @Test
    void aChangedPriceIsShownBeforeItIsPaid() {
        sell("OIL", 700);
        count("OIL", 10);
        String cart = cart("OIL");
        sell("OIL", 750);
        var refused = checkout(cart, "k", "approve").refuses(409, "price-changed");
        assertThat(refused.json().at("/cart/totals/total/amount").asLong()).isEqualTo(1_500);
        assertThat(refused.json().at("/cart/id").asText()).isEqualTo(cart);
        assertThat(checkout(cart, "k", "approve").refuses(409, "price-changed").body()).isEqualTo(refused.body());
        checkout(cart, "k2", "approve").answers(201).hasMoney("totals.total", 1_500, "GBP");
        assertThat(checkout(cart, "k", "approve").refuses(409, "price-changed").body()).isEqualTo(refused.body());
    }

    @Test
    void anOrderIsCancelledOnce() {
        long before = available("CUP");
        String id = checkout(cart("CUP"), "k", "approve").answers(201).text("id");
        shopper.post("/v1/orders/" + id + "/cancel").refuses(400, "idempotency-key-missing");
        shopper.withKey("c").post("/v1/orders/" + id + "/cancel", "{}").answers(200).has("status", "cancelled");
        shopper.withKey("c").post("/v1/orders/" + id + "/cancel").answers(200).has("status", "cancelled");
        shopper.withKey("d").post("/v1/orders/" + id + "/cancel").answers(200).has("status", "cancelled");
        assertThat(available("CUP")).isEqualTo(before);
        assertThat(net(id)).isZero();
        shopper.get("/v1/orders").answers(200).has("items.0.status", "cancelled");
        staff.get("/v1/admin/orders?status=cancelled").answers(200).has("items.0.id", id);
        shop.later(Duration.ofSeconds(1));
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").refuses(409, "nothing-to-retry");
    }

    private souk.testkit.HttpSpecAnswer refund(String order, String key, String body) {
        return staff.withKey(key).post("/v1/admin/orders/" + order + "/refunds", body);
    }

    @Test
    void aPartOfAnOrderIsGivenBackOnce() {
        long before = available("CUP");
        var bought = checkout(cart("CUP", "TEA"), "k", "approve").answers(201).hasSize("refunds", 0).hasMoney("refunded", 0, "GBP");
        String id = bought.text("id");
        String body = "{'lines':[{'sku':'CUP','quantity':1}],'reason':'broken'}";
        var refunded = refund(id, "r", body).answers(201).has("orderId", id).hasSize("lines", 1).has("lines.0.sku", "CUP").has("lines.0.quantity", 1)
                .hasMoney("lines.0.amount", 400, "GBP").hasMoney("amount", 400, "GBP").has("restock", true).has("reason", "broken");
        assertThat(refunded.text("at")).endsWith("Z");
        assertThat(available("CUP")).isEqualTo(before - 1);
        assertThat(net(id)).isEqualTo(900);
        shopper.get("/v1/orders/" + id).answers(200).has("status", "confirmed").hasSize("refunds", 1).has("refunds.0.id", refunded.text("id")).hasMoney("refunded", 400, "GBP");
        shopper.get("/v1/orders").answers(200).hasMoney("items.0.refunded", 400, "GBP");
        staff.get("/v1/admin/orders?status=confirmed").answers(200).has("items.0.id", id).hasMoney("items.0.refunded", 400, "GBP");

        refund(id, "s", "{'lines':[{'sku':'CUP','quantity':1},{'sku':'TEA','quantity':1}],'restock':false}").answers(201).hasMoney("amount", 650, "GBP").has("restock", false);
        assertThat(available("CUP")).isEqualTo(before - 1);
        assertThat(net(id)).isEqualTo(250);
        shopper.withKey("c").post("/v1/orders/" + id + "/cancel").answers(200).has("status", "cancelled").hasSize("refunds", 2).hasMoney("refunded", 1_300, "GBP");
        assertThat(net(id)).isZero();
        assertThat(refund(id, "r", body).answers(201).body()).as("the key has its first answer").isEqualTo(refunded.body());
        refund(id, "r", body.replace("1", "2")).refuses(422, "idempotency-key-reused");
        refund(id, "new", body).refuses(409, "order-cancelled");
        shop.later(Duration.ofSeconds(1));
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").refuses(409, "nothing-to-retry");
    }

    @Test
    void whatAnOrderWasBeforeAndAfterItsRefundsIsTold() {
        String id = checkout(cart("TEA"), "k", "approve").answers(201).text("id");
        refund(id, "r", "{'lines':[{'sku':'TEA','quantity':1}]}").answers(201);
        shop.later(Duration.ofSeconds(1));
        staff.get("/v1/admin/orders/" + id + "?asOf=version:5").answers(200).has("status", "confirmed").hasSize("refunds", 0).hasMoney("refunded", 0, "GBP");
        staff.get("/v1/admin/orders/" + id + "?asOf=version:6").answers(200).has("status", "refunding").hasSize("refunds", 1).hasMoney("refunded", 0, "GBP");
        staff.get("/v1/admin/orders/" + id + "?asOf=version:7").answers(200).has("status", "confirmed").hasMoney("refunded", 250, "GBP");
        staff.get("/v1/admin/orders/" + id + "/history").answers(200).has("items.5.name", "orders.refund-requested").has("items.6.name", "orders.order-refunded")
                .has("items.7.name", "orders.refunds-acknowledged").hasSize("items", 8);
    }

    @Test
    void whatCannotBeRefundedIsRefusedAndNothingHappens() {
        String cart = cart("TEA");
        String id = checkout(cart, "k", "timeout").answers(202).text("id");
        String one = "{'lines':[{'sku':'TEA','quantity':1}]}";
        assertThat(refund(id, "r", one).refuses(409, "order-in-progress").header("Retry-After")).isEqualTo("1");
        shop.later(Duration.ofSeconds(10));
        var tooLarge = refund(id, "r", one.replace("1", "3")).refuses(409, "refund-too-large");
        assertThat(tooLarge.json().path("skus")).hasToString("[\"TEA\"]");
        refund(id, "r", one.replace("TEA", "CUP")).refuses(404, "not-found");
        refund("nothing", "r", one).refuses(404, "not-found");
        refund(id, "r", "{'lines':[{'sku':'TEA','quantity':1},{'sku':'TEA','quantity':1}]}").refuses(400, "bad-request").becauseOf("lines[1].sku", "bad-format");
        refund(id, "r", "{'lines':[]}").refuses(400, "bad-request").becauseOf("lines", "out-of-range");
        refund(id, "r", one.replace("1", "0")).refuses(400, "bad-request").becauseOf("lines[0].quantity", "out-of-range");
        staff.post("/v1/admin/orders/" + id + "/refunds", one).refuses(400, "idempotency-key-missing");
        shopper.withKey("r").post("/v1/admin/orders/" + id + "/refunds", one).refuses(403, "forbidden");
        assertThat(net(id)).isEqualTo(500);
        refund(id, "r", one).answers(201).hasMoney("amount", 250, "GBP");
    }

    @Test
    void whatIsNotTheirsDoesNotExistForOthers() {
        String cart = cart("TEA");
        var bob = front.guest("bob");
        bob.withKey("k").post("/v1/carts/" + cart + "/checkout", Storefront.form("approve")).refuses(404, "not-found");
        shopper.withKey("k").post("/v1/carts/nothing/checkout", Storefront.form("approve")).refuses(404, "not-found");
        String id = checkout(cart, "k", "approve").answers(201).text("id");
        bob.get("/v1/orders/" + id).refuses(404, "not-found");
        bob.withKey("c").post("/v1/orders/" + id + "/cancel").refuses(404, "not-found");
        bob.get("/v1/orders").answers(200).hasSize("items", 0);
        bob.get("/v1/admin/orders").refuses(403, "forbidden");
        bob.get("/v1/admin/payments/test-ledger").refuses(403, "forbidden");
        front.nobody().get("/v1/orders/" + id).refuses(401, "unauthenticated");
    }

    @Test
    void anEmptyCartAndOneWithSomethingNoLongerSoldAreNotBought() {
        checkout(cart(), "k", "approve").refuses(409, "cart-empty");
        sell("OLD", 100);
        String cart = cart("OLD");
        shop.must(SkuCommand.at("OLD"), new SkuCommand.Release("OLD", "product-OLD", 1_000));
        var refused = checkout(cart, "k", "approve").refuses(409, "not-for-sale");
        assertThat(refused.json().path("skus")).hasToString("[\"OLD\"]");
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
    }

    @Test
    void listsGoOnWhereTheyStopped() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) ids.add(0, checkout(cart("TEA"), "k", "approve").answers(201).text("id"));
        var first = shopper.get("/v1/orders?limit=3").answers(200).hasSize("items", 3);
        var second = shopper.get("/v1/orders?limit=3&cursor=" + first.text("next")).answers(200).hasSize("items", 2);
        var seen = new ArrayList<>(first.each("items", "id"));
        seen.addAll(second.each("items", "id"));
        assertThat(seen).isEqualTo(ids);
        var ledger = staff.get("/v1/admin/payments/test-ledger?limit=2").answers(200).hasSize("items", 2);
        assertThat(staff.get("/v1/admin/payments/test-ledger?limit=2&cursor=" + ledger.text("next")).answers(200).each("items", "paymentId"))
                .doesNotContainAnyElementsOf(ledger.each("items", "paymentId"));
        staff.get("/v1/admin/payments/test-ledger?payment=nothing").answers(200).hasSize("items", 0);
        staff.get("/v1/admin/orders?status=lost").refuses(400, "bad-request");
        staff.get("/v1/admin/orders/nothing").refuses(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'email':'anna@example.org' | 'email':'anna example.org' | email | bad-format
            'email':'anna@example.org' | 'mail':'anna@example.org' | mail | unknown-field
            'email':'anna@example.org', | '' | email | missing
            'country':'GB' | 'country':'UK' | shippingAddress.country | bad-format
            'city':'York', | '' | shippingAddress.city | missing
            'line1':'1 High St' | 'line1':7 | shippingAddress.line1 | wrong-type
            'token':'approve' | 'token':'4242' | payment.token | bad-format
            'method':'test' | 'method':'card' | payment.method | bad-format
            """, quoteCharacter = '"')
    void aBadBodyIsRefusedAndNothingIsStored(String good, String bad, String field, String code) {
        String cart = cart("TEA");
        String body = Storefront.form("approve").replace(good, bad.equals("''") ? "" : bad);
        shopper.withKey("k").post("/v1/carts/" + cart + "/checkout", body).refuses(400, "bad-request").becauseOf(field, code);
        checkout(cart, "k", "approve").answers(201);
    }

    @Test
    void aCheckoutWithoutAKeyIsRefused() {
        shopper.post("/v1/carts/" + cart("TEA") + "/checkout", Storefront.form("approve")).refuses(400, "idempotency-key-missing");
    }
}
