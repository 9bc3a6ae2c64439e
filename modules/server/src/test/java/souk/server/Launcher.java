package souk.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** Starts nodes again as soon as they have ended, as {@code ./souk up} and every platform for containers do. */
final class Launcher implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final AtomicIntegerArray starts;

    Launcher(List<RealNode> nodes) {
        starts = new AtomicIntegerArray(nodes.size());
        watch.scheduleWithFixedDelay(() -> {
            for (int node = 0; node < nodes.size(); node++) {
                if (nodes.get(node).isAlive()) continue;
                starts.incrementAndGet(node);
                nodes.get(node).start();
            }
        }, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How often it has started that one. */
    int starts(int node) {
        return starts.get(node);
    }

    /** Those that it had to start, by number. */
    List<Integer> ended() {
        return IntStream.range(0, starts.length()).filter(node -> starts.get(node) > 0).boxed().toList();
    }

    /** Starts no more. */
    @Override
    public void close() throws InterruptedException {
        watch.shutdown();
        watch.awaitTermination(1, TimeUnit.MINUTES);
    }
}
