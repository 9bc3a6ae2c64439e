package souk.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A hundred questions a second to the lists of products and of orders, of one node after the other, not waiting for an answer; each
 * answer is held against all that had been shown when its question was asked. Beside it somebody pages through the products all the time
 * and must see each of them once. When the machine itself stood still it does not make up for the seconds.
 */
final class ListProbe implements AutoCloseable {
    private static final int RATE = 100;
    private static final long MOST_BEHIND = 500_000_000;
    /** What is looked at is the first page. */
    static final int PAGE = 7;
    private static final long BETWEEN_WALKS = 200_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So many answers may be missing: a machine that is busy with something else is another test. */
    private static final int MOST_OPEN = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an order was shown as: the later, the more was given back. */
    private record Shown(Instant placedAt, long refunded) {}

    final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger walks = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger answered = new AtomicInteger();
    private final Map<String, Long> prices = new ConcurrentHashMap<>();
    private final Map<String, Shown> orders = new ConcurrentHashMap<>();
    private final List<URI> nodes;
    private final String token;
    private final int products;
    private final Thread asking = new Thread(this::ask, "probe");
    private final Thread paging = new Thread(this::page, "pages");

    /** @param products how many products the shop has, each with one variant */
    ListProbe(List<URI> nodes, String token, int products) {
        this.nodes = nodes;
        this.token = token;
        this.products = products;
        asking.start();
        paging.start();
    }

    private CompletableFuture<JsonNode> get(int number, String path) {
        var request = HttpRequest.newBuilder(nodes.get(number % nodes.size()).resolve(path)).header("Authorization", "Bearer " + token).timeout(PATIENCE).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(answer -> {
            try {
                if (answer.statusCode() == 200) return JSON.readTree(answer.body());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException(path + " of " + request.uri().getPort() + " was answered " + answer.statusCode() + " " + answer.body());
        });
    }

    private void ask() {
        long next = System.nanoTime();
        while (going.get()) {
            if (asked.get() - answered.get() < MOST_OPEN) {
                int number = asked.getAndIncrement();
                var seen = number % 2 == 0 ? products(number) : orders(number);
                seen.whenComplete((done, failure) -> {
                    if (failure != null) faults.add(failure.toString());
                    answered.incrementAndGet();
                });
            }
            next = Math.max(next + 1_000_000_000L / RATE, System.nanoTime() - MOST_BEHIND);
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
    }

    private CompletableFuture<?> products(int number) {
        var before = new HashMap<>(prices);
        // Each node in its turn, for both kinds of questions.
        return get(number / 2, "/v1/products?limit=" + PAGE).thenAccept(page -> {
            for (JsonNode item : page.path("items")) {
                String id = item.path("id").asText();
                long price = item.path("variants").path(0).path("price").path("amount").asLong();
                Long shown = before.remove(id);
                if (shown != null && price < shown) faults.add("a step back in time: " + id + " was shown with " + shown + " and later with " + price);
                prices.merge(id, price, Math::max);
            }
            if (!before.isEmpty()) faults.add("products that had been shown are missing: " + before.keySet());
        });
    }

    private CompletableFuture<?> orders(int number) {
        var before = new HashMap<>(orders);
        return get(number / 2, "/v1/admin/orders?limit=" + PAGE).thenAccept(page -> {
            Instant oldest = Instant.MAX;
            for (JsonNode item : page.path("items")) {
                String id = item.path("id").asText();
                var now = new Shown(Instant.parse(item.path("placedAt").asText()), item.path("refunded").path("amount").asLong());
                oldest = now.placedAt;
                var shown = before.remove(id);
                if (shown != null && now.refunded < shown.refunded) faults.add("a step back in time: of " + id + " " + shown.refunded + " had been given back, and later " + now.refunded);
                orders.merge(id, now, (one, other) -> one.refunded > other.refunded ? one : other);
            }
            Instant end = page.path("items").size() < PAGE ? Instant.MIN : oldest;
            before.forEach((id, shown) -> {
                if (shown.placedAt.isAfter(end)) faults.add("a step back in time: order " + id + ", placed at " + shown.placedAt + ", had been shown and is missing");
            });
        });
    }

    private void page() {
        while (going.get()) {
            try {
                var seen = new ArrayList<String>();
                String cursor = "";
                do {
                    var page = get(seen.size(), "/v1/products?limit=" + PAGE + cursor).join();
                    page.path("items").forEach(item -> seen.add(item.path("id").asText()));
                    cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : "";
                } while (!cursor.isEmpty());
                if (seen.size() != products || new HashSet<>(seen).size() != products) faults.add("page by page " + seen.size() + " products were seen, " + new HashSet<>(seen).size() + " different ones");
                walks.incrementAndGet();
            } catch (RuntimeException e) {
                faults.add(e.toString());
            }
            LockSupport.parkNanos(BETWEEN_WALKS);
        }
    }

    @Override
    public void close() throws Exception {
        going.set(false);
        asking.join();
        paging.join();
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> answered.get() == asked.get());
    }
}
