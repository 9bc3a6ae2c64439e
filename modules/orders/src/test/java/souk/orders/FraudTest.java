package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
import souk.platform.reading.ViewStore;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Rules against fraud over the real HTTP edge, with the real aggregates, stores and test provider; time is the shop's own. */
class FraudTest {
    private static final List<Capability> CAPABILITIES = List.of(Catalog.capability(), Inventory.capability(), Carts.capability(), Payments.capability(), Orders.capability());
    private static final String RULE = "/v1/admin/fraud-rules/r";
    private static Storefront front;
    private static ShopEntities shop;
    private static int shoppers;

    private final HttpSpec shopper = front.guest("fraud-" + ++shoppers);
    private final HttpSpec staff = front.staff();

    @BeforeAll
    static void start() {
        front = Storefront.open(CAPABILITIES, "orders_fraud_test", "souk-reading.cql");
        shop = front.shop;
        front.listen(event -> {
            if (event.log().equals(OrderCommand.TYPE)) show(event);
        });
        shop.must(SkuCommand.at("TEA"), new SkuCommand.Assign("TEA", "product-TEA", 250, Optional.of(new SkuOffer("A TEA", Money.of(250, "GBP"), true, "", java.util.Map.of()))));
        shop.must(StockCommand.at("TEA"), new StockCommand.Count("main", 1_000, Optional.empty(), Optional.empty()));
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    @SuppressWarnings("unchecked")
    private static void show(Recorded<Event> event) {
        for (var binding : Orders.capability().views()) {
            var view = (souk.kernel.View<Object, OrderEvent>) (souk.kernel.View<?, ?>) binding.view();
            if (!view.concerns(event.event())) continue;
            var store = (ViewStore<Object>) ((java.util.function.Function<Node, ?>) binding.store()).apply(new Node(shop, front.cql, null, null, null));
            var row = store.read(event.id()).toCompletableFuture().join().map(Versioned::row).orElse(view.empty());
            store.write(event.id(), new Versioned<>(view.apply(row, (Recorded<OrderEvent>) (Recorded<?>) event), event.version())).toCompletableFuture().join();
        }
    }

    @AfterEach
    void noRulesAreLeft() {
        for (String id : staff.get("/v1/admin/fraud-rules").answers(200).each("items", "id")) staff.delete("/v1/admin/fraud-rules/" + id).answers(204);
        shop.later(Duration.ofSeconds(1));
    }

    /** Holds for every checkout that begins a moment later. */
    private void rule(String id, String form) {
        staff.put("/v1/admin/fraud-rules/" + id, form).answers(201);
        shop.later(Duration.ofSeconds(1));
    }

    private String cart() {
        String id = shopper.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
        shopper.post("/v1/carts/" + id + "/lines", "{'sku':'TEA','quantity':2}").answers(200);
        return id;
    }

    private HttpSpecAnswer buy(String cart, String key, String body) {
        return shopper.withKey(key).post("/v1/carts/" + cart + "/checkout", body);
    }

    private HttpSpecAnswer buys() {
        return buy(cart(), "k", Storefront.form("approve"));
    }

    private HttpSpecAnswer buysFrom(String billing) {
        return buy(cart(), "k", Storefront.form("approve").replace("'payment'", "'billingCountry':'" + billing + "','payment'"));
    }

    private static long available() {
        return shop.must(StockCommand.at("TEA"), new StockCommand.Look()).available();
    }

    private HttpSpecAnswer ledger(String order) {
        return staff.get("/v1/admin/payments/test-ledger?payment=" + order).answers(200);
    }

    private String held() {
        var held = buys().answers(202).has("status", "under-review");
        assertThat(held.body()).doesNotContain("deny").doesNotContain("rule");
        return held.text("id");
    }

    private static final String EVERYBODY = "{'kind':'mail-domain','values':['example.org'],'verdict':'review'}";

    @Test
    void ofOneMailSoManyOrdersComeByAndARepeatedCheckoutCountsOnce() {
        rule("often", "{'kind':'velocity','of':'email','windowSeconds':3600,'orders':3,'verdict':'reject'}");
        long before = available();
        for (int i = 0; i < 3; i++) {
            String cart = cart();
            String order = buy(cart, "k", Storefront.form("approve")).answers(201).text("id");
            for (int again = 0; again < 3; again++) assertThat(buy(cart, "k", Storefront.form("approve")).answers(201).text("id")).isEqualTo(order);
        }
        String cart = cart();
        var refused = buy(cart, "k", Storefront.form("approve").replace("anna", "ANNA")).refuses(409, "order-refused");
        assertThat(refused.body()).doesNotContain("velocity").doesNotContain("often");
        buy(cart, "k", Storefront.form("approve").replace("anna", "ANNA")).refuses(409, "order-refused");
        assertThat(available()).isEqualTo(before - 6);
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
        buy(cart, "other", Storefront.form("approve").replace("anna", "bob")).answers(201);
        shop.later(Duration.ofHours(1));
        buys().answers(201);
    }

    @Test
    void soMuchMoneyOfOneAddressComesBy() {
        rule("much", "{'kind':'velocity','of':'address','windowSeconds':3600,'amount':{'amount':999,'currency':'GBP'},'verdict':'reject'}");
        buys().answers(201);
        buys().refuses(409, "order-refused");
        buy(cart(), "k", Storefront.form("approve").replace("1 High St", "2 High St")).answers(201);
    }

    @Test
    void whoPaysInAnotherCountryIsLookedAt() {
        rule("elsewhere", "{'kind':'country-mismatch','verdict':'review'}");
        buys().answers(201);
        buysFrom("GB").answers(201);
        String id = buysFrom("FR").answers(202).has("status", "under-review").text("id");
        staff.get("/v1/admin/orders/" + id).answers(200).has("status", "held-for-review").has("review.verdict", "review").has("review.reasons.0.rule", "elsewhere").has("review.reasons.0.code", "country-mismatch");
        buysFrom("XX").refuses(400, "bad-request").becauseOf("billingCountry", "bad-format");
    }

    @Test
    void whoIsOnAListIsRefusedAndNothingIsLeftAndTheStrictestRuleDecides() {
        rule("r", "{'kind':'deny','of':'email','values':['Anna@Example.org','bob@example.org'],'verdict':'reject'}");
        rule("everybody", EVERYBODY);
        long before = available();
        String cart = cart();
        buy(cart, "k", Storefront.form("approve")).refuses(409, "order-refused");
        assertThat(available()).isEqualTo(before);
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
        shopper.get("/v1/orders").answers(200).hasSize("items", 0);
        var shown = staff.get(RULE).answers(200).hasSize("values", 2);
        assertThat(shown.body()).doesNotContainIgnoringCase("example.org").contains("digest:");
        // What is shown can be written again: nothing changes.
        staff.put(RULE, shown.body()).refuses(400, "bad-request").becauseOf("id", "unknown-field");
        staff.put(RULE, "{'kind':'deny','of':'email','values':['" + shown.text("values.0") + "'],'verdict':'reject'}").answers(200);
        shop.later(Duration.ofSeconds(1));
        buy(cart, "k2", Storefront.form("approve")).refuses(409, "order-refused");
        rule("allowed", "{'kind':'allow','of':'postcode','values':['GB yo17hh']}");
        buy(cart, "k3", Storefront.form("approve")).refuses(409, "order-refused");
        staff.delete(RULE).answers(204);
        shop.later(Duration.ofSeconds(1));
        buy(cart, "k4", Storefront.form("approve")).answers(201);
    }

    @Test
    void aFirstOrderThatIsWorthMuchIsLookedAt() {
        rule("first", "{'kind':'amount','amount':{'amount':400,'currency':'GBP'},'firstOrder':true,'verdict':'review'}");
        String id = buys().answers(202).text("id");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'approve'}").answers(200);
        buys().answers(201);
    }

    @Test
    void whatIsHeldKeepsItsUnitsAndIsPaidWhenItIsApproved() {
        rule("everybody", EVERYBODY);
        long before = available();
        String id = held();
        assertThat(available()).isEqualTo(before - 2);
        ledger(id).hasSize("items", 1).has("items.0.status", "authorised").hasNo("items.0.captured");
        shopper.get("/v1/orders/" + id).answers(200).has("status", "under-review");
        shopper.withKey("c").post("/v1/orders/" + id + "/cancel").refuses(409, "order-in-progress");
        shop.later(Duration.ofHours(71));
        assertThat(available()).isEqualTo(before - 2);
        assertThat(staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).contains(id);
        assertThat(staff.get("/v1/admin/orders?status=unfinished&limit=200").answers(200).each("items", "id")).doesNotContain(id);
        shopper.post("/v1/admin/orders/" + id + "/review", "{'decision':'approve'}").refuses(403, "forbidden");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'approve'}").answers(200).has("status", "confirmed").has("review.outcome", "approved").has("review.by", "staff");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'approve'}").answers(200).has("status", "confirmed");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'reject'}").refuses(409, "not-held");
        assertThat(staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).doesNotContain(id);
        shopper.get("/v1/orders/" + id).answers(200).has("status", "confirmed");
        ledger(id).hasMoney("items.0.captured", 500, "GBP");
        assertThat(available()).isEqualTo(before - 2);
        shop.later(Duration.ofHours(2));
        shopper.get("/v1/orders/" + id).answers(200).has("status", "confirmed");
    }

    @Test
    void whatIsRejectedLetsItsUnitsGoAndIsNeverPaid() {
        rule("everybody", EVERYBODY);
        long before = available();
        String cart = cart();
        String id = buy(cart, "k", Storefront.form("approve")).answers(202).text("id");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'reject'}").answers(200).has("status", "rejected").has("review.outcome", "refused");
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'reject'}").answers(200);
        assertThat(available()).isEqualTo(before);
        ledger(id).has("items.0.status", "voided").hasNo("items.0.captured");
        shopper.get("/v1/orders/" + id).answers(200).has("status", "rejected").has("refusal", "order-refused");
        buy(cart, "k", Storefront.form("approve")).refuses(409, "order-refused");
        shopper.get("/v1/carts/" + cart).answers(200).has("status", "open");
        staff.post("/v1/admin/orders/nothing/review", "{'decision':'reject'}").refuses(404, "not-found");
    }

    @Test
    void whatNobodyDecidesAboutIsRefusedByItself() {
        rule("everybody", EVERYBODY);
        long before = available();
        String id = held();
        shop.later(Duration.ofHours(71));
        staff.get("/v1/admin/orders/" + id).answers(200).has("status", "held-for-review");
        shop.later(Duration.ofHours(1).plusSeconds(30));
        staff.get("/v1/admin/orders/" + id).answers(200).has("status", "rejected").has("review.outcome", "lapsed").hasNo("review.by");
        assertThat(available()).isEqualTo(before);
        ledger(id).has("items.0.status", "voided");
    }

    @Test
    void staffCanGiveUpWhatIsHeldAsAnythingElse() {
        rule("everybody", EVERYBODY);
        String id = held();
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'retry'}").refuses(409, "nothing-to-retry");
        staff.post("/v1/admin/orders/" + id + "/steering", "{'action':'compensate'}").answers(200).has("status", "undoing");
        shop.later(Duration.ofSeconds(1));
        shopper.get("/v1/orders/" + id).answers(200).has("status", "rejected");
        assertThat(staff.get("/v1/admin/orders?status=held-for-review&limit=200").answers(200).each("items", "id")).doesNotContain(id);
    }

    @Test
    void aPaymentWhoseAnswerIsLateIsNotTakenBeforeTheReview() {
        rule("everybody", EVERYBODY);
        String id = buy(cart(), "k", Storefront.form("timeout")).answers(202).has("status", "payment-pending").text("id");
        shop.later(Duration.ofSeconds(30));
        shopper.get("/v1/orders/" + id).answers(200).has("status", "under-review");
        ledger(id).has("items.0.status", "authorised").hasNo("items.0.captured");
        assertThat(staff.get("/v1/admin/orders?status=unfinished&limit=200").answers(200).each("items", "id")).doesNotContain(id);
        staff.post("/v1/admin/orders/" + id + "/review", "{'decision':'approve'}").answers(200).has("status", "confirmed");
        buy(cart(), "k", Storefront.form("decline")).refuses(402, "payment-declined");
    }

    @Test
    void aRuleSaysWhatItNeedsAndNothingElse() {
        staff.put(RULE, "{'kind':'velocity','of':'email','windowSeconds':60,'verdict':'reject'}").refuses(400, "bad-request").becauseOf("orders", "missing");
        staff.put(RULE, "{'kind':'velocity','of':'email','windowSeconds':60,'orders':501,'verdict':'reject'}").refuses(400, "bad-request").becauseOf("orders", "out-of-range");
        staff.put(RULE, "{'kind':'deny','of':'ip','values':['nowhere'],'verdict':'reject'}").refuses(400, "bad-request").becauseOf("values[0]", "bad-format");
        staff.put(RULE, "{'kind':'deny','of':'payment','values':['x'],'verdict':'reject'}").refuses(400, "bad-request").becauseOf("of", "bad-format");
        staff.put(RULE, "{'kind':'amount','verdict':'accept','amount':{'amount':1,'currency':'GBP'}}").refuses(400, "bad-request").becauseOf("verdict", "bad-format");
        staff.put(RULE, "{'kind':'country-mismatch','verdict':'review','values':['x']}").refuses(400, "bad-request").becauseOf("values", "bad-format");
        staff.get(RULE).refuses(404, "not-found");
        staff.delete(RULE).refuses(404, "not-found");
        staff.put(RULE, "{'kind':'deny','of':'ip','values':['10.1.2.3/16'],'countries':['FR'],'verdict':'reject','on':false}").answers(201).has("values.0", "10.1.0.0/16").has("kind", "deny");
        shopper.get("/v1/admin/fraud-rules").refuses(403, "forbidden");
    }
}
