package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import souk.testkit.HttpSpecAnswer;

/**
 * Shoppers who buy again and again, each at one node, whatever happens to it. They note what they were told; what is refused or not
 * answered is left, and something new is begun.
 */
final class Regulars implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofMillis(100);

    /** Something that a node has acknowledged. */
    record Said(int node, long at, HttpSpecAnswer answer, String cart, boolean order) {}

    private final ExecutorService shoppers = Executors.newCachedThreadPool();
    private final Queue<Said> said = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private volatile boolean resting;
    private volatile boolean stop;

    /** So many at each of these nodes, from now on, all for the same thing. */
    Regulars(List<Market> nodes, String sku, int each) {
        for (int node = 0; node < nodes.size(); node++) {
            int here = node;
            for (int i = 0; i < each; i++) shoppers.submit(() -> shopAt(here, nodes.get(here), sku));
        }
    }

    private static final class NotAcknowledged extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void shopAt(int node, Market market, String sku) {
        Market.Shopper shopper = null;
        for (int i = 0; !stop; i++) {
            if (resting) LockSupport.parkNanos(REST.toNanos());
            try {
                if (shopper == null) shopper = market.shopper();
                String cart = note(node, shopper.http().withKey("cart-" + i).post("/v1/carts", "{'currency':'GBP'}"), false, null);
                note(node, shopper.adds(cart, sku, 1), false, cart);
                note(node, shopper.tries(cart, "buy", "approve"), true, cart);
            } catch (UncheckedIOException | NotAcknowledged again) {
                LockSupport.parkNanos(AGAIN.toNanos());
            } catch (Throwable unexpected) {
                failures.add(unexpected);
                return;
            }
        }
    }

    private String note(int node, HttpSpecAnswer answer, boolean order, String cart) {
        // 202 says of an order only that it is under way.
        if (answer.status() != 200 && answer.status() != 201) {
            refusals.computeIfAbsent(answer.status() + (answer.status() < 400 ? "" : " " + answer.text("code")), code -> new LongAdder()).increment();
            throw new NotAcknowledged();
        }
        String id = cart == null ? answer.text("id") : cart;
        said.add(new Said(node, System.nanoTime(), answer, id, order));
        return id;
    }

    /** Rests between two purchases from now on, or not. */
    void rest(boolean now) {
        resting = now;
    }

    /** How many orders a node has acknowledged. */
    int orders(int node) {
        return (int) said.stream().filter(each -> each.order && each.node == node).count();
    }

    /** Waits until a node has acknowledged so many more than by now. */
    void awaitMore(int node, int count) {
        int before = orders(node);
        Awaitility.await(count + " more orders at node " + node).atMost(Duration.ofMinutes(3)).until(() -> {
            assertThat(failures).as("answers that should not be").isEmpty();
            return orders(node) >= before + count;
        });
    }

    /** How many things a node has acknowledged in that time. */
    long acknowledged(int node, long from, long to) {
        return said.stream().filter(each -> each.node == node && each.at - from >= 0 && each.at - to < 0).count();
    }

    /** What was answered that was no acknowledgement, by status and code, and how often. */
    Map<String, Long> refusals() {
        var all = new TreeMap<String, Long>();
        refusals.forEach((code, count) -> all.put(code, count.sum()));
        return all;
    }

    /** Ends the shopping, and holds everything that was acknowledged against the logs, and the shop against them. */
    String wasToldTheTruth(Audit audit, Market market, Map<String, Integer> shelves) throws InterruptedException {
        close();
        assertThat(shoppers.awaitTermination(3, TimeUnit.MINUTES)).as("every request has come to its end").isTrue();
        assertThat(failures).as("answers that should not be").isEmpty();
        audit.awaitRest();
        List<Said> lies = new ArrayList<>();
        for (Said each : said) {
            if (each.order) audit.toldTheTruth(each.answer, false);
            else if (audit.version("cart.cart", each.cart) < each.answer.number("version")) lies.add(each);
        }
        assertThat(lies).as("acknowledged, and not in the log").isEmpty();
        return said.size() + " acknowledgements are in the log: " + audit.shopAgreesWithLog(market, shelves) + "; " + audit.journalIsClean();
    }

    /** Lets everybody finish what is under way. */
    @Override
    public void close() {
        stop = true;
        shoppers.shutdown();
    }
}
