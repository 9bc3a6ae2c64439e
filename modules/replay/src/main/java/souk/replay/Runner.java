package souk.replay;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Takes steps to the till: those of one buyer one after the other, those of different buyers side by side. */
final class Runner {
    /** How many steps wait for each client: some buyers have many in a row, while which the others go on. */
    private static final int WAITING = 16;
    private final Till till;
    private final Pace pace;
    private final int clients;

    Runner(Till till, Pace pace, int clients) {
        this.till = till;
        this.pace = pace;
        this.clients = clients;
    }

    /**
     * Carries all of them out.
     *
     * @param each told of each that is done
     * @throws IOException what came in the way first; what was under way then is finished, and no more is begun
     */
    void run(List<Step> steps, Runnable each) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        var room = new Semaphore(clients * WAITING);
        var failure = new AtomicReference<Throwable>();
        Map<String, CompletableFuture<Void>> lastOf = new HashMap<>();
        try {
            for (Step step : steps) {
                pace.await(step);
                room.acquire();
                if (failure.get() != null) break;
                var before = lastOf.getOrDefault(step.buyer(), CompletableFuture.completedFuture(null));
                lastOf.put(step.buyer(), before.thenRunAsync(() -> carryOut(step, failure, each), pool).whenComplete((done, failed) -> {
                    if (failed != null) failure.compareAndSet(null, failed instanceof CompletionException e && e.getCause() != null ? e.getCause() : failed);
                    room.release();
                }));
            }
            CompletableFuture.allOf(lastOf.values().toArray(CompletableFuture[]::new)).exceptionally(failed -> null).get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
        if (failure.get() instanceof BadInput bad) throw bad;
        if (failure.get() != null) throw new IOException(failure.get().getMessage(), failure.get());
    }

    private void carryOut(Step step, AtomicReference<Throwable> failure, Runnable each) {
        if (failure.get() != null) return;
        try {
            till.carryOut(step);
            each.run();
        } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
