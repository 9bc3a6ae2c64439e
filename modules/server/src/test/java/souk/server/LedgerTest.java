package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/** What is bought and given back stands in the books, in a whole shop over HTTP. */
@InOpenShop
class LedgerTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String BOOKS = "/v1/admin/ledger";
    private final Market market;
    private final Shopper ann;

    LedgerTest(Market market) {
        this.market = market;
        this.ann = market.shopper();
    }

    private HttpSpecAnswer transaction(String id) {
        return market.staff.get(BOOKS + "/transactions/" + id);
    }

    private HttpSpecAnswer booked(String id) {
        await(id + " is booked").atMost(LONG).until(() -> transaction(id).status() == 200);
        return transaction(id).answers(200).has("id", id);
    }

    private HttpSpecAnswer why(String id) {
        await("the history of what " + id + " is about").atMost(LONG).until(() -> market.staff.get(BOOKS + "/transactions/" + id + "/why").status() == 200);
        return market.staff.get(BOOKS + "/transactions/" + id + "/why").answers(200);
    }

    private static List<String> legs(HttpSpecAnswer transaction) {
        var legs = new ArrayList<String>();
        transaction.json().path("legs").forEach(leg -> legs.add(leg.path("account").asText() + " " + leg.path("debit").asLong() + " " + leg.path("credit").asLong()));
        return legs;
    }

    /** What the statement of an account says about an order: debits less credits; others book there, too. */
    private long moved(String account, String order) {
        long sum = 0;
        String next = "";
        do {
            var page = market.staff.get(BOOKS + "/accounts/" + account + "?currency=GBP&limit=200" + next).answers(200);
            for (JsonNode line : page.json().path("items")) if (line.path("orderId").asText().equals(order)) sum += line.path("debit").asLong() - line.path("credit").asLong();
            next = page.json().hasNonNull("next") ? "&cursor=" + page.text("next") : "";
        } while (!next.isEmpty());
        return sum;
    }

    private void balances() {
        var totals = market.staff.get(BOOKS + "/trial-balance").answers(200).json().path("totals");
        for (JsonNode total : totals) assertThat(total.path("debit").asLong()).as(total.path("currency").asText()).isEqualTo(total.path("credit").asLong());
    }

    @Test
    void whatIsSoldAndGivenBackIsBookedAsTheProviderHasIt() {
        String sku = market.sells(333, 20);
        String order = ann.buys(ann.cart(sku, 3), "buy", "approve").answers(201).text("id");
        assertThat(legs(booked("sale." + order).has("kind", "sale").has("orderId", order).has("rule", "sale.3"))).containsExactly("cash 999 0", "sales 0 999");
        String refund = market.refunds(order, Market.unique("k"), "{'lines':[" + Market.line(sku, 1) + "]}").answers(201).text("id");
        assertThat(legs(booked("refund." + order + "." + refund))).containsExactly("refunds 333 0", "cash 0 333");
        ann.cancels(order, "c").answers(200);
        assertThat(legs(booked("cancel." + order))).containsExactly("refunds 666 0", "cash 0 666");
        market.ledger(order).hasMoney("items.0.captured", 999, "GBP").hasMoney("items.0.net", 0, "GBP");
        await("the statement has all three").atMost(LONG).untilAsserted(() -> {
            balances();
            assertThat(moved("refunds", order)).isEqualTo(999);
        });
        assertThat(moved("cash", order)).isZero();
        assertThat(moved("sales", order)).isEqualTo(-999);
        balances();

        var sold = why("sale." + order).has("rule", "sale.3").has("chain.0.event", "ledger.transaction-posted").has("chain.1.event", "orders.order-confirmed").has("request.by.kind", "shopper");
        assertThat(sold.each("chain", "event")).endsWith("orders.order-opened");
        assertThat(sold.text("request.id")).isEqualTo(sold.each("chain", "cause").get(sold.json().path("chain").size() - 1)).isNotBlank();
        var given = why("refund." + order + "." + refund).has("request.by.kind", "staff");
        assertThat(given.each("chain", "event")).startsWith("ledger.transaction-posted", "orders.order-refunded").endsWith("orders.refund-requested");
        var cancelled = why("cancel." + order).has("request.by.kind", "shopper").has("request.by.id", sold.text("request.by.id"));
        assertThat(cancelled.each("chain", "event")).endsWith("orders.cancel-requested");
    }

    @Test
    void whatCameToNothingIsNotBookedAndAPromiseIs() {
        String order = ann.buys(ann.cart(market.sells(100, 5), 1), "declined", "decline").refuses(402, "payment-declined").json().path("orderId").asText("none");
        transaction("sale." + order).refuses(404, "not-found");
        String note = market.staff.withKey(Market.unique("note")).post("/v1/admin/credits", "{'email':'ann@example.org','amount':{'amount':77,'currency':'GBP'},'reason':'Late'}").answers(201).text("id");
        assertThat(legs(booked("credit-note." + note))).containsExactly("goodwill 77 0", "credit-notes 0 77");
        assertThat(why("credit-note." + note).has("request.by.kind", "staff").each("chain", "event")).containsExactly("ledger.transaction-posted", "payments.credit-note-issued");
    }

    @Test
    void whatIsNotThereIsRefusedAndOthersMayNotLook() {
        transaction("sale.nothing").refuses(404, "not-found");
        transaction("sale.nothing/why").refuses(404, "not-found");
        market.staff.get(BOOKS + "/accounts/petty-cash?currency=GBP").refuses(404, "not-found");
        market.staff.get(BOOKS + "/accounts/cash").refuses(400, "bad-request");
        market.staff.get(BOOKS + "/accounts/cash?currency=pounds").refuses(400, "bad-request");
        market.staff.get(BOOKS + "/accounts/cash?currency=QQQ").refuses(400, "bad-request");
        ann.http().get(BOOKS + "/trial-balance").refuses(403, "forbidden");
    }
}
