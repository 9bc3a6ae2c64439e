package souk.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import souk.kernel.Address;
import souk.platform.partition.Placement;
import souk.platform.wire.Names;

/**
 * Feels the pulse of partitions: asks for something in each of them, over HTTP, four times a second and without waiting for the answer
 * before, at one node after the other; and remembers when it had answers. Of catalogue, stock, carts and orders.
 */
final class Pulse implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(250);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, String> paths = new TreeMap<>();
    /** By log: when it was asked, and when that was answered. */
    private final Map<String, ConcurrentSkipListMap<Long, Long>> answered = new ConcurrentHashMap<>();
    private final List<URI> nodes;
    private final String token;
    private int turn;

    /** @param partitions how many each capability has */
    Pulse(Market market, List<URI> nodes, int partitions) {
        this.nodes = new CopyOnWriteArrayList<>(nodes);
        var capabilities = Map.of("catalog", partitions, "inventory", partitions, "cart", partitions, "orders", partitions);
        var names = new Names(Souk.CAPABILITIES);
        var everywhere = new TreeMap<String, Integer>();
        Souk.CAPABILITIES.forEach(capability -> everywhere.put(capability.name(), partitions));
        var placement = new Placement(names, everywhere);
        var shopper = market.shopper();
        token = shopper.token();
        var wanted = capabilities.keySet().stream().flatMap(capability -> IntStream.range(0, partitions).mapToObj(i -> Placement.log(capability, i))).toList();
        while (!paths.keySet().containsAll(wanted)) {
            String sku = market.sells(100, 10);
            paths.put(placement.log(new Address<>("catalog.product", sku)), "/v1/products/" + sku);
            paths.put(placement.log(new Address<>("inventory.stock", sku)), "/v1/stock/" + sku);
            String cart = Rush.insist(() -> shopper.http().withKey(sku).post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id");
            Rush.insist(() -> shopper.http().withKey(sku).post("/v1/carts/" + cart + "/lines", Market.line(sku, 1))).answers(200);
            paths.put(placement.log(new Address<>("cart.cart", cart)), "/v1/carts/" + cart);
            String order = Rush.insist(() -> shopper.buys(cart, "buy", "approve"), 202).answers(201).text("id");
            paths.put(placement.log(new Address<>("orders.order", order)), "/v1/orders/" + order);
        }
        paths.keySet().forEach(log -> answered.put(log, new ConcurrentSkipListMap<>()));
        timer.scheduleAtFixedRate(this::beat, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        URI node = nodes.get(turn++ % nodes.size());
        paths.forEach((log, path) -> {
            var request = HttpRequest.newBuilder(node.resolve(path)).header("Authorization", "Bearer " + token).timeout(Duration.ofSeconds(25)).build();
            long asked = System.nanoTime();
            client.sendAsync(request, BodyHandlers.discarding()).thenAccept(answer -> {
                if (answer.statusCode() == 200) answered.get(log).put(asked, System.nanoTime());
            });
        });
    }

    /** The logs that are watched. */
    Set<String> logs() {
        return paths.keySet();
    }

    /** How long after that moment (of {@link System#nanoTime}) something that was asked since had its first answer, in nanoseconds; negative: not yet. */
    long firstAfter(String log, long moment) {
        return answered.get(log).tailMap(moment).values().stream().mapToLong(Long::longValue).min().orElse(moment - 1) - moment;
    }

    static String seconds(long nanos) {
        return String.format("%.1f s", nanos / 1e9);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
