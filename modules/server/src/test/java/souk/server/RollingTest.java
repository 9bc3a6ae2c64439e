package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * Nodes are replaced one after the other, added and taken away in the middle of a sale, in order (SIGTERM): every request is answered, after
 * being sent again where need be, and no connection is reset. With {@code -Psoak}.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class RollingTest {
    private static final int NODES = 3;
    private static final int PARTITIONS = 5;
    private static final int SHOPPERS = 12;

    @Test
    void nobodyInTheShopNoticesThatNodesComeAndGo(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), NODES, "-Dsouk.partitions.default=" + PARTITIONS)) {
            var market = shop.market(2);
            try (var crowd = new Crowd(market, shop.urls(), SHOPPERS, 200)) {
                for (RealNode node : List.copyOf(shop.nodes)) {
                    sold(crowd, 50);
                    long began = System.nanoTime();
                    node.stop();
                    long stopped = System.nanoTime();
                    node.becomes(2);
                    node.start();
                    node.awaitReady();
                    System.out.println("Replaced node " + shop.nodes.indexOf(node) + ": it left in " + Pulse.seconds(stopped - began) + ", and served again after " + Pulse.seconds(System.nanoTime() - began));
                }
                sold(crowd, 50);
                report("Three nodes replaced", crowd);

                List<RealNode> more = List.of(shop.another(), shop.another());
                for (RealNode node : more) {
                    node.becomes(2);
                    node.start();
                    node.awaitReady();
                    crowd.mayGoTo(node.url());
                }
                var logs = new ArrayList<String>();
                for (var capability : List.of("cart", "orders", "inventory", "catalog")) for (int i = 0; i < PARTITIONS; i++) logs.add(capability + "-" + i);
                await("new nodes are given partitions").atMost(Duration.ofMinutes(2)).until(() -> more.stream().noneMatch(node -> shop.hosted(node, logs).isEmpty()));
                sold(crowd, 50);
                report("Five nodes", crowd);

                // The two eldest, one of which has the coordinators.
                for (RealNode node : shop.nodes.subList(0, 2)) {
                    long began = System.nanoTime();
                    node.stop();
                    System.out.println("Node " + shop.nodes.indexOf(node) + " left in " + Pulse.seconds(System.nanoTime() - began));
                    sold(crowd, 50);
                }
                var bought = crowd.goHome();
                report("Three nodes again", crowd);
                // One that was idle may be closed in the moment of its next request: that is HTTP/1.1. But none is cut that carries an answer.
                assertThat(crowd.toString()).as("connections that broke").doesNotContain("reset");
                try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                    System.out.println("Three nodes replaced, 3 to 5 to 3: " + crowd + "; " + audit.everythingAddsUp(market, crowd.shelves, bought));
                }
            }
        }
    }

    private static void sold(Crowd crowd, int orders) {
        int enough = crowd.orders() + orders;
        await("more orders").atMost(Duration.ofMinutes(2)).until(() -> crowd.orders() >= enough || !crowd.failures().isEmpty());
        assertThat(crowd.failures()).as(crowd.toString()).isEmpty();
    }

    private static void report(String what, Crowd crowd) {
        assertThat(crowd.failures()).as(crowd.toString()).isEmpty();
        System.out.println(what + ": " + crowd.orders() + " orders, " + crowd);
    }
}
