package souk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.platform.partition.Placement;
import souk.server.Market.Shopper;
import souk.testkit.HttpSpecAnswer;

/**
 * In the middle of a rolling update the only node of the newer build is killed, after it has written events of a version that the older one
 * does not know. The older node takes over what it had: it sells on, says "not now" of the few orders that it cannot read, and shows and
 * loses nothing of them; once the newer build has the logs, everything is there. With {@code -Psoak}, as it starts six nodes.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class MixedVersionsTest {
    private static final int OLDER = 1;
    private static final int NEWER = 2;
    private static final int PARTITIONS = 2;
    private static final int EACH = 6;

    private record Purchase(Shopper shopper, String cart) {
        HttpSpecAnswer pays(String token) {
            return Rush.insist(() -> shopper.buys(cart, "buy", token), 202);
        }
    }

    private final List<HttpSpecAnswer> bought = new ArrayList<>();

    @Test
    void anOlderNodeWaitsForTheNewerBuildInsteadOfPassingOverWhatItCannotRead(@TempDir Path folder) throws Exception {
        try (var shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 2, "-Dsouk.partitions.default=" + PARTITIONS,
                // A page of today's form can be read by both.
                "-Dsouk.partition.flush-after=5m")) {
            RealNode older = shop.nodes.get(0);
            RealNode newer = shop.nodes.get(1);
            roll(newer, NEWER);
            roll(older, OLDER, OlderBuild.in(folder));
            var logs = IntStream.range(0, PARTITIONS).mapToObj(i -> Placement.log("orders", i)).toList();
            assertThat(shop.hosted(newer, logs)).as("while builds are mixed, all is with the newest").isEqualTo(logs);

            var market = shop.market(1);
            String sku = market.sells(500, 1_000);
            buy(market, sku);
            var unreadable = decline(market, sku);
            newer.kill();

            var other = shop.market(0);
            var elsewhere = unreadable.stream().map(each -> new Purchase(new Shopper(other.nobody.withToken(each.shopper.token()), each.shopper.token()), each.cart)).toList();
            await("an order that cannot be read is refused for now").atMost(Duration.ofMinutes(2)).ignoreException(UncheckedIOException.class)
                    .until(() -> elsewhere.stream().allMatch(each -> isSetAside(each.shopper.tries(each.cart, "buy", "decline"))));
            buy(other, sku);
            var declinedByOlder = decline(other, sku);

            newer.start();
            newer.awaitReady();
            roll(older, NEWER);

            for (Purchase each : elsewhere) each.pays("decline").refuses(402, "payment-declined");
            for (Purchase each : declinedByOlder) each.pays("decline").refuses(402, "payment-declined");
            buy(shop.market(0), sku);
            try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
                System.out.println("An older node hosted " + unreadable.size() + " orders with events of a newer version and lost none: "
                        + audit.everythingAddsUp(shop.market(1), Map.of(sku, 1_000), bought));
            }
        }
    }

    private static void roll(RealNode node, int version, Path... classes) {
        node.stop();
        node.becomes(version, classes);
        node.start();
        node.awaitReady();
    }

    private static boolean isSetAside(HttpSpecAnswer answer) {
        return answer.status() == 503 && answer.text("code").equals("quarantined") && !answer.header("Retry-After").isEmpty();
    }

    private void buy(Market market, String sku) throws InterruptedException {
        bought.addAll(Together.each(EACH, i -> purchase(market, sku).pays("approve").answers(201)));
    }

    /** Orders whose payment is declined: their {@code orders.order-failed} is what the builds differ in. */
    private static List<Purchase> decline(Market market, String sku) throws InterruptedException {
        return Together.each(EACH, i -> {
            var one = purchase(market, sku);
            one.pays("decline").refuses(402, "payment-declined");
            return one;
        });
    }

    private static Purchase purchase(Market market, String sku) {
        String token = Rush.insist(() -> market.nobody.post("/v1/sessions", "{}")).answers(201).text("token");
        var shopper = new Shopper(market.nobody.withToken(token), token);
        return new Purchase(shopper, Rush.cart(shopper, sku, 1));
    }
}
