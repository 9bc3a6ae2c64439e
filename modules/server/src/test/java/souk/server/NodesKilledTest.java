package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * kill -9 of any of three nodes in the middle of a sale, at random moments, again as soon as there are three of them; 20 times with
 * {@code -Psoak}. The one that was killed is started again at once, as its launcher would, or only when the others have taken over. No
 * acknowledged order is lost, nothing is sold twice, and who goes on asking has an answer within 40 seconds.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class NodesKilledTest {
    private static final int KILLS = Integer.getInteger("souk.kills", 20);
    /** After so long no more of them: a machine that others use, too, has no time for all. */
    private static final Duration LONGEST = Duration.ofMinutes(Integer.getInteger("souk.soak.minutes", 30));
    private static final int NODES = 3;
    private static final int SHOPPERS = 12;
    /** An aim, and long enough for a machine that others use, too. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(40);

    @Test
    void noAcknowledgedOrderIsLostWhoeverIsKilled(@TempDir Path folder) throws Exception {
        int seed = Integer.getInteger("souk.seed", new Random().nextInt(1_000_000));
        var random = new Random(seed);
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), NODES, "-Dsouk.partitions.default=" + NODES)) {
            var market = shop.market(0);
            try (var crowd = new Crowd(market, shop.urls(), SHOPPERS, 50 * KILLS); var pulse = new Pulse(market, shop.urls(), NODES)) {
                int killed = 0;
                for (long began = System.nanoTime(); killed < KILLS && System.nanoTime() - began < LONGEST.toNanos();) {
                    int enough = crowd.orders() + 5 + random.nextInt(100);
                    await("orders, with " + crowd.failures()).atMost(Duration.ofMinutes(2)).until(() -> crowd.orders() >= enough || !crowd.failures().isEmpty());
                    assertThat(crowd.failures()).as("seed " + seed + ", " + crowd).isEmpty();
                    kill(++killed, shop, random, crowd, pulse);
                }
                var bought = crowd.goHome();
                assertThat(crowd.failures()).as("seed " + seed + ", " + crowd).isEmpty();
                try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                    System.out.println("Killed " + killed + " nodes (seed " + seed + "): " + crowd + "; " + audit.everythingAddsUp(shop.market(0), crowd.shelves, bought));
                }
            }
        }
    }

    private static void kill(int number, RealShop shop, Random random, Crowd crowd, Pulse pulse) {
        RealNode victim = shop.nodes.get(random.nextInt(NODES));
        boolean atOnce = random.nextBoolean();
        int orders = crowd.orders();
        List<String> lost = shop.hosted(victim, pulse.logs());
        victim.kill();
        long killed = System.nanoTime();
        if (atOnce) victim.start();
        await("the others take over " + lost).atMost(TAKEN_OVER_WITHIN).untilAsserted(() -> assertThat(lost).allSatisfy(log -> assertThat(pulse.firstAfter(log, killed)).as("first answer of " + log).isNotNegative()));
        if (!atOnce) victim.start();
        shop.nodes.forEach(RealNode::awaitReady);
        Map<String, String> first = lost.stream().collect(Collectors.toMap(log -> log, log -> Pulse.seconds(pulse.firstAfter(log, killed)), (a, b) -> a, TreeMap::new));
        System.out.println("Kill " + number + " of " + KILLS + ": node " + shop.nodes.indexOf(victim) + " after " + orders + " orders, started again " + (atOnce ? "at once" : "when others had taken over")
                + ". First answer of what it had: " + first + "; three nodes again after " + Pulse.seconds(System.nanoTime() - killed));
    }
}
