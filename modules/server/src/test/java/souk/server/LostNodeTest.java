package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * Losing one of two nodes stops nothing else: not even the first one, whose word would count in a tie. With {@code -Psoak}; in every build
 * {@link PausedNodeTest} loses the first node to a pause.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class LostNodeTest {
    @Test
    void theOtherNodeGoesOnSelling(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 2)) {
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
