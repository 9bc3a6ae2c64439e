package souk.server;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import souk.testkit.HttpSpecAnswer;

/**
 * Shoppers who buy again and again, each its next thing when it has the last one, at whichever of the {@link Doors} answers.
 */
final class Crowd implements AutoCloseable {
    private static final int PLENTY = 1_000_000;

    /** What lay in the shop at the start, by SKU: plenty of one, less of the other than they would like. */
    final Map<String, Integer> shelves;
    private final Doors doors;
    private final ExecutorService shoppers = Executors.newCachedThreadPool();
    private final Queue<HttpSpecAnswer> bought = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final String plenty;
    private final String few;
    private volatile boolean stop;

    /** So many shoppers, who begin at once and know these nodes. */
    Crowd(Market market, List<URI> nodes, int many, int rare) {
        plenty = market.sells(Market.unique("PLENTY"), 500, PLENTY);
        few = market.sells(Market.unique("FEW"), 9_900, rare);
        shelves = Map.of(plenty, PLENTY, few, rare);
        doors = new Doors(nodes);
        for (int i = 0; i < many; i++) {
            int number = i;
            shoppers.submit(() -> shop(number));
        }
    }

    /** There is one more node to go to. */
    void mayGoTo(URI node) {
        doors.mayGoTo(node);
    }

    /** How many orders they have. */
    int orders() {
        return bought.size();
    }

    /** They finish what they have begun, and go. */
    List<HttpSpecAnswer> goHome() throws InterruptedException {
        stop = true;
        shoppers.shutdown();
        if (!shoppers.awaitTermination(3, TimeUnit.MINUTES)) failures.add(new AssertionError("Not every request has come to its end"));
        return List.copyOf(bought);
    }

    /** What went wrong: requests without an answer in time, and answers that should not be. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** How many requests were answered, and what was sent again. */
    @Override
    public String toString() {
        return doors.toString();
    }

    private void shop(int number) {
        var random = new Random(number);
        String cart = "";
        Doors.Visitor shopper = null;
        try {
            shopper = doors.visitor(number);
            for (int i = 0; !stop; i++) {
                String key = "cart-" + i;
                cart = shopper.insist(visitor -> visitor.withKey(key), "/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
                boolean greedy = random.nextInt(10) == 0;
                shopper.insist(visitor -> visitor.withKey("line"), "/v1/carts/" + cart + "/lines", Market.line(greedy ? few : plenty, 1)).answers(200);
                String token = random.nextInt(20) == 0 ? "decline" : "approve";
                checkout(shopper, cart, token);
            }
        } catch (Throwable failure) {
            // Was it an old answer, or is something gone?
            if (failure instanceof AssertionError && !cart.isEmpty()) System.out.println("From " + Instant.now() + " on, each door says of cart " + cart + ": " + shopper.looks("/v1/carts/" + cart));
            failures.add(failure);
        }
    }

    private void checkout(Doors.Visitor shopper, String cart, String payment) {
        HttpSpecAnswer answer;
        // 202 is an answer: the order is there. What became of it is asked for under the same key.
        do answer = shopper.insist(visitor -> visitor.withKey("buy"), "/v1/carts/" + cart + "/checkout", Market.buying(payment)); while (answer.status() == 202);
        switch (answer.status()) {
            case 201 -> bought.add(answer);
            case 409 -> answer.refuses(409, "sold-out");
            default -> answer.refuses(402, "payment-declined");
        }
    }

    @Override
    public void close() {
        stop = true;
        shoppers.shutdownNow();
    }
}
