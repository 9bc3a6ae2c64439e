package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.server.Sales.claims;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;
import souk.testkit.TestShop;

/** Flash sales from planning to the last unit, with the crowd that they bring. What the clock does to them: {@link FlashSaleClockTest}. */
@AloneInOpenShop
class FlashSaleTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient RUSH = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final TestShop shop;
    private final Market market;
    private final Sales sales;

    FlashSaleTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        sales = new Sales(market);
    }

    private HttpResponse<String> rushes(String customer, String sale) {
        var request = HttpRequest.newBuilder(shop.url().resolve("/v1/flash-sales/" + sale + "/claims")).timeout(Duration.ofSeconds(30)).header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + Sales.token(customer)).header("Idempotency-Key", "claim").POST(BodyPublishers.ofString("{\"quantity\":1}")).build();
        try {
            return RUSH.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tenThousandBuyersOfAHundredUnitsGetAndPayAHundred() throws Exception {
        String sku = market.sells(5_000, 150);
        String sale = sales.live(sku, 100, 1, 600);
        market.stock(sku).has("onHand", 50).has("available", 50);

        // So many answers are not held against the contract one by one; those of the winners are, below.
        var answers = Together.each(10_000, 500, i -> rushes("buyer-" + i, sale));

        var winners = IntStream.range(0, answers.size()).filter(i -> answers.get(i).statusCode() == 201).boxed().toList();
        assertThat(winners).hasSize(100);
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201)).hasSize(9_900).allSatisfy(answer -> assertThat(answer.statusCode() + answer.body()).startsWith("409").contains("\"code\":\"sold-out\""));
        sales.sees(sale).has("state", "sold-out").has("left", 0).has("quantity", 100);
        market.staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("claimed", 100).has("sold", 0);
        // Whoever asks again under the same key has the same claim, and nobody else has one more.
        var granted = winners.stream().map(i -> claims(sales.customer("buyer-" + i), sale, "claim", 1).answers(201)).toList();
        for (int i = 0; i < 100; i++) assertThat(granted.get(i).body()).isEqualTo(answers.get(winners.get(i)).body());
        assertThat(granted.stream().map(answer -> answer.text("claimId")).distinct()).hasSize(100);
        sales.sees(sale).has("left", 0);

        var orders = Together.each(100, 50, i -> pays(sales.customer("buyer-" + winners.get(i)), granted.get(i).text("claimId")));
        assertThat(orders).allSatisfy(order -> order.answers(201).hasMoney("totals.total", 100, "GBP").has("lines.0.claimId", granted.get(orders.indexOf(order)).text("claimId")));
        market.staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("claimed", 0).has("sold", 100);
        market.stock(sku).has("onHand", 50).has("available", 50);
        // What is paid is nobody's any more, and its customer has had their share.
        var again = sales.customer("buyer-" + winners.get(0));
        again.post("/v1/carts/" + cart(again) + "/lines", "{'claimId':'" + granted.get(0).text("claimId") + "'}").refuses(409, "claim-paid");
        again.delete("/v1/flash-sales/" + sale + "/claims/" + granted.get(0).text("claimId")).refuses(409, "claim-paid");
        // A cancelled order's unit goes to the normal stock.
        again.withKey("cancel").post("/v1/orders/" + orders.get(0).text("id") + "/cancel").answers(200);
        market.stock(sku).has("onHand", 51).has("available", 51);
    }

    private static String cart(HttpSpec customer) {
        return customer.post("/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
    }

    private static HttpSpecAnswer pays(HttpSpec customer, String claim) {
        String cart = cart(customer);
        customer.post("/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200).hasMoney("lines.0.unitPrice", 100, "GBP");
        return customer.withKey("buy").post("/v1/carts/" + cart + "/checkout", Market.buying("approve"));
    }

    @Test
    void aClaimWhosePaymentIsDeclinedIsItsCustomersAgain() {
        String sku = market.sells(5_000, 5);
        String sale = sales.live(sku, 5, 5, 600);
        var ann = sales.customer(Market.unique("ann"));
        String claim = claims(ann, sale, "one", 2).answers(201).text("claimId");
        String cart = cart(ann);
        ann.post("/v1/carts/" + cart + "/lines", "{'claimId':'" + claim + "'}").answers(200).has("lines.0.claimId", claim).hasMoney("totals.total", 200, "GBP");
        ann.withKey("first").post("/v1/carts/" + cart + "/checkout", Market.buying("decline")).refuses(402, "payment-declined");
        market.staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("claimed", 2).has("sold", 0);
        String bob = cart(sales.customer("bob"));
        sales.customer("bob").post("/v1/carts/" + bob + "/lines", "{'claimId':'" + claim + "'}").refuses(404, "not-found");

        ann.withKey("second").post("/v1/carts/" + cart + "/checkout", Market.buying("timeout")).answers(202);
        ann.delete("/v1/flash-sales/" + sale + "/claims/" + claim).refuses(409, "claim-in-checkout");
        await().atMost(SOON).untilAsserted(() -> ann.withKey("second").post("/v1/carts/" + cart + "/checkout", Market.buying("timeout")).answers(201));
        market.staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("claimed", 0).has("sold", 2).has("left", 3);
    }

    @Test
    void noUnitIsStrandedInABucketWhileSomebodyAsks() throws Exception {
        String sku = market.sells(5_000, 200);
        var now = Instant.now();
        String sale = sales.planned(sku, 100, 100, 100, now, now.plusSeconds(3_600), 600, ",'buckets':8").answers(201).has("state", "live").has("counters", 8).text("id");

        // Five customers, so that most buckets are nobody's own; the last asks for what is left, however it lies.
        var answers = Together.each(80, 40, i -> claims(sales.customer("of-five-" + i % 5), sale, "claim-" + i, 1));

        assertThat(answers).allSatisfy(answer -> answer.answers(201));
        sales.sees(sale).has("left", 20);
        claims(sales.customer("of-five-5"), sale, "rest", 21).refuses(409, "sold-out");
        claims(sales.customer("of-five-5"), sale, "all", 20).answers(201);
        sales.sees(sale).has("state", "sold-out").has("left", 0);
        claims(sales.customer("of-five-6"), sale, "one", 1).refuses(409, "sold-out");
        market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200).has("returned", 100);
        market.stock(sku).has("onHand", 200).has("available", 200);
    }

    @Test
    void nobodyHasMoreThanTheirShareHoweverManyRequestsTheySendAtOnce() throws Exception {
        String sku = market.sells(5_000, 1_000);
        String sale = sales.live(sku, 1_000, 3, 600);
        var ann = sales.customer(Market.unique("ann"));

        var answers = Together.each(60, i -> claims(ann, sale, "key-" + i, 1));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(3);
        assertThat(answers.stream().filter(answer -> answer.status() != 201)).hasSize(57).allSatisfy(answer -> answer.refuses(409, "limit-reached"));
        sales.sees(sale).has("left", 997);
    }

    @Test
    void oneKeyIsOneClaim() throws Exception {
        String sale = sales.live(market.sells(5_000, 10), 10, 10, 600);
        var ann = sales.customer(Market.unique("ann"));

        var answers = Together.each(40, i -> claims(ann, sale, "the-key", 2));

        assertThat(answers).allSatisfy(answer -> answer.answers(201).has("quantity", 2));
        assertThat(answers.stream().map(HttpSpecAnswer::body).distinct()).hasSize(1);
        sales.sees(sale).has("left", 8);
        claims(ann, sale, "the-key", 3).refuses(422, "idempotency-key-reused");
    }

    @Test
    void aSaleThatIsCalledOffReleasesAllClaimsAndItsTime() {
        String sku = market.sells(5_000, 10);
        String sale = sales.live(sku, 10, 10, 600);
        var ann = sales.customer(Market.unique("ann"));
        String claim = claims(ann, sale, "one", 3).answers(201).text("claimId");

        market.staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200).has("state", "ended").has("claimed", 0).has("returned", 10);

        market.stock(sku).has("onHand", 10).has("available", 10);
        claims(ann, sale, "two", 1).refuses(409, "not-live");
        ann.delete("/v1/flash-sales/" + sale + "/claims/" + claim).answers(204);
        sales.live(sku, 10, 10, 600);
    }

    @Test
    void aSaleOfMoreThanThereIsOffersWhatThereIs() {
        String sku = market.sells(5_000, 7);
        String sale = sales.live(sku, 10, 10, 600);
        sales.sees(sale).has("quantity", 7).has("left", 7);
        market.has(sku, 0);
        String empty = market.sells(5_000, 0);
        var now = Instant.now();
        sales.planned(empty, 100, 10, 1, now, now.plusSeconds(60), 10, "").answers(201).has("state", "sold-out").has("quantity", 0);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        String sku = market.sells(5_000, 7);
        var now = Instant.now();
        sales.planned("no-such-sku", 100, 1, 1, now, now.plusSeconds(60), 10, "").refuses(404, "not-found");
        sales.planned(sku, 100, 1, 1, now.minusSeconds(60), now.minusSeconds(30), 10, "").refuses(422, "already-over");
        sales.planned(sku, 100, 1, 1, now.plusSeconds(60), now.plusSeconds(60), 10, "").refuses(400, "bad-request").becauseOf("endsAt", "bad-format");
        sales.planned(sku, 100, 0, 1, now, now.plusSeconds(60), 10, "").refuses(400, "bad-request").becauseOf("quantity", "out-of-range");
        sales.planned(sku, 100, 1, 1, now, now.plusSeconds(60), 10, ",'buckets':65").refuses(400, "bad-request").becauseOf("buckets", "out-of-range");
        market.nobody.get("/v1/flash-sales/none").refuses(404, "not-found");
        claims(sales.customer("x"), "none", "k", 1).refuses(404, "not-found");
        sales.customer("x").post("/v1/flash-sales/none/claims", "{'quantity':1}").refuses(400, "idempotency-key-missing");
    }
}
