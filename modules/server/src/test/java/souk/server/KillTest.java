package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * kill -9 in the middle of 200 concurrent checkouts. Shoppers repeat their requests until they know; afterwards an independent checker
 * finds everything in order. {@code -Psoak} repeats each round.
 */
@Order(2)
@InKillableShop
class KillTest {
    private static final int ROUNDS = Boolean.getBoolean("souk.soak") ? 10 : 1;
    private static final int SHOPPERS = 200;
    private final RealShop shop;

    @FunctionalInterface
    private interface Fault {
        void strike() throws Exception;
    }

    KillTest(RealShop shop) {
        this.shop = shop;
    }

    @Test
    void nothingIsLostWhenTheNodeIsKilled() throws Exception {
        rounds("the node", () -> {
            shop.node().kill();
            shop.node().start();
        });
    }

    @Test
    void nothingIsLostWhenCassandraIsKilledAndTheNodeRecoversByItself() throws Exception {
        long node = shop.node().pid();
        rounds("Cassandra", () -> {
            shop.cassandra.kill();
            shop.cassandra.restart();
        });
        assertThat(shop.node().isAlive() && shop.node().pid() == node).as("the node went on").isTrue();
    }

    @Test
    void nothingIsLostWhenElasticsearchIsKilled() throws Exception {
        rounds("Elasticsearch", () -> {
            shop.elasticsearch.kill();
            shop.elasticsearch.restart();
        });
    }

    private void rounds(String victim, Fault fault) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) round(victim, fault);
    }

    private void round(String victim, Fault fault) throws Exception {
        long seed = new Random().nextInt(1_000_000);
        shop.node().awaitReady();
        var market = shop.market(0);
        var rush = Rush.of(market, SHOPPERS, seed);
        int when = 10 + new Random(seed).nextInt(SHOPPERS * 2 / 3);
        var striking = CompletableFuture.runAsync(() -> {
            await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(5)).until(() -> rush.answered() >= when);
            try {
                fault.strike();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        var receipts = rush.run();
        striking.join();
        shop.node().awaitReady();
        try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
            System.out.println("Killed " + victim + " after " + when + " of " + SHOPPERS + " answers (seed " + seed + "). " + audit.everythingAddsUp(market, rush, receipts));
        }
    }
}
