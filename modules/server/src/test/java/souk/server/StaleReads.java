package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Carts that are changed at one node and read at another: how old is what that one tells? */
final class StaleReads implements AutoCloseable {
    private static final int CARTS = 12;
    private static final Duration PACE = Duration.ofMillis(250);

    private record Changed(String cart, long version, long at) {}

    private record Told(String cart, long version, long asked, long answered) {}

    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final Queue<Changed> changes = new ConcurrentLinkedQueue<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    private final Market.Shopper shopper;
    private final List<String> carts;
    private volatile boolean stop;

    /** New carts, which lie all over the shop. */
    StaleReads(Market somewhere) {
        shopper = somewhere.shopper();
        carts = IntStream.range(0, CARTS).mapToObj(i -> Rush.insist(() -> shopper.http().withKey("stale-" + i).post("/v1/carts", "{'currency':'GBP'}")).answers(201).text("id")).toList();
    }

    /** Changes each of them, by somebody who is told so. */
    void change(Market there, String sku) {
        var same = new Market.Shopper(there.nobody.withToken(shopper.token()), shopper.token());
        for (String cart : carts) {
            var answer = Rush.insist(() -> same.http().withKey("change-" + changes.size()).post("/v1/carts/" + cart + "/lines", Market.line(sku, 1))).answers(200);
            changes.add(new Changed(cart, answer.number("version"), System.nanoTime()));
        }
    }

    /** Reads all of them at a node again and again from now on, also when it does not answer for long. */
    void readAt(Market node) {
        var same = new Market.Shopper(node.nobody.withToken(shopper.token()), shopper.token());
        for (String cart : carts) {
            readers.submit(() -> {
                while (!stop) {
                    long asked = System.nanoTime();
                    try {
                        var answer = same.sees(cart);
                        if (answer.status() == 200) told.add(new Told(cart, answer.number("version"), asked, System.nanoTime()));
                        else answer.answers(503);
                    } catch (UncheckedIOException nobody) {
                        // It sleeps, or has ended.
                    } catch (AssertionError unexpected) {
                        failures.add(unexpected);
                    }
                    LockSupport.parkNanos(PACE.toNanos());
                }
            });
        }
    }

    /**
     * Nobody who asked was told less than what others had been told before.
     *
     * @return what was answered since a time, in words
     */
    String noneIsOld(long since) throws InterruptedException {
        close();
        assertThat(readers.awaitTermination(3, TimeUnit.MINUTES)).as("every question has come to its end").isTrue();
        assertThat(failures).as("answers that should not be").isEmpty();
        assertThat(told).as("answers").isNotEmpty();
        assertThat(told).allSatisfy(answer -> assertThat(changes).noneMatch(change -> change.cart.equals(answer.cart) && change.version > answer.version && change.at < answer.asked));
        return told.stream().filter(answer -> answer.answered - since > 0).count() + " of " + told.size() + " reads were answered since, none of them with less than was acknowledged before it was asked";
    }

    @Override
    public void close() {
        stop = true;
        readers.shutdown();
    }
}
