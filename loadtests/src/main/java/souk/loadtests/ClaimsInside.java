package souk.loadtests;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.CounterCommand;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.RunningNode;

/** A closed loop of claims within the node, without HTTP: what its counters can do by themselves. */
final class ClaimsInside {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningNode node;
    private final String sale;
    private final String prefix = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    private final AtomicLong claims = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<String> wrong = new AtomicReference<>("");
    private final ConcurrentHistogram nanos = new ConcurrentHistogram(Duration.ofSeconds(60).toNanos(), 3);
    private volatile boolean measuring;
    private volatile boolean ended;
    private long from;

    ClaimsInside(RunningNode node, String sale) {
        this.node = node;
        this.sale = sale;
    }

    /** So many customers, one claim of each under way at a time, shared out over these counters. */
    void begin(int customers, int[] counters) {
        underWay.set(customers);
        for (int i = 0; i < customers; i++) claim(prefix + "customer-" + i, counters[i % counters.length]);
    }

    private void claim(String customer, int counter) {
        long sent = System.nanoTime();
        var claim = new CounterCommand.Claim(new ClaimId(sale, counter, prefix + claims.getAndIncrement()).toString(), customer, 1, Instant.now());
        node.partitions().ask(CounterCommand.at(sale, counter), claim, Asking.DEFAULT).whenComplete((outcome, failure) -> {
            if (failure != null) wrong.compareAndSet("", failure.toString());
            else if (outcome instanceof Outcome.Refused<?> refused) wrong.compareAndSet("", refused.rejection().toString());
            else if (measuring) nanos.recordValue(Math.min(System.nanoTime() - sent, nanos.getHighestTrackableValue()));
            if (ended || !wrong.get().isEmpty()) underWay.decrementAndGet();
            else claim(customer, counter);
        });
    }

    /** The window begins. */
    void count() {
        from = System.nanoTime();
        measuring = true;
    }

    /**
     * The window ends, and so does the loop.
     *
     * @return how many nanoseconds it took, how long each claim took as an encoded histogram, and what went wrong, if anything did
     */
    String counted() {
        measuring = false;
        long took = System.nanoTime() - from;
        ended = true;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (underWay.get() > 0 && System.nanoTime() < deadline) LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        if (underWay.get() > 0) wrong.compareAndSet("", underWay.get() + " claims were never answered");
        var buffer = ByteBuffer.allocate(nanos.getNeededByteBufferCapacity());
        int length = nanos.encodeIntoByteBuffer(buffer);
        return took + " " + Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)) + " " + wrong.get();
    }
}
