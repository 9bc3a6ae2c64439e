package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** A rule for commission was wrong for some time: staff corrects all that was sold by it with one command. {@code -Psoak}: a thousand orders. Everything over HTTP. */
@InOpenShop
@Order(2)
class CommissionCorrectionTest {
    private static final int ORDERS = Integer.getInteger("souk.soak.orders", Boolean.getBoolean("souk.soak") ? 1_000 : 60);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String CORRECTIONS = "/v1/admin/commission/corrections";
    private static final String BOOKS = "/v1/admin/ledger";
    private static final String MINE = "/v1/vendor/ledger?currency=GBP&limit=200";
    /** Three at 9.05, with 0.50 of freight each. The rule keeps 12.5 % and 0.30 of them, and should have kept 10 %. */
    private static final int WRONG = 369;
    private static final int RIGHT = 272;
    private static final int SOLD = 3 * 905 + 3 * 50;

    private final Market market;
    private final Accounts accounts;

    CommissionCorrectionTest(TestShop shop, Market market) {
        this.market = market;
        accounts = new Accounts(shop, market.nobody);
    }

    private record Vendor(String id, HttpSpec http, String rule) {}

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private Vendor vendor() {
        String email = Market.unique("seller") + "@shop.example";
        String id = market.vendor(email);
        String rule = Market.unique("rule");
        market.staff.put("/v1/admin/commission-rules/" + rule, "{'vendorId':'" + id + "','basisPoints':1250,'fixed':{'amount':30,'currency':'GBP'},'from':'2020-01-01T00:00:00Z'}").answers(201);
        return new Vendor(id, market.nobody.withToken(accounts.session(email, "vendor")), rule);
    }

    private String offers(Vendor vendor) {
        String sku = market.sells(1_000, 5);
        vendor.http.put("/v1/vendor/offers/" + sku, "{'price':{'amount':905,'currency':'GBP'},'freight':{'amount':50,'currency':'GBP'},'location':'home','onHand':90000}").answers(201);
        return sku;
    }

    private String buys(Vendor vendor, String sku) {
        var shopper = market.shopper();
        String cart = shopper.cart();
        Rush.insist(() -> shopper.http().withKey("line").post("/v1/carts/" + cart + "/lines", "{'sku':'" + sku + "','quantity':3,'vendorId':'" + vendor.id + "'}")).answers(200);
        return shopper.buys(cart, "buy", "approve").answers(201).text("id");
    }

    private static String body(Vendor vendor, String from, String to, String more) {
        return "{'ruleId':'" + vendor.rule + "','from':'" + from + "','to':'" + to + "'," + more + "}";
    }

    /** Until it is over. */
    private HttpSpecAnswer corrects(String key, String body) {
        String id = Rush.insist(() -> market.staff.withKey(key).post(CORRECTIONS, body)).answers(201).text("id");
        await("the correction is over").atMost(LONG).until(() -> market.staff.get(CORRECTIONS + "/" + id).answers(200).text("state").equals("done"));
        return market.staff.get(CORRECTIONS + "/" + id);
    }

    private void gives(String order, String sku, Vendor vendor) {
        market.refunds(order, Market.unique("k"), "{'lines':[{'sku':'" + sku + "','quantity':1,'vendorId':'" + vendor.id + "'}]}").answers(201);
    }

    /** The legs, such as {@code cash 3430 0}. */
    private List<String> booked(String transaction) {
        await(transaction + " is booked").atMost(LONG).until(() -> market.staff.get(BOOKS + "/transactions/" + transaction).status() == 200);
        var legs = new ArrayList<String>();
        market.staff.get(BOOKS + "/transactions/" + transaction).json().path("legs").forEach(leg -> legs.add(leg.path("account").asText() + " " + leg.path("debit").asLong() + " " + leg.path("credit").asLong()));
        return legs;
    }

    private long owed(Vendor vendor) {
        JsonNode balance = market.staff.get(BOOKS + "/trial-balance").answers(200).json();
        for (JsonNode total : balance.path("totals")) assertThat(total.path("debit").asLong()).as("debits of " + total.path("currency")).isEqualTo(total.path("credit").asLong());
        return StreamSupport.stream(balance.path("accounts").spliterator(), false).filter(each -> each.path("account").asText().equals("vendor:" + vendor.id)).mapToLong(each -> each.path("credit").asLong() - each.path("debit").asLong()).sum();
    }

    private void owes(Vendor vendor, long pence) {
        await("what is owed").atMost(LONG).untilAsserted(() -> {
            assertThat(owed(vendor)).isEqualTo(pence);
            vendor.http.get("/v1/vendor/balance?currency=GBP").answers(200).hasMoney("pending", pence, "GBP");
        });
    }

    @Test
    void allThatWasSoldByAWrongRuleIsCorrectedOnceAndWhatWasWrittenStays() throws Exception {
        var ann = vendor();
        String sku = offers(ann);
        String from = now();
        var orders = Together.each(ORDERS, 8, i -> buys(ann, sku));
        gives(orders.get(0), sku, ann);
        market.staff.post("/v1/admin/orders/" + orders.get(1) + "/steering", "{'action':'compensate'}").answers(200);
        await("it is cancelled").atMost(LONG).until(() -> market.staff.get("/v1/admin/orders/" + orders.get(1)).answers(200).text("status").equals("cancelled"));
        String to = now();
        await("the next millisecond").until(() -> now().compareTo(to) > 0);
        String after = buys(ann, sku);
        // One unit of three was given back; it bore 123 of 369.
        long before = (long) (ORDERS - 1) * (SOLD - WRONG) + (2 * 955 - (WRONG - 123));
        owes(ann, before);
        var sale = booked("sale." + orders.get(2));

        String wanted = body(ann, from, to, "'basisPoints':1000");
        // 272 less the 91 of one unit are 181 instead of 246.
        long difference = (long) (ORDERS - 2) * (RIGHT - WRONG) + (181 - 246);
        var seen = corrects(Market.unique("k"), wanted.replace("{'ruleId'", "{'preview':true,'ruleId'")).has("preview", true).has("orders", ORDERS - 1).has("lines", ORDERS - 1).hasMoney("difference.0", difference, "GBP");
        assertThat(market.staff.get("/v1/admin/orders/" + orders.get(2)).answers(200).hasNo("corrected").number("lines.0.vendor.commission.amount.amount")).isEqualTo(WRONG);
        owes(ann, before);

        String key = Market.unique("k");
        var done = corrects(key, wanted).has("preview", false).has("orders", ORDERS - 1).has("lines", ORDERS - 1).has("refused", 0).hasSize("difference", 1).hasMoney("difference.0", difference, "GBP").has("ruleId", ann.rule).has("basisPoints", 1_000);
        String id = done.text("id");
        owes(ann, before - difference);

        market.staff.get("/v1/admin/orders/" + orders.get(2)).answers(200).hasMoney("lines.0.vendor.commission.amount", RIGHT, "GBP").hasMoney("corrected.0.before", WRONG, "GBP").hasMoney("corrected.0.difference", RIGHT - WRONG, "GBP");
        assertThat(booked("sale." + orders.get(2))).as("what was booked stays").isEqualTo(sale);
        assertThat(booked("correction." + orders.get(2) + "." + id)).containsExactlyInAnyOrder("vendor:" + ann.id + " 0 97", "commission 97 0");
        assertThat(booked("correction." + orders.get(0) + "." + id)).containsExactlyInAnyOrder("vendor:" + ann.id + " 0 65", "commission 65 0");
        for (String other : List.of(orders.get(1), after)) {
            market.staff.get(BOOKS + "/transactions/correction." + other + "." + id).refuses(404, "not-found");
            market.staff.get("/v1/admin/orders/" + other).answers(200).hasMoney("lines.0.vendor.commission.amount", WRONG, "GBP").hasNo("corrected");
        }
        ann.http.get("/v1/vendor/orders/" + orders.get(2) + "." + ann.id).answers(200).hasMoney("lines.0.commission", RIGHT, "GBP").hasMoney("lines.0.net", SOLD - RIGHT, "GBP");
        assertThat(ann.http.get(MINE).answers(200).each("items", "type")).contains("correction");
        whoHasAskedForIt("correction." + orders.get(2) + "." + id);

        // The same key: the same correction. Another one finds nothing to change, and says so.
        market.staff.withKey(key).post(CORRECTIONS, wanted).answers(201).has("id", id).has("orders", ORDERS - 1);
        market.staff.withKey(key).post(CORRECTIONS, wanted.replace("1000", "900")).refuses(422, "idempotency-key-reused");
        corrects(Market.unique("k"), wanted).has("orders", 0).hasSize("difference", 0);
        owes(ann, before - difference);

        // What comes back from now on takes back what it bears now: 181 less 91.
        gives(orders.get(2), sku, ann);
        gives(orders.get(0), sku, ann);
        owes(ann, before - difference - (955 - 91) - (955 - 90));
        await("it is in the list").atMost(LONG).until(() -> market.staff.get(CORRECTIONS + "?limit=200").answers(200).each("items", "id").containsAll(List.of(id, seen.text("id"))));
    }

    private void whoHasAskedForIt(String transaction) {
        String why = BOOKS + "/transactions/" + transaction + "/why";
        await("its history").atMost(LONG).until(() -> market.staff.get(why).status() == 200);
        var told = market.staff.get(why).answers(200).has("rule", "correction.1").has("request.by.kind", "staff");
        assertThat(told.each("chain", "event")).startsWith("ledger.transaction-posted", "orders.commission-corrected").contains("vendors.commission-correction-listed").endsWith("vendors.commission-correction-begun");
    }

    @Test
    void whatCannotBeIsRefusedAndOnlyFinanceMay() {
        String ok = "{'ruleId':'x','from':'2026-01-01T00:00:00Z','to':'2026-01-02T00:00:00Z','basisPoints':1000}";
        var staff = market.staff.withKey(Market.unique("k"));
        staff.post(CORRECTIONS, ok.replace("1000", "10001")).refuses(400, "bad-request").becauseOf("basisPoints", "out-of-range");
        staff.post(CORRECTIONS, ok.replace("1000", "-1")).refuses(400, "bad-request").becauseOf("basisPoints", "out-of-range");
        staff.post(CORRECTIONS, ok.replace("'2026-01-02T00:00:00Z'", "'2026-01-01T00:00:00Z'")).refuses(400, "bad-request").becauseOf("to", "out-of-range");
        staff.post(CORRECTIONS, ok.replace("'ruleId':'x',", "")).refuses(400, "bad-request").becauseOf("ruleId", "missing");
        staff.post(CORRECTIONS, ok.replace("1000", "1000,'version':0")).refuses(400, "bad-request").becauseOf("version", "out-of-range");
        staff.post(CORRECTIONS, ok.replace("1000", "1000,'fixed':{'amount':-1,'currency':'GBP'}")).refuses(400, "bad-request").becauseOf("fixed.amount", "out-of-range");
        staff.post(CORRECTIONS, ok.replace("'2026-01-02", "'2226-01-02")).refuses(422, "correction-in-future");
        market.staff.get(CORRECTIONS + "/nothing").refuses(404, "not-found");
        market.shopper().http().withKey("k").post(CORRECTIONS, ok).refuses(403, "forbidden");
        market.nobody.withKey("k").post(CORRECTIONS, ok).refuses(401, "unauthenticated");
        corrects(Market.unique("k"), ok.replace("'x'", "'" + Market.unique("nobodys") + "'")).has("orders", 0).has("lines", 0).hasSize("difference", 0);
    }
}
