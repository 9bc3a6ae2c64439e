package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.testkit.HttpSpecAnswer;

/**
 * kill -9 of the node in the middle of changes of products and stock: afterwards the index is what the logs say, with no document missing
 * and none twice. {@code -Psoak} makes 5,000 changes and kills it six times. Only the node is killed, so its servers are those that all share, and
 * it runs beside the tests that kill servers, too.
 */
@Order(3)
class SearchAfterKillTest {
    private static final int CHANGES = Boolean.getBoolean("souk.soak") ? 5_000 : 150;
    private static final int KILLS = Boolean.getBoolean("souk.soak") ? 6 : 1;
    private static final int PRODUCTS = CHANGES / 10;
    private static final int STAFF = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static RealShop shop;

    @BeforeAll
    static void open(@TempDir Path folder) {
        shop = RealShop.start(folder, DevServices.shared().cassandra(), DevServices.shared().elasticsearch(), 1);
    }

    @AfterAll
    static void close() {
        if (shop != null) shop.close();
    }

    @Test
    void theIndexIsWhatTheLogsSay() throws Exception {
        long seed = new Random().nextInt(1_000_000);
        var market = shop.market(0);
        var done = new AtomicInteger();
        var kills = new Random(seed).ints(KILLS, CHANGES / 20, CHANGES * 19 / 20).sorted().toArray();
        var killing = CompletableFuture.runAsync(() -> {
            for (int when : kills) {
                while (done.get() < when) LockSupport.parkNanos(1_000_000);
                shop.node().kill();
                shop.node().start();
                shop.node().awaitReady();
            }
        });
        var pool = Executors.newFixedThreadPool(STAFF);
        try {
            var all = IntStream.range(0, STAFF).mapToObj(member -> CompletableFuture.runAsync(() -> {
                // Each has products of its own, so that a change can be repeated until it is answered.
                var random = new Random(seed + member);
                for (int i = member; i < CHANGES; i += STAFF) {
                    change(market, random, member + STAFF * random.nextInt(PRODUCTS / STAFF));
                    done.incrementAndGet();
                }
            }, pool)).toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(all).get(10, java.util.concurrent.TimeUnit.MINUTES);
        } finally {
            pool.shutdownNow();
        }
        killing.join();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var audit = Audit.of(shop.cassandra, shop.elasticsearch, shop.keyspace)) {
            System.out.println("Killed the node after " + java.util.Arrays.toString(kills) + " of " + CHANGES + " changes (seed " + seed + "): " + audit.viewsEqualLog());
        }
        Map<Integer, String> wrong;
        do {
            wrong = differences(market);
            if (!wrong.isEmpty()) LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        } while (!wrong.isEmpty() && System.nanoTime() < end);
        assertThat(wrong).as("products that the index shows otherwise than the shop (seed " + seed + ")").isEmpty();
    }

    private static void change(Market market, Random random, int number) {
        String id = "killed-" + number;
        String sku = "KILLED-" + number;
        String body = "{'name':'Killed " + random.nextInt(1_000_000) + "','status':'" + (random.nextInt(4) == 0 ? "draft" : "published") + "','variants':[{'sku':'" + sku + "','price':{'amount':" + random.nextInt(10_000)
                + ",'currency':'GBP'}}]}";
        int units = random.nextInt(3);
        switch (random.nextInt(8)) {
            case 0 -> insist(() -> market.staff.delete("/v1/admin/products/" + id), List.of(204, 404));
            case 1, 2, 3 -> insist(() -> market.staff.put("/v1/admin/stock/" + sku + "/main", "{'onHand':" + units + "}"), List.of(200, 201, 404));
            default -> insist(() -> market.staff.put("/v1/admin/products/" + id, body), List.of(200, 201));
        }
    }

    @FunctionalInterface
    private interface Request {
        HttpSpecAnswer send();
    }

    /** Again and again until it is answered: the node may be dead, or just alive. */
    private static void insist(Request request, List<Integer> good) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                int status = request.send().status();
                if (good.contains(status)) return;
                if (System.nanoTime() > end || status != 503 && status != 409) throw new AssertionError("answered " + status);
            } catch (UncheckedIOException nobodyThere) {
                if (System.nanoTime() > end) throw nobodyThere;
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** By product: what the shop says, and what the index says instead. */
    private Map<Integer, String> differences(Market market) throws Exception {
        var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(shop.elasticsearch.url() + "/" + shop.keyspace + "-products/_search?size=10000&docvalue_fields=available,price")).build(),
                HttpResponse.BodyHandlers.ofString());
        var index = new HashMap<String, String>();
        for (JsonNode hit : new ObjectMapper().readTree(answer.body()).path("hits").path("hits")) {
            var source = hit.path("_source");
            String says = source.path("visible").asBoolean() ? source.path("product").path("content").path("name").asText() + " " + hit.path("fields").path("price").path(0).asLong() + " " + hit.path("fields").path("available").path(0).asBoolean()
                    : "gone";
            assertThat(index.put(source.path("id").asText(), says)).as("a document that is there twice").isNull();
        }
        var wrong = new HashMap<Integer, String>();
        for (int number = 0; number < PRODUCTS; number++) {
            var product = market.nobody.get("/v1/products/killed-" + number);
            String truth = "gone";
            if (product.status() == 200) {
                boolean available = market.stock("KILLED-" + number).number("available") > 0;
                truth = product.text("name") + " " + product.number("variants.0.price.amount") + " " + available;
            }
            String found = index.getOrDefault("killed-" + number, "gone");
            if (!truth.equals(found)) wrong.put(number, truth + " but in the index " + found);
        }
        return wrong;
    }
}
