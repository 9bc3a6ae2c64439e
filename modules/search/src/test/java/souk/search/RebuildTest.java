package souk.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.testkit.HttpSpec;
import souk.testkit.TestShop;

/** The index is built anew beside the one that serves, while staff writes and a probe asks a hundred times a second. */
class RebuildTest {
    private static final int PRODUCTS = 200;
    /** Products that the probe looks for. */
    private static final int PROBED = 5;
    private static final int RATE = 100;
    private static final long MOST_BEHIND = 500_000_000;
    private static final long BETWEEN_CHANGES = 10_000_000;
    private static final int WARM_QUESTIONS = 400;
    private static final int MOST_AT_ONCE = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static TestShop shop;
    private static HttpSpec staff;

    @BeforeAll
    static void start() {
        // What is kept for a second would hide what the index does; and whether a machine that does much else answers within seconds is not what is asked here.
        shop = TestShop.start(SearchShopTest.CAPABILITIES, "souk { search.fresh-for = 0 s, elasticsearch.request-timeout = " + PATIENCE.toSeconds() + " s, http.handler-timeout = " + PATIENCE.toSeconds() + " s }");
        staff = HttpSpec.at(shop.url().toString()).logIn("admin@souk.local", TestShop.ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static void write(int number, int round) {
        var body = "{'name':'Rebuilt" + (number < PROBED ? " probed" : "") + "','variants':[{'sku':'RB-" + number + "','price':{'amount':" + round + ",'currency':'GBP'}}]}";
        assertThat(staff.put("/v1/admin/products/rb" + number, body).status()).isIn(200, 201);
    }

    /**
     * A hundred questions a second, not waiting for answers while fewer than a hundred are under way; remembers the newest price that each product was shown with. When the
     * machine itself stood still it does not make up for the seconds: hundreds of questions at once are another test.
     */
    private static final class Probe implements AutoCloseable {
        private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final Map<String, Long> shown = new ConcurrentHashMap<>();
        private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final Thread thread = new Thread(this::run, "probe");

        private Probe() {
            thread.start();
        }

        private void run() {
            long next = System.nanoTime();
            while (going.get()) {
                if (asked.get() - answered.get() < MOST_AT_ONCE) ask("rb" + asked.getAndIncrement() % PROBED);
                next = Math.max(next + 1_000_000_000L / RATE, System.nanoTime() - MOST_BEHIND);
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            }
        }

        /** Each answer is held against what had been shown when its question was asked. */
        private void ask(String id) {
            long before = shown.getOrDefault(id, 0L);
            var request = HttpRequest.newBuilder(URI.create(shop.url() + "/v1/search?q=probed")).timeout(PATIENCE.multipliedBy(2)).build();
            http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
                answered.incrementAndGet();
                if (failure != null) faults.add(failure.toString());
                else if (answer.statusCode() != 200) faults.add(answer.statusCode() + " " + answer.body());
                else look(id, before, answer.body());
            });
        }

        private void look(String id, long before, String body) {
            try {
                JsonNode found = JSON.readTree(body);
                if (found.path("total").asInt() != PROBED) faults.add("total " + found.path("total"));
                for (JsonNode item : found.path("items")) {
                    if (!item.path("id").asText().equals(id)) continue;
                    long price = item.path("price").path("amount").asLong();
                    if (price < before) faults.add("a step back in time: " + id + " was shown with " + before + " and later with " + price);
                    shown.merge(id, price, Math::max);
                    return;
                }
                faults.add(id + " is missing");
            } catch (Exception e) {
                faults.add(e.toString());
            }
        }

        @Override
        public void close() throws Exception {
            going.set(false);
            thread.join();
            await().atMost(PATIENCE.multipliedBy(2)).until(() -> answered.get() == asked.get());
        }
    }

    private static JsonNode rests() {
        return await("the rebuild rests").atMost(Duration.ofMinutes(6)).pollInterval(Duration.ofMillis(200))
                .until(() -> staff.get("/ops/views/search").answers(200).json(), state -> List.of("resting", "different").contains(state.path("phase").asText()));
    }

    /** A server that has only just started does not answer a hundred questions a second. */
    private static void warmUp() {
        var nobody = HttpSpec.at(shop.url().toString());
        for (int i = 0; i < WARM_QUESTIONS; i++) nobody.get("/v1/search?q=probed").answers(200);
    }

    @Test
    void aRebuildUnderLoadFailsNobodyAndGoesNoStepBack() throws Exception {
        for (int i = 0; i < PRODUCTS; i++) write(i, 1);
        for (int i = 0; i < PRODUCTS; i += 2) staff.put("/v1/admin/stock/RB-" + i + "/main", "{'onHand':1}").answers(201);
        await().atMost(Duration.ofSeconds(60)).until(() -> HttpSpec.at(shop.url().toString()).get("/v1/search?q=rebuilt").answers(200).number("total") == PRODUCTS);
        var writing = new AtomicBoolean(true);
        var rounds = new AtomicInteger(1);
        var writers = Executors.newFixedThreadPool(2);
        var failures = new ConcurrentLinkedQueue<Throwable>();
        Runnable busy = () -> {
            try {
                while (writing.get()) {
                    int round = rounds.incrementAndGet();
                    // Staff that writes without a pause takes the processors from everything else.
                    LockSupport.parkNanos(BETWEEN_CHANGES);
                    write(round % PRODUCTS < 20 ? round % PROBED : round % PRODUCTS, round);
                    if (round % 7 == 0) staff.put("/v1/admin/stock/RB-" + round % PRODUCTS + "/main", "{'onHand':" + round % 2 + "}");
                }
            } catch (Throwable e) {
                failures.add(e);
            }
        };
        List<String> faults;
        int asked;
        warmUp();
        try (var probe = new Probe()) {
            writers.submit(busy);
            long begin = System.nanoTime();
            staff.post("/ops/views/search/rebuild").answers(202);
            staff.post("/ops/views/search/rebuild").refuses(409, "rebuild-in-progress");
            var built = rests();
            System.out.println("Rebuilt under load in " + (System.nanoTime() - begin) / 1_000_000 + " ms: " + built);
            assertThat(built.path("phase").asText()).isEqualTo("resting");
            assertThat(built.path("serving").asInt()).isEqualTo(2);
            assertThat(built.path("comparison").path("entries").asInt()).isEqualTo(PRODUCTS);
            assertThat(built.path("comparison").path("differing").asInt()).isZero();

            staff.post("/ops/views/search/rollback").answers(202);
            assertThat(rests().path("serving").asInt()).isEqualTo(1);
            staff.post("/ops/views/search/rollback").answers(202);
            assertThat(rests().path("serving").asInt()).isEqualTo(2);
            writing.set(false);
            writers.shutdown();
            assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            staff.post("/ops/views/search/rebuild").answers(202);
            var again = rests();
            assertThat(again.path("serving").asInt()).isEqualTo(3);
            assertThat(again.path("other").asInt()).isEqualTo(2);
            staff.post("/ops/views/search/finish").answers(202);
            assertThat(rests().has("other")).isFalse();
            staff.post("/ops/views/search/rollback").refuses(409, "no-other-generation");
            probe.close();
            faults = new ArrayList<>(probe.faults);
            asked = probe.asked.get();
        } finally {
            writing.set(false);
            writers.shutdownNow();
        }
        System.out.println("Two rebuilds, two switches back and forth and " + rounds.get() + " changes: " + asked + " questions at " + RATE + " a second, " + faults.size() + " faults");
        assertThat(faults).isEmpty();
        assertThat(failures).isEmpty();
        staff.post("/ops/views/nothing/rebuild").refuses(404, "not-found");
    }
}
