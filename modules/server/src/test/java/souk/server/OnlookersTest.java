package souk.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.devservices.Ports;

/** Ten thousand sockets on one node: all see every last state, also when all of them come back at once. With {@code -Psoak}; {@code souk.onlookers} says how many. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class OnlookersTest {
    private static final int MANY = Integer.getInteger("souk.onlookers", 10_000);
    private static final int CHANGES = 20;
    private static final long BEGINNING = 500_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private Market market;
    private Onlookers onlookers;
    private String sku;
    private int metricsPort;

    @Test
    void allOfThemSeeTheLastState(@TempDir Path folder) throws Exception {
        metricsPort = Ports.free();
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1, "-Xmx1g", "-XX:TieredStopAtLevel=4", "-Dsouk.metrics.port=" + metricsPort)) {
            market = shop.market(0);
            sku = market.sells(100, (int) BEGINNING);
            try (var crowd = new Onlookers(shop.node().url(), sku, MANY)) {
                onlookers = crowd;
                long began = System.nanoTime();
                crowd.come();
                see(BEGINNING);
                System.out.println(MANY + " sockets were opened, and each told how many there are, in " + Pulse.seconds(System.nanoTime() - began) + ": " + memory());

                for (int i = 1; i <= CHANGES; i++) {
                    change(BEGINNING - i);
                    see(BEGINNING - i);
                }
                System.out.println(CHANGES + " changes, each when all had seen the one before: " + crowd.lags());
                for (int i = CHANGES + 1; i <= 10 * CHANGES; i++) change(BEGINNING - i);
                see(BEGINNING - 10 * CHANGES);
                System.out.println(9 * CHANGES + " changes, one after the other: " + crowd.lags() + "; " + memory());

                crowd.go();
                change(BEGINNING + 1);
                began = System.nanoTime();
                crowd.come();
                see(BEGINNING + 1);
                System.out.println("All came back at once, and each was told what it had missed, in " + Pulse.seconds(System.nanoTime() - began) + ": " + memory());
            }
        }
    }

    private void change(long onHand) {
        onlookers.changes(onHand);
        market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':" + onHand + "}").answers(200);
    }

    private void see(long onHand) {
        await("all see " + onHand).atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10)).until(() -> onlookers.allSee(onHand));
    }

    /** What the node says of its heap. */
    private String memory() throws IOException {
        try (var in = URI.create("http://127.0.0.1:" + metricsPort + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("jvm_memory_live_bytes ") || line.startsWith("jvm_memory_used_bytes{area=\"heap\"") || line.startsWith("souk_live_sockets "))
                    .map(line -> line.replaceAll("\\.0$", "")).reduce((a, b) -> a + ", " + b).orElse("no metrics");
        }
    }
}
