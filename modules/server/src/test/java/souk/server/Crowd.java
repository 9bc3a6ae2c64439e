package souk.server;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import souk.testkit.HttpSpec;
import souk.testkit.HttpSpecAnswer;

/**
 * Shoppers who buy again and again, each its next thing when it has the last one, at whichever node answers. A request that is not
 * answered, or answered "come again", is sent again with the same Idempotency-Key to the next node, as {@code Retry-After} says, for at
 * most {@link #PATIENCE}: who then has no answer is a failure.
 */
final class Crowd implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration ONE_REQUEST = Duration.ofSeconds(25);
    private static final Duration NOBODY_THERE = Duration.ofMillis(100);
    private static final int PLENTY = 1_000_000;

    /** What lay in the shop at the start, by SKU: plenty of one, less of the other than they would like. */
    final Map<String, Integer> shelves;
    private final List<HttpSpec> doors = new CopyOnWriteArrayList<>();
    private final ExecutorService shoppers = Executors.newCachedThreadPool();
    private final Queue<HttpSpecAnswer> bought = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> sentAgain = new TreeMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final String plenty;
    private final String few;
    private volatile boolean stop;

    /** So many shoppers, who begin at once and know these nodes. */
    Crowd(Market market, List<URI> nodes, int many, int rare) {
        plenty = market.sells(Market.unique("PLENTY"), 500, PLENTY);
        few = market.sells(Market.unique("FEW"), 9_900, rare);
        shelves = Map.of(plenty, PLENTY, few, rare);
        nodes.forEach(this::mayGoTo);
        for (int i = 0; i < many; i++) {
            int number = i;
            shoppers.submit(() -> shop(number));
        }
    }

    /** There is one more node to go to. */
    void mayGoTo(URI node) {
        doors.add(HttpSpec.at(node.toString()).patient(ONE_REQUEST));
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
        synchronized (sentAgain) {
            return answers + " requests answered, the slowest after " + Pulse.seconds(longest.get()) + "; sent again because of " + (sentAgain.isEmpty() ? "nothing" : sentAgain);
        }
    }

    private void shop(int number) {
        var random = new Random(number);
        try {
            var shopper = new Shopper(number);
            for (int i = 0; !stop; i++) {
                String key = "cart-" + i;
                String cart = shopper.insist(visitor -> visitor.withKey(key), "/v1/carts", "{'currency':'GBP'}").answers(201).text("id");
                boolean greedy = random.nextInt(10) == 0;
                shopper.insist(visitor -> visitor.withKey("line"), "/v1/carts/" + cart + "/lines", Market.line(greedy ? few : plenty, 1)).answers(200);
                String token = random.nextInt(20) == 0 ? "decline" : "approve";
                shopper.checkout(cart, token);
            }
        } catch (Throwable failure) {
            failures.add(failure);
        }
    }

    /** One of them, at one of the doors. */
    private final class Shopper {
        private final String token;
        private int door;

        private Shopper(int number) {
            door = number;
            token = insist(visitor -> visitor, "/v1/sessions", "{}").answers(201).text("token");
        }

        private void checkout(String cart, String payment) {
            HttpSpecAnswer answer;
            // 202 is an answer: the order is there. What became of it is asked for under the same key.
            do answer = insist(visitor -> visitor.withKey("buy"), "/v1/carts/" + cart + "/checkout", Market.buying(payment)); while (answer.status() == 202);
            switch (answer.status()) {
                case 201 -> bought.add(answer);
                case 409 -> answer.refuses(409, "sold-out");
                default -> answer.refuses(402, "payment-declined");
            }
        }

        private HttpSpecAnswer insist(UnaryOperator<HttpSpec> how, String path, String body) {
            long began = System.nanoTime();
            Object last;
            while (true) {
                long pause = NOBODY_THERE.toNanos();
                try {
                    var visitor = doors.get(Math.floorMod(door, doors.size()));
                    var answer = how.apply(token == null ? visitor : visitor.withToken(token)).post(path, body);
                    if (answer.status() != 503) {
                        answers.incrementAndGet();
                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                        return answer;
                    }
                    pause = TimeUnit.SECONDS.toNanos(Long.parseLong(answer.header("Retry-After")));
                    last = answer.text("code");
                } catch (UncheckedIOException nobody) {
                    last = nobody.getCause().getClass().getSimpleName() + (nobody.getCause().getMessage() == null ? "" : " (" + nobody.getCause().getMessage().split(":")[0] + ")");
                }
                synchronized (sentAgain) {
                    sentAgain.merge(last.toString(), 1, Integer::sum);
                }
                door++;
                if (System.nanoTime() + pause - began > PATIENCE.toNanos()) throw new AssertionError("No answer to POST " + path + " within " + PATIENCE + ", the last was " + last);
                LockSupport.parkNanos(pause);
            }
        }
    }

    @Override
    public void close() {
        stop = true;
        shoppers.shutdownNow();
    }
}
