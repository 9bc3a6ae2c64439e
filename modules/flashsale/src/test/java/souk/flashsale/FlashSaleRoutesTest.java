package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/** Flash sales over the real HTTP edge, with the real aggregates and processes in memory; time is their own. */
class FlashSaleRoutesTest {
    @RegisterExtension
    private static final BazaarFront front = new BazaarFront();
    private static int skus;

    private final String sku = "SKU-" + ++skus;
    private final HttpSpec staff = front.staff("admin");
    private final HttpSpec anna = front.guest("anna");

    private void sells(int units) {
        front.sells(sku, units);
    }

    private String form(int quantity, int perCustomer, Instant startsAt, String more) {
        return "{'sku':'" + sku + "','price':{'amount':500,'currency':'GBP'},'quantity':" + quantity + ",'perCustomer':" + perCustomer + ",'startsAt':'" + startsAt + "','endsAt':'" + startsAt.plusSeconds(600)
                + "','claimTtlSeconds':60" + more + "}";
    }

    private String live(int quantity, int perCustomer, String more) {
        sells(quantity);
        return staff.post("/v1/admin/flash-sales", form(quantity, perCustomer, front.now(), more)).answers(201).has("state", "live").text("id");
    }

    private static HttpSpecAnswer claim(HttpSpec who, String sale, String key, int quantity) {
        return who.withKey(key).post("/v1/flash-sales/" + sale + "/claims", "{'quantity':" + quantity + "}");
    }

    @Test
    void aSaleFromItsPlanToItsEnd() {
        sells(10);
        var startsAt = front.now().plusSeconds(60);
        String sale = staff.post("/v1/admin/flash-sales", form(10, 2, startsAt, "")).answers(201).has("state", "scheduled").has("status", "scheduled").text("id");
        claim(anna, sale, "early", 1).refuses(409, "not-live");
        front.later(Duration.ofSeconds(70));
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("state", "live").has("left", 10).has("name", "A mug").hasMoney("price", 500, "GBP");
        String claimId = claim(anna, sale, "k", 2).answers(201).has("quantity", 2).hasMoney("unitPrice", 500, "GBP").text("claimId");
        assertThat(claimId).startsWith(sale + ".");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("left", 8).has("claimed", 2).has("sold", 0).has("status", "live");
        front.later(Duration.ofSeconds(900));
        claim(anna, sale, "late", 1).refuses(409, "not-live");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("status", "ended").has("returned", 10).has("claimed", 0);
    }

    @Test
    void whoCannotWaitIsToldSoWithoutAskingTheSale() {
        sells(10);
        var startsAt = front.now().plusSeconds(60);
        String sale = staff.post("/v1/admin/flash-sales", form(10, 2, startsAt, "")).answers(201).text("id");
        long began = System.nanoTime();
        int sales = front.entities().asked(SaleCommand.TYPE);
        int counters = front.entities().asked(CounterCommand.TYPE);
        for (int i = 0; i < 100; i++) {
            claim(anna, sale, "early" + i, 1).refuses(409, "not-live");
            front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("state", "scheduled").has("left", 10);
        }
        assertThat(front.entities().asked(CounterCommand.TYPE)).as("questions to its counters").isEqualTo(counters);
        assertThat(front.entities().asked(SaleCommand.TYPE) - sales).as("questions to the sale: one in half a second").isLessThanOrEqualTo(1 + (int) Duration.ofNanos(System.nanoTime() - began).dividedBy(Duration.ofMillis(500)) + 1);
        front.later(Duration.between(front.now(), startsAt).plusSeconds(10));
        claim(anna, sale, "k", 1).answers(201);
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("state", "live").has("left", 9);
    }

    @Test
    void oneKeyIsOneClaim() {
        String sale = live(10, 5, "");
        var first = claim(anna, sale, "k", 2).answers(201);
        assertThat(claim(anna, sale, "k", 2).answers(201).body()).isEqualTo(first.body());
        claim(anna, sale, "k", 3).refuses(422, "idempotency-key-reused");
        claim(front.guest("bert"), sale, "k", 3).answers(201);
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("left", 5);
    }

    @Test
    void theCapAndTheUnitsAreLimits() {
        String sale = live(3, 2, "");
        claim(anna, sale, "a", 3).refuses(409, "limit-reached");
        claim(anna, sale, "b", 2).answers(201);
        claim(anna, sale, "c", 1).refuses(409, "limit-reached");
        claim(front.guest("bert"), sale, "a", 2).refuses(409, "sold-out");
        claim(front.guest("bert"), sale, "b", 1).answers(201);
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("state", "sold-out").has("left", 0);
        front.later(Duration.ofSeconds(70));
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("state", "live").has("left", 3);
    }

    @Test
    void whoWasToldSoldOutIsToldSoAgainForAMomentButWhoHasAClaimGetsItByItsKey() {
        String sale = live(1, 2, "");
        String claim = claim(anna, sale, "a", 1).answers(201).text("claimId");
        claim(anna, sale, "b", 1).refuses(409, "sold-out");
        assertThat(claim(anna, sale, "a", 1).answers(201).text("claimId")).isEqualTo(claim);
        var bert = front.guest("bert");
        claim(bert, sale, "a", 1).refuses(409, "sold-out");
        claim(bert, sale, "b", 1).refuses(409, "sold-out").hasNo("nothing-yet");
        front.later(Duration.ofSeconds(70));
        front.nobody().get("/v1/flash-sales/" + sale).answers(200).has("left", 1);
        Awaitility.await("until the node has forgotten what it told").atMost(Duration.ofSeconds(60)).untilAsserted(() -> claim(bert, sale, "c", 1).answers(201));
    }

    @Test
    void whatIsGivenBackAtANodeCanBeHadThereAtOnce() {
        String sale = live(1, 1, "");
        String claim = claim(anna, sale, "a", 1).answers(201).text("claimId");
        var bert = front.guest("bert");
        claim(bert, sale, "a", 1).refuses(409, "sold-out");
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claim).answers(204);
        claim(bert, sale, "b", 1).answers(201);
    }

    @Test
    void unitsOfOtherCountersComeToWhoeverAsks() {
        String sale = live(10, 10, ",'buckets':4");
        claim(anna, sale, "all", 10).answers(201).has("quantity", 10);
        claim(front.guest("bert"), sale, "one", 1).refuses(409, "sold-out");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("left", 0).has("claimed", 10).has("counters", 4);
    }

    @Test
    void aClaimIsGivenBackByItsCustomerAloneAndOnlyUnderItsName() {
        String sale = live(5, 5, "");
        String other = "another";
        String claimId = claim(anna, sale, "k", 2).answers(201).text("claimId");
        String own = claimId.substring(claimId.lastIndexOf('.') + 1);
        front.guest("bert").delete("/v1/flash-sales/" + sale + "/claims/" + claimId).refuses(404, "not-found");
        for (String wrong : List.of(sale + ".00." + own, sale + ".0.x." + own, sale + ".1." + own, own, "none", other + ".0." + own)) anna.delete("/v1/flash-sales/" + sale + "/claims/" + wrong).refuses(404, "not-found");
        anna.delete("/v1/flash-sales/" + other + "/claims/" + claimId).refuses(404, "not-found");
        front.nobody().delete("/v1/flash-sales/" + sale + "/claims/" + claimId).refuses(401, "unauthenticated");
        front.nobody().get("/v1/flash-sales/" + sale).has("left", 3);
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claimId).answers(204);
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claimId).answers(204);
        front.nobody().get("/v1/flash-sales/" + sale).has("left", 5);
    }

    @Test
    void aClaimInACheckoutOrPaidIsNotGivenBack() {
        String sale = live(5, 5, "");
        String claimId = claim(anna, sale, "k", 2).answers(201).text("claimId");
        var at = CounterCommand.atClaim(claimId).orElseThrow();
        front.entities().must(at, new CounterCommand.Attach(claimId, "anna", "order", front.now(), front.now().plusSeconds(60)));
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claimId).refuses(409, "claim-in-checkout");
        front.entities().must(at, new CounterCommand.Sell(claimId, "order"));
        anna.delete("/v1/flash-sales/" + sale + "/claims/" + claimId).refuses(409, "claim-paid");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("left", 3).has("claimed", 0).has("sold", 2);
    }

    @Test
    void aSaleThatIsCalledOffGivesAllBackAndItsTimeIsFree() {
        String sale = live(5, 5, "");
        claim(anna, sale, "k", 2).answers(201);
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now(), "")).refuses(409, "sale-overlap");
        staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200).has("state", "ended").has("claimed", 0).has("returned", 5);
        staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200).has("returned", 5);
        claim(anna, sale, "l", 1).refuses(409, "not-live");
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now(), "")).answers(201).has("state", "live");
    }

    // ---- changing what has not begun

    private String scheduled(int quantity, Duration in) {
        sells(quantity);
        return staff.post("/v1/admin/flash-sales", form(quantity, 2, front.now().plus(in), "")).answers(201).has("state", "scheduled").text("id");
    }

    @Test
    void aSaleThatHasNotBegunIsChangedAndBeginsAsItIsThen() {
        String sale = scheduled(10, Duration.ofSeconds(300));
        var sooner = front.now().plusSeconds(60);
        staff.patch("/v1/admin/flash-sales/" + sale, "{'price':{'amount':450,'currency':'GBP'},'quantity':8,'perCustomer':3,'claimTtlSeconds':30,'startsAt':'" + sooner + "'}").answers(200)
                .hasMoney("price", 450, "GBP").has("quantity", 8).has("perCustomer", 3).has("claimTtlSeconds", 30).has("state", "scheduled").has("startsAt", sooner.toString());
        front.later(Duration.ofSeconds(70));
        claim(anna, sale, "k", 3).answers(201).hasMoney("unitPrice", 450, "GBP");
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("left", 5).has("claimed", 3).has("quantity", 8);
    }

    @Test
    void anotherQuantityIsSharedOutOverAsManyCountersAsItTakes() {
        String sale = scheduled(50_000, Duration.ofSeconds(300));
        staff.get("/v1/admin/flash-sales/" + sale).answers(200).has("counters", 5);
        staff.patch("/v1/admin/flash-sales/" + sale, "{'quantity':30000}").answers(200).has("counters", 3).has("left", 30_000);
    }

    @Test
    void theSameChangeAgainIsAnsweredAlikeAndHasHappenedOnce() {
        String sale = scheduled(10, Duration.ofSeconds(300));
        String path = "/v1/admin/flash-sales/" + sale;
        var first = staff.withKey("a").patch(path, "{'quantity':9}").answers(200).has("quantity", 9);
        staff.withKey("a").patch(path, "{'quantity':9}").answers(200).has("version", first.number("version"));
        staff.withKey("a").patch(path, "{'quantity':8}").refuses(422, "idempotency-key-reused");
        staff.withKey("b").patch(path, "{'quantity':7}").answers(200);
        staff.withKey("a").patch(path, "{'quantity':9}").refuses(409, "change-superseded");
        staff.get(path).answers(200).has("quantity", 7);
    }

    @Test
    void aTimeThatAnotherSaleHasIsRefusedAndTheSaleKeepsItsOwn() {
        String first = scheduled(10, Duration.ofSeconds(300));
        var after = front.now().plusSeconds(1_000);
        String second = staff.post("/v1/admin/flash-sales", form(10, 2, after, "")).answers(201).text("id");
        for (int twice = 0; twice < 2; twice++) staff.withKey("k").patch("/v1/admin/flash-sales/" + second, "{'startsAt':'" + after.minusSeconds(200) + "'}").refuses(409, "sale-overlap");
        staff.get("/v1/admin/flash-sales/" + second).answers(200).has("startsAt", after.toString()).has("state", "scheduled");
        staff.post("/v1/admin/flash-sales/" + first + "/cancel").answers(200);
        staff.patch("/v1/admin/flash-sales/" + second, "{'startsAt':'" + after.minusSeconds(200) + "'}").answers(200).has("startsAt", after.minusSeconds(200).toString());
        staff.post("/v1/admin/flash-sales", form(10, 2, after.minusSeconds(700), "")).refuses(409, "sale-overlap");
    }

    @Test
    void aSaleThatHasBegunOrIsOverIsNotChanged() {
        String sale = live(5, 5, "");
        staff.patch("/v1/admin/flash-sales/" + sale, "{'quantity':4}").refuses(409, "sale-started");
        staff.post("/v1/admin/flash-sales/" + sale + "/cancel").answers(200);
        staff.patch("/v1/admin/flash-sales/" + sale, "{'quantity':4}").refuses(409, "sale-started");
        staff.patch("/v1/admin/flash-sales/none", "{'quantity':4}").refuses(404, "not-found");
    }

    @Test
    void aChangeThatMakesNoSenseChangesNothing() {
        String sale = scheduled(10, Duration.ofSeconds(300));
        String path = "/v1/admin/flash-sales/" + sale;
        var before = staff.get(path).answers(200);
        staff.patch(path, "{'startsAt':'" + front.now().plusSeconds(900) + "'}").refuses(422, "bad-times");
        staff.patch(path, "{'endsAt':'" + front.now().plusSeconds(200) + "'}").refuses(422, "bad-times");
        staff.patch(path, "{'startsAt':'" + front.now().minusSeconds(20) + "','endsAt':'" + front.now().minusSeconds(10) + "'}").refuses(422, "already-over");
        staff.patch(path, "{'price':{'amount':5,'currency':'EUR'}}").refuses(409, "currency-mismatch");
        staff.patch(path, "{'sku':'OTHER'}").refuses(400, "bad-request");
        staff.patch(path, "{'quantity':null}").refuses(400, "bad-request");
        staff.ifMatch("\"" + (before.number("version") + 1) + "\"").patch(path, "{'quantity':4}").refuses(412, "stale");
        staff.get(path).answers(200).has("version", before.number("version"));
        staff.ifMatch("\"" + before.number("version") + "\"").patch(path, "{'quantity':4}").answers(200);
    }

    @Test
    void whoMayDoWhat() {
        String sale = live(5, 5, "");
        String form = form(5, 5, front.now(), "");
        claim(front.nobody(), sale, "k", 1).refuses(401, "unauthenticated");
        for (String path : List.of("/v1/admin/flash-sales", "/v1/admin/flash-sales/" + sale + "/cancel")) {
            front.nobody().post(path, form).refuses(401, "unauthenticated");
            anna.post(path, form).refuses(403, "forbidden");
            front.staff("stock").post(path, form).refuses(403, "forbidden");
        }
        anna.get("/v1/admin/flash-sales/" + sale).refuses(403, "forbidden");
        anna.get("/v1/admin/flash-sales").refuses(403, "forbidden");
        anna.patch("/v1/admin/flash-sales/" + sale, "{'quantity':4}").refuses(403, "forbidden");
        front.staff("catalog").get("/v1/admin/flash-sales/" + sale).answers(200);
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatCannotBeDoneIsNotAllowed() {
        front.nobody().get("/v1/flash-sales/none").refuses(404, "not-found");
        claim(anna, "none", "k", 1).refuses(404, "not-found");
        staff.get("/v1/admin/flash-sales/none").refuses(404, "not-found");
        staff.post("/v1/admin/flash-sales/none/cancel").refuses(404, "not-found");
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now(), "")).refuses(404, "not-found");
        anna.put("/v1/flash-sales/none", "{}").answers(405);
        anna.delete("/v1/flash-sales/none").answers(405);
    }

    @Test
    void aClaimNeedsAKeyAndAQuantity() {
        String sale = live(5, 5, "");
        anna.post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").refuses(400, "idempotency-key-missing");
        for (String body : List.of("{'quantity':0}", "{'quantity':-1}", "{'quantity':1000000}", "{'quantity':1.5}", "{'quantity':'1'}", "{}", "{'quantity':null}", "{'quantity':1,'more':1}")) {
            anna.withKey("k").post("/v1/flash-sales/" + sale + "/claims", body).refuses(400, "bad-request");
        }
        front.nobody().get("/v1/flash-sales/" + sale).has("left", 5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'quantity':5        | 'quantity':0          | quantity        | out-of-range
            'quantity':5        | 'quantity':1000000000 | quantity        | out-of-range
            'perCustomer':5     | 'perCustomer':0       | perCustomer     | out-of-range
            'claimTtlSeconds':60| 'claimTtlSeconds':0   | claimTtlSeconds | out-of-range
            'claimTtlSeconds':60| 'claimTtlSeconds':86401 | claimTtlSeconds | out-of-range
            'startsAt'          | 'begins'              | begins          | unknown-field
            """)
    void aSaleThatMakesNoSenseIsNotPlanned(String good, String bad, String field, String code) {
        sells(5);
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now(), "").replace(good, bad)).refuses(400, "bad-request").becauseOf(field, code);
    }

    @Test
    void aSaleIsInTheFutureAndInTheSkusCurrency() {
        sells(5);
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now().minusSeconds(601), "")).refuses(422, "already-over");
        staff.post("/v1/admin/flash-sales", form(5, 5, front.now(), "").replace("GBP", "EUR")).refuses(409, "currency-mismatch");
    }
}
