package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Losing one of two nodes stops nothing else: not even the first one, whose word would count in a tie. With {@code -Psoak}; in every build
 * {@link PausedNodeTest} loses the first node to a pause.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
@ExtendWith(RealServers.Given.class)
class LostNodeTest {
    @Test
    void theOtherNodeGoesOnSelling(RealServers servers) throws Exception {
        try (var shop = RealShop.start(servers, 2)) {
            var left = shop.nodes.get(1);
            var market = shop.market(1);
            String sku = market.sells(500, 1_000);
            long pid = left.pid();

            shop.nodes.get(0).kill();

            for (int i = 0; i < 20; i++) {
                var shopper = market.shopper();
                String cart = Rush.cart(shopper, sku, 1);
                Rush.insist(() -> shopper.buys(cart, "buy", "approve"), 202).answers(201);
            }
            market.has(sku, 980);
            assertThat(left.isAlive() && left.pid() == pid).as("the other node has gone on").isTrue();
        }
    }
}
