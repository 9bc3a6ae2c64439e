package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/** The classic attacks on shops: what sells more than there is, or for less than it costs, when requests run into each other. */
@AloneInOpenShop
class AttacksTest {
    private final Market market;

    AttacksTest(Market market) {
        this.market = market;
    }

    @Test
    void twoHundredCheckoutsOfFiftyUnitsSellFifty() throws Exception {
        int price = 12_347;
        String sku = market.sells(price, 50);
        List<Shopper> shoppers = Together.each(200, i -> market.shopper());
        List<String> carts = Together.each(200, i -> shoppers.get(i).cart(sku, 1));

        var answers = Together.each(200, i -> shoppers.get(i).buys(carts.get(i), "buy", "approve"));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(50);
        var refused = answers.stream().filter(answer -> answer.status() != 201).toList();
        assertThat(refused).hasSize(150).allSatisfy(answer -> answer.refuses(409, "sold-out").has("skus.0", sku));
        market.has(sku, 0);
        assertThat(payments(price)).hasSize(50).allSatisfy(payment -> assertThat(payment.path("net").path("amount").asLong()).isEqualTo(price));
        answers.stream().filter(answer -> answer.status() == 201).forEach(answer -> market.ledger(answer.text("id")).hasMoney("items.0.captured", price, "GBP"));
    }

    @Test
    void oneKeyFiftyTimesIsOneOrderOnePaymentAndOneAnswer() throws Exception {
        String sku = market.sells(12_401, 50);
        Shopper ann = market.shopper();
        String cart = ann.cart(sku, 1);

        var answers = Together.each(50, i -> ann.buys(cart, "the-key", "approve"));

        assertThat(answers).allSatisfy(answer -> answer.answers(201));
        assertThat(answers.stream().map(HttpSpecAnswer::body).distinct()).hasSize(1);
        market.has(sku, 49);
        assertThat(payments(12_401)).hasSize(1);
    }

    @Test
    void oneCartCheckedOutWithFiftyKeysIsOneOrder() throws Exception {
        String sku = market.sells(12_503, 50);
        Shopper ann = market.shopper();
        String cart = ann.cart(sku, 1);

        var answers = Together.each(50, i -> ann.buys(cart, "key-" + i, "approve"));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() != 201)).hasSize(49)
                .allSatisfy(answer -> assertThat(answer.answers(409).text("code")).isIn("cart-closed", "checkout-in-progress"));
        market.has(sku, 49);
        assertThat(payments(12_503)).hasSize(1);
        for (int i = 0; i < 50; i++) {
            assertThat(ann.buys(cart, "key-" + i, "approve").body()).as("the answer of key " + i + ", asked again").isEqualTo(answers.get(i).body());
        }
    }

    @Test
    void linesThatComeDuringCheckoutAreEitherPaidOrRefused() throws Exception {
        int rounds = 20;
        int adders = 6;
        String bought = market.sells(1_009, 1_000);
        String slipped = market.sells(50_021, 1_000);
        int sold = 0;
        for (int round = 0; round < rounds; round++) {
            Shopper ann = market.shopper();
            String cart = ann.cart(bought, 1);

            var answers = Together.each(adders + 1, i -> i == adders / 2 ? ann.buys(cart, "buy", "approve") : ann.adds(cart, slipped, 1));

            var order = answers.remove(adders / 2).answers(201);
            int added = 0;
            for (var answer : answers) {
                if (answer.status() == 200) added++;
                else assertThat(answer.answers(409).text("code")).isIn("checkout-in-progress", "cart-closed");
            }
            sold += added;
            long total = 1_009 + 50_021L * added;
            order.hasMoney("totals.total", total, "GBP").hasSize("lines", added == 0 ? 1 : 2);
            if (added > 0) order.has("lines.1.sku", slipped).has("lines.1.quantity", added);
            market.ledger(order.text("id")).hasMoney("items.0.net", total, "GBP");
        }
        market.has(bought, 1_000 - rounds);
        market.has(slipped, 1_000 - sold);
    }

    @Test
    void fiftyCancelsAreOneRefundAndOneReturn() throws Exception {
        String sku = market.sells(12_611, 10);
        Shopper ann = market.shopper();
        String order = ann.buys(ann.cart(sku, 3), "buy", "approve").answers(201).text("id");
        market.has(sku, 7);

        var answers = Together.each(50, i -> ann.cancels(order, i % 2 == 0 ? "the-key" : "key-" + i));

        assertThat(answers).allSatisfy(answer -> answer.answers(200).has("status", "cancelled"));
        assertThat(answers.stream().map(HttpSpecAnswer::body).distinct()).hasSize(1);
        market.has(sku, 10);
        market.ledger(order).hasMoney("items.0.captured", 37_833, "GBP").hasMoney("items.0.refunded", 37_833, "GBP").hasMoney("items.0.net", 0, "GBP");
    }

    @Test
    void fiftyRefundsGiveBackWhatWasBoughtAndNothingMore() throws Exception {
        String sku = market.sells(12_613, 10);
        Shopper ann = market.shopper();
        String order = ann.buys(ann.cart(sku, 5), "buy", "approve").answers(201).text("id");

        // Each asked twice, under the same key; while one is under way the others are told to come again.
        var answers = Together.each(50, i -> Rush.insist(() -> again(market.refunds(order, "refund-" + i / 2, "{'lines':[" + Market.line(sku, 1) + "]}")), 202));

        var done = answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(done).hasSize(10).allSatisfy(answer -> answer.hasMoney("amount", 12_613, "GBP"));
        assertThat(done.stream().map(HttpSpecAnswer::body).distinct()).hasSize(5);
        assertThat(answers.stream().filter(answer -> answer.status() != 201)).allSatisfy(answer -> answer.refuses(409, "refund-too-large"));
        market.has(sku, 10);
        market.ledger(order).hasMoney("items.0.captured", 63_065, "GBP").hasMoney("items.0.refunded", 63_065, "GBP").hasMoney("items.0.net", 0, "GBP");
        ann.order(order).answers(200).has("status", "confirmed").hasSize("refunds", 5).hasMoney("refunded", 63_065, "GBP");
    }

    /** The answer, if it is one; another refund under way is none. */
    private static HttpSpecAnswer again(HttpSpecAnswer answer) {
        if (answer.status() == 409 && answer.text("code").equals("order-in-progress")) throw new UncheckedIOException(new IOException(answer.toString()));
        return answer;
    }

    /** All payments of this amount in the provider's book. Amounts are chosen so that only one test can have made them. */
    private List<JsonNode> payments(int amount) {
        List<JsonNode> found = new ArrayList<>();
        String next = "";
        do {
            var page = market.staff.get("/v1/admin/payments/test-ledger?limit=200" + next).answers(200).json();
            StreamSupport.stream(page.path("items").spliterator(), false).filter(payment -> payment.path("authorised").path("amount").asLong() == amount).forEach(found::add);
            next = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : null;
        } while (next != null);
        return found;
    }
}
