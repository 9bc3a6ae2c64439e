package souk.replay.marketplace;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import souk.replay.BadInput;
import souk.replay.Side;

/** Does things side by side, but one after the other, in their order, what has a lane in common. */
final class Lanes {
    /** How many wait for each client: some lanes have many in a row, while which the others go on. */
    private static final int WAITING = 16;

    private Lanes() {}

    /**
     * Does it with all.
     *
     * @param lanes of each
     * @throws IOException what came in the way first; what was under way then is finished, and no more is begun
     */
    static <T> void run(int clients, List<T> all, Function<T, Collection<String>> lanes, Side.Task<T> task) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        var room = new Semaphore(clients * WAITING);
        var failure = new AtomicReference<Throwable>();
        Map<String, CompletableFuture<Void>> last = new HashMap<>();
        try {
            for (T each : all) {
                room.acquire();
                if (failure.get() != null) break;
                var before = lanes.apply(each).stream().map(last::get).filter(ahead -> ahead != null && !ahead.isDone()).toArray(CompletableFuture[]::new);
                var done = CompletableFuture.allOf(before).thenRunAsync(() -> carryOut(each, task, failure), pool).whenComplete((nothing, failed) -> {
                    if (failed != null) failure.compareAndSet(null, failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed);
                    room.release();
                });
                for (String lane : lanes.apply(each)) last.put(lane, done);
            }
            // Whoever is still waiting sees the failure and does nothing.
            CompletableFuture.allOf(last.values().toArray(CompletableFuture[]::new)).handle((nothing, failed) -> nothing).join();
        } finally {
            pool.shutdownNow();
        }
        if (failure.get() instanceof BadInput bad) throw bad;
        if (failure.get() instanceof InterruptedException) throw new InterruptedException();
        if (failure.get() != null) throw new IOException(failure.get().getMessage(), failure.get());
    }

    private static <T> void carryOut(T each, Side.Task<T> task, AtomicReference<Throwable> failure) {
        if (failure.get() != null) return;
        try {
            task.with(each);
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
