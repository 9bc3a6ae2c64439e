package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.server.Sales.claims;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.testkit.LiveSpec;
import souk.testkit.TestShop;

/** What happens to flash sales and claims by the clock, without anybody's doing. They mostly wait, while others trade. */
@Order(4)
@InOpenShop
class FlashSaleClockTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestShop shop;
    private final Market market;
    private final Sales sales;

    FlashSaleClockTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        sales = new Sales(market);
    }

    @Test
    void whatIsGivenBackOrNotPaidInTimeOthersCanHave() {
        String sale = sales.live(market.sells(5_000, 2), 2, 2, 15);
        var ann = sales.customer(Market.unique("ann"));
        var bob = sales.customer(Market.unique("bob"));
        String first = claims(ann, sale, "one", 1).answers(201).text("claimId");
        claims(ann, sale, "two", 1).answers(201);
        claims(bob, sale, "one", 1).refuses(409, "sold-out");

        bob.delete("/v1/flash-sales/" + sale + "/claims/" + first).refuses(404, "not-found");
        ann.delete("/v1/flash-sales/" + sale + "/claims/" + first).answers(204);
        ann.delete("/v1/flash-sales/" + sale + "/claims/" + first).answers(204);
        sales.sees(sale).has("state", "live").has("left", 1);
        claims(bob, sale, "two", 1).answers(201);

        await().atMost(SOON).untilAsserted(() -> sales.sees(sale).has("left", 2).has("state", "live"));
    }

    @Test
    void aSaleStartsAndEndsByItsTimeAndTheRestReturnsToTheStock() {
        String sku = market.sells(5_000, 30);
        String sale = sales.planned(sku, 20, 5, 6);
        var ann = sales.customer(Market.unique("ann"));
        claims(ann, sale, "early", 1).refuses(409, "not-live");
        market.stock(sku).has("available", 30);

        var startsAt = sales.begins(sale, Duration.ofSeconds(20));
        await().atMost(SOON).untilAsserted(() -> sales.sees(sale).has("state", "live"));
        assertThat(Duration.between(startsAt, Instant.now())).as("after its start").isPositive();
        market.stock(sku).has("onHand", 10);
        claims(ann, sale, "first", 4).answers(201);
        claims(ann, sale, "second", 2).refuses(409, "limit-reached");
        sales.planned(sku, 100, 1, 1, startsAt.plusSeconds(3), startsAt.plusSeconds(60), 10, "").refuses(409, "sale-overlap");

        await().atMost(SOON).untilAsserted(() -> sales.sees(sale).has("state", "ended").has("left", 0));
        claims(ann, sale, "late", 1).refuses(409, "not-live");
        await().atMost(SOON).untilAsserted(() -> market.stock(sku).has("onHand", 30).has("available", 30));
    }

    @Test
    void whoWatchesASaleSeesItBeginSellAndEnd() {
        String sale = sales.planned(market.sells(5_000, 3), 3, 3, 8);
        try (var nobody = LiveSpec.at(shop.url())) {
            String topic = "flash-sale:" + sale;
            nobody.watches(topic).sees(topic, is("scheduled", 3));
            var startsAt = sales.begins(sale, Duration.ofSeconds(30));
            var live = nobody.sees(topic, is("live", 3));
            assertThat(Instant.parse(live.path("serverTime").asText())).isAfterOrEqualTo(startsAt);
            claims(sales.customer(Market.unique("ann")), sale, "one", 1).answers(201);
            nobody.sees(topic, is("live", 2));
            claims(sales.customer(Market.unique("bob")), sale, "two", 2).answers(201);
            nobody.sees(topic, is("sold-out", 0));
            nobody.sees(topic, is("live", 3));
            nobody.sees(topic, is("ended", 0));
        }
    }

    private static Predicate<JsonNode> is(String state, long left) {
        return sale -> sale.path("state").asText().equals(state) && sale.path("left").asLong() == left;
    }
}
