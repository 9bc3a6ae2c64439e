package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Flash sales as staff plan them and as products show them, in a whole shop. */
@InOpenShop
class FlashSaleAdminTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Market market;

    FlashSaleAdminTest(Market market) {
        this.market = market;
    }

    private String planned(Instant startsAt, Instant endsAt) {
        return SalePages.plan(market, market.sells(500, 5), startsAt, endsAt).answers(201).text("id");
    }

    private List<String> listed(String query) {
        var ids = new ArrayList<String>();
        String next = "";
        do {
            var page = market.staff.get("/v1/admin/flash-sales?limit=2" + query + next).answers(200);
            ids.addAll(page.each("items", "id"));
            next = page.json().path("next").isTextual() ? "&cursor=" + page.text("next") : null;
        } while (next != null);
        return ids;
    }

    @Test
    void staffListsWhatIsPlannedWhatIsOnAndWhatIsOver() {
        var now = Instant.now();
        var planned = List.of(planned(now.plusSeconds(1_000), now.plusSeconds(2_000)), planned(now.plusSeconds(1_000), now.plusSeconds(2_000)), planned(now.plusSeconds(1_000), now.plusSeconds(2_000)));
        var on = List.of(planned(now, now.plusSeconds(1_000)), planned(now, now.plusSeconds(1_000)));
        String off = planned(now.plusSeconds(1_000), now.plusSeconds(2_000));
        market.staff.post("/v1/admin/flash-sales/" + off + "/cancel").answers(200);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(listed("&state=scheduled")).containsAll(planned).doesNotContainAnyElementsOf(on).doesNotContain(off).doesNotHaveDuplicates();
            assertThat(listed("&state=live")).containsAll(on).doesNotContainAnyElementsOf(planned);
            assertThat(listed("&state=ended")).contains(off).doesNotContainAnyElementsOf(planned).doesNotContainAnyElementsOf(on);
            assertThat(listed("")).containsAll(planned).containsAll(on).contains(off).doesNotHaveDuplicates();
        });
        market.staff.get("/v1/admin/flash-sales?state=sold").refuses(400, "bad-request");
        market.nobody.get("/v1/admin/flash-sales").refuses(401, "unauthenticated");
    }

    @Test
    void aSaleThatIsChangedBeginsAsItIsThen() {
        String sku = market.sells(500, 20);
        var startsAt = Instant.now().plusSeconds(1_000);
        String sale = SalePages.plan(market, sku, startsAt, startsAt.plusSeconds(100)).answers(201).text("id");
        String path = "/v1/admin/flash-sales/" + sale;
        market.staff.withKey("a").patch(path, "{'quantity':7,'price':{'amount':250,'currency':'GBP'},'endsAt':'" + startsAt.plusSeconds(500) + "'}").answers(200).has("quantity", 7).has("left", 7)
                .hasMoney("price", 250, "GBP").has("endsAt", startsAt.plusSeconds(500).toString());
        market.nobody.get("/v1/flash-sales/" + sale).answers(200).has("quantity", 7).has("state", "scheduled");
        SalePages.plan(market, sku, startsAt.plusSeconds(400), startsAt.plusSeconds(600)).refuses(409, "sale-overlap");
        var ann = market.shopper();
        ann.http().withKey("early").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").refuses(409, "not-live");

        market.staff.withKey("b").patch(path, "{'startsAt':'" + Instant.now() + "'}").answers(200);
        await().atMost(SOON).untilAsserted(() -> market.nobody.get("/v1/flash-sales/" + sale).answers(200).has("state", "live").has("left", 7));
        ann.http().withKey("claim").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}").answers(201).hasMoney("unitPrice", 250, "GBP");
        market.has(sku, 13);
        market.staff.patch(path, "{'quantity':9}").refuses(409, "sale-started");
        await().atMost(SOON).untilAsserted(() -> assertThat(SalePages.price(market.nobody.get("/v1/products/" + sku))).contains(250L));
        market.staff.post(path + "/cancel").answers(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(SalePages.price(market.nobody.get("/v1/products/" + sku))).isEmpty());
    }

    @Test
    void productsShowASaleFromItsFirstToItsLastInstant() throws InterruptedException {
        SalePages.beginAndEndByTheClock(List.of(market));
    }

    /** What was shown to shoppers is nothing that staff has written: it can be sent back as it is. */
    @Test
    void staffReadsWhatItCanWriteAgain() {
        String sku = market.sells(500, 20);
        SalePages.plan(market, sku, Instant.now(), Instant.now().plusSeconds(100)).answers(201);
        await().atMost(SOON).untilAsserted(() -> assertThat(SalePages.price(market.nobody.get("/v1/products/" + sku))).contains(100L));
        market.staff.put("/v1/admin/products/" + sku, market.staff.get("/v1/products/" + sku).answers(200).body()).answers(200);
        var shown = market.nobody.get("/v1/products/" + sku).answers(200);
        market.nobody.withHeader("If-None-Match", shown.header("ETag")).get("/v1/products/" + sku).answers(304);
    }

    @Test
    void whoComesAtTheFirstInstantIsServed() {
        var startsAt = Instant.now().plusSeconds(3);
        String sale = planned(startsAt, startsAt.plusSeconds(100));
        var ann = market.shopper();
        int early = 0;
        var asked = Instant.now();
        var answer = ann.http().withKey("k").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}");
        while (answer.status() != 201) {
            answer.refuses(409, "not-live");
            early++;
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            asked = Instant.now();
            answer = ann.http().withKey("k").post("/v1/flash-sales/" + sale + "/claims", "{'quantity':1}");
            assertThat(asked).as("still not begun").isBefore(startsAt.plus(SOON));
        }
        assertThat(Instant.now()).isAfterOrEqualTo(startsAt);
        System.out.println(early + " claims came too early; the first one that was served was asked for " + Duration.between(startsAt, asked).toMillis() + " ms after the start");
    }
}
