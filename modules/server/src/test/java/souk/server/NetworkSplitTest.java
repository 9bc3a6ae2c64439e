package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;

/**
 * Three nodes on hosts of their own, under load, whose network breaks: one side goes on, the nodes of the other end themselves, and their launcher
 * starts them again at once, into a network that is still broken. What was acknowledged is in the log, nothing was written twice, and when the
 * network is whole again there is one cluster of three.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class NetworkSplitTest {
    private static final int HOSTS = 3;
    private static final int EACH = 4;
    /** For so long the network stays broken after the first node was started again. */
    private static final Duration STILL_BROKEN = Duration.ofSeconds(25);
    private static final int UNITS = 1_000_000;

    @TempDir
    private static Path folder;
    private static Network network;
    private static RealShop shop;

    @FunctionalInterface
    private interface Fault {
        void strike();
    }

    @BeforeAll
    static void open() throws Exception {
        String why = Network.whyNot();
        if (why != null) System.out.println("No network can be split here: " + why);
        assumeTrue(why == null, why);
        network = Network.of(HOSTS);
        shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), network, HOSTS);
    }

    @AfterAll
    static void close() {
        if (shop != null) shop.close();
        if (network != null) network.close();
    }

    @Test
    void theLargerSideGoesOnWithoutTheNodeThatMayFoundAClusterAlone() throws Exception {
        breaks("node 0 cut off from both others", List.of(0), () -> {
            network.split(0, 1);
            network.split(0, 2);
        });
    }

    @Test
    void aSideWithoutItsDatabaseIsNotTheOneThatGoesOn() throws Exception {
        breaks("nodes 0 and 1 cut off from node 2 and from Cassandra", List.of(0, 1), () -> {
            network.split(0, 2);
            network.split(1, 2);
            network.cutServers(0);
            network.cutServers(1);
        });
    }

    @Test
    void nodesThatHearEachOtherInOneDirectionOnly() throws Exception {
        breaks("what node 1 sends to node 2 is lost, and nothing else", List.of(), () -> network.cut(1, 2));
    }

    @Test
    void aLinkThatLosesEveryFourthPacketInOneDirection() throws Exception {
        breaks("every fourth packet from node 0 to node 1 is lost", List.of(), () -> network.loseSome(0, 1));
    }

    /** @param ending the nodes that are to end, others must not; none: whichever may */
    private void breaks(String what, List<Integer> ending, Fault fault) throws Exception {
        shop.nodes.forEach(RealNode::awaitReady);
        int founded = founded();
        assertThat(founded).as("clusters that were founded before").isEqualTo(1);
        var markets = IntStream.range(0, HOSTS).mapToObj(shop::market).toList();
        String sku = markets.get(0).sells(1_000, UNITS);
        try (var regulars = new Regulars(markets, sku, EACH); var reads = new StaleReads(markets.get(0)); var launcher = new Launcher(shop.nodes)) {
            for (int node = 0; node < HOSTS; node++) {
                regulars.awaitMore(node, 5);
                reads.readAt(markets.get(node));
            }
            long broken = System.nanoTime();
            fault.strike();
            long ended;
            try {
                var writer = markets.get(2);
                if (ending.isEmpty()) {
                    LockSupport.parkNanos(STILL_BROKEN.toNanos());
                } else {
                    Awaitility.await("one side ends itself").atMost(Duration.ofMinutes(1)).until(() -> ending.stream().allMatch(node -> launcher.starts(node) > 0));
                }
                ended = System.nanoTime();
                reads.change(writer, sku);
                // Somebody goes on, while those who have ended stand before a network that is still broken.
                for (int node = 0; node < HOSTS; node++) if (!ending.isEmpty() && !ending.contains(node)) regulars.awaitMore(node, 20);
                LockSupport.parkNanos(STILL_BROKEN.toNanos());
                if (!ending.isEmpty()) assertThat(launcher.ended()).as("the nodes that ended").isEqualTo(ending);
            } finally {
                network.heal();
            }
            long healed = System.nanoTime();
            shop.nodes.forEach(node -> Awaitility.await(node + " is ready again").atMost(Duration.ofMinutes(3)).until(node::ready));
            for (int node = 0; node < HOSTS; node++) regulars.awaitMore(node, 10);
            assertThat(founded()).as("clusters that were founded").isEqualTo(founded);
            String old = reads.noneIsOld(broken);
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                String agreed = regulars.wasToldTheTruth(audit, markets.get(1), Map.of(sku, UNITS));
                System.out.println("The network broke (" + what + ") for " + seconds(broken, healed) + " s. Ended: " + launcher.ended() + (ending.isEmpty() ? "" : ", after " + seconds(broken, ended) + " s at most")
                        + "; refused meanwhile: " + regulars.refusals() + ". " + old + ". " + agreed);
            }
        }
    }

    private static long seconds(long from, long to) {
        return TimeUnit.NANOSECONDS.toSeconds(to - from);
    }

    /** How many clusters were ever founded, as the nodes' logs say. */
    private static int founded() {
        return (int) shop.nodes.stream().flatMap(node -> node.log().lines()).filter(line -> line.contains("this node founds one")).count();
    }
}
