package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.server.Market.Shopper;
import souk.testkit.LiveSpec;
import souk.testkit.TestShop;

/** What shoppers see of stock, their carts and their orders while it changes, without asking. */
@InOpenShop
class LiveTest {
    private final TestShop shop;
    private final Market market;
    private final Shopper ann;

    LiveTest(TestShop shop, Market market) {
        this.shop = shop;
        this.market = market;
        ann = market.shopper();
    }

    private LiveSpec live(Shopper shopper) {
        return LiveSpec.at(shop.url(), shopper.token());
    }

    private static Predicate<JsonNode> has(String field, Object value) {
        return state -> state.path(field).asText().equals(value.toString());
    }

    @Test
    void stockIsSeenByEverybodyAsItIsSold() {
        String sku = market.sells(100, 5);
        try (var nobody = LiveSpec.at(shop.url())) {
            nobody.watches("stock:" + sku, "stock:made-up", "cart:made-up");
            assertThat(nobody.sees("stock:" + sku, has("available", 5))).isEqualTo(market.stock(sku).json());
            assertThat(nobody.error("stock:made-up")).isEqualTo("not-found");
            assertThat(nobody.error("cart:made-up")).isEqualTo("unauthenticated");
            ann.buys(ann.cart(sku, 2), "buy", "approve").answers(201);
            nobody.sees("stock:" + sku, has("onHand", 3).and(has("reserved", 0)));
            market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':9}").answers(200);
            nobody.sees("stock:" + sku, has("available", 9));
        }
    }

    @Test
    void aCartAndAnOrderAreSeenByTheirOwner() {
        String sku = market.sells(300, 6);
        String cart = ann.cart();
        Shopper bob = market.shopper();
        try (var own = live(ann); var other = live(bob)) {
            other.watches("cart:" + cart);
            assertThat(other.error("cart:" + cart)).isEqualTo("not-found");
            own.watches("cart:" + cart);
            assertThat(own.sees("cart:" + cart, state -> state.path("lines").isEmpty())).isEqualTo(ann.sees(cart).answers(200).json());
            ann.adds(cart, sku, 2).answers(200);
            assertThat(own.sees("cart:" + cart, state -> state.path("lines").size() == 1)).isEqualTo(ann.sees(cart).answers(200).json());

            String order = ann.buys(cart, "slow", "timeout").answers(202).text("id");
            own.watches("order:" + order).sees("order:" + order, has("status", "payment-pending"));
            assertThat(own.sees("order:" + order, has("status", "confirmed"))).isEqualTo(ann.order(order).answers(200).json());
            own.sees("cart:" + cart, has("status", "closed").and(has("orderId", order)));
            other.watches("order:" + order);
            assertThat(other.error("order:" + order)).isEqualTo("not-found");

            try (var again = live(ann)) {
                var last = own.states("order:" + order);
                again.says("{'subscribe':['order:" + order + "','cart:" + cart + "'],'since':{'order:" + order + "':'" + last.get(last.size() - 1).path("version").asText() + "'}}");
                again.sees("cart:" + cart, has("status", "closed"));
                assertThat(again.states("order:" + order)).as("what it has already").isEmpty();
                ann.cancels(order, "c").answers(200);
                again.sees("order:" + order, has("status", "cancelled"));
            }
        }
    }

    /** A thousand with {@code -Psoak}. */
    @Test
    void hundredsSeeTheSameStockToItsEnd() {
        int crowd = Boolean.getBoolean("souk.soak") ? 1_000 : 200;
        int buys = 20;
        String sku = market.sells(100, buys);
        String topic = "stock:" + sku;
        var opening = IntStream.range(0, crowd).mapToObj(i -> LiveSpec.opening(shop.url())).toList();
        CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)).join();
        List<LiveSpec> all = opening.stream().map(CompletableFuture::join).toList();
        try {
            all.forEach(each -> each.watches(topic));
            await().atMost(Duration.ofSeconds(60)).until(() -> all.stream().allMatch(each -> each.isAt(topic, has("available", buys))));
            for (int i = 0; i < buys; i++) ann.buys(ann.cart(sku, 1), "buy" + i, "approve").answers(201);
            await().atMost(Duration.ofSeconds(60)).until(() -> all.stream().allMatch(each -> each.isAt(topic, has("onHand", 0).and(has("reserved", 0)))));
        } finally {
            all.forEach(LiveSpec::close);
        }
    }
}
