package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Without Elasticsearch nobody can search, and everything else goes on; what happened meanwhile is found when it is back. */
@InKillableShop
class SearchOutageTest {
    private final RealShop shop;

    SearchOutageTest(RealShop shop) {
        this.shop = shop;
    }

    @Test
    void withoutElasticsearchOnlySearchIsMissing() throws Exception {
        var market = shop.market(0);
        String before = market.sells(500, 5);
        await().atMost(Duration.ofSeconds(60)).until(() -> market.nobody.get("/v1/search?q=product&filter=available:true&filter=price:500..700").json().path("total").asLong() == 1);

        shop.elasticsearch.kill();
        String during;
        try {
            assertThat(market.nobody.get("/v1/search?q=product").refuses(503, "search-unavailable").header("Retry-After")).isNotEmpty();
            market.nobody.get("/v1/search/suggest?q=prod").refuses(503, "search-unavailable");
            market.nobody.get("/v1/search?sort=cheap").refuses(400, "bad-request");
            assertThat(shop.node().ready()).as("the node is ready without search").isTrue();
            for (int i = 0; i < 5; i++) {
                var shopper = market.shopper();
                shopper.buys(shopper.cart(before, 1), "outage-" + i, "approve").answers(201).has("status", "confirmed");
            }
            during = market.sells(700, 3);
        } finally {
            shop.elasticsearch.restart();
        }
        await("what was sold and what is new is found").atMost(Duration.ofSeconds(60)).until(() -> {
            var found = market.nobody.get("/v1/search?q=product&sort=price&filter=price:500..700");
            return found.status() == 200 && found.each("items", "id").equals(java.util.List.of(before, during)) && found.each("items", "available").equals(java.util.List.of("false", "true"));
        });
    }

    @Test
    void anElasticsearchThatHangsHoldsNothingElse() throws Exception {
        var market = shop.market(0);
        String sku = market.sells(9_900, 5);
        shop.elasticsearch.stopSignal();
        try {
            // A signal reaches a process when the process next runs: on a busy machine one more question may be answered.
            await("it hangs").atMost(Duration.ofSeconds(60)).until(() -> market.nobody.get("/v1/search?q=product").status() == 503);
            long begin = System.nanoTime();
            market.nobody.get("/v1/search?q=product").refuses(503, "search-unavailable");
            System.out.println("A hanging Elasticsearch is 503 after " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            var shopper = market.shopper();
            shopper.buys(shopper.cart(sku, 1), "hanging", "approve").answers(201).has("status", "confirmed");
        } finally {
            shop.elasticsearch.continueSignal();
        }
        await("search is back").atMost(Duration.ofSeconds(60)).until(() -> market.nobody.get("/v1/search?q=product").status() == 200);
    }
}
