package souk.server;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test that decides about reading: kill -9 at random moments of writes, restart; every view equals the log within a minute. Each
 * build does the hardest order, a node that comes up before its Cassandra ({@link KillTest} has the node alone, with the same audit);
 * {@code -Psoak} does each order many times.
 */
@InKillableShop
class DecisiveReadingTest {
    private static final boolean SOAK = Boolean.getBoolean("souk.soak");
    private static final int ROUNDS = SOAK ? 10 : 1;
    private static final int SHOPPERS = SOAK ? 100 : 60;
    private final RealShop shop;

    /** What is killed at the same moment, and what of it is started first. */
    enum Restart { NODE_ALONE, NODE_FIRST, CASSANDRA_FIRST }

    DecisiveReadingTest(RealShop shop) {
        this.shop = shop;
    }

    static List<Restart> restarts() {
        return SOAK ? List.of(Restart.values()) : List.of(Restart.NODE_FIRST);
    }

    @ParameterizedTest
    @MethodSource("restarts")
    void everyViewEqualsTheLogAfterARestart(Restart restart) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            long seed = new Random().nextInt(1_000_000);
            var random = new Random(seed);
            shop.node().awaitReady();
            var market = shop.market(0);
            var rush = Rush.of(market, SHOPPERS, seed);
            int when = 1 + random.nextInt(SHOPPERS * 3 / 4);
            var killing = CompletableFuture.runAsync(() -> {
                await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(2)).until(() -> rush.answered() >= when);
                LockSupport.parkNanos(random.nextInt(20_000_000));
                killAndStart(restart);
            });
            var receipts = rush.run();
            killing.join();
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                System.out.println("Restarted " + restart + " after " + when + " of " + SHOPPERS + " answers (seed " + seed + "). " + audit.everythingAddsUp(market, rush, receipts));
            }
        }
    }

    private void killAndStart(Restart restart) {
        if (restart != Restart.NODE_ALONE) shop.cassandra.kill();
        shop.node().kill();
        switch (restart) {
            case NODE_ALONE -> shop.node().start();
            case NODE_FIRST -> {
                shop.node().start();
                shop.cassandra.restart();
            }
            case CASSANDRA_FIRST -> {
                shop.cassandra.restart();
                shop.node().start();
            }
        }
        shop.node().awaitReady();
    }
}
