package souk.platform.reading;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asynchronous work on many things side by side, a bounded number at once. */
public final class Lanes {
    private Lanes() {}

    /**
     * Does the work on each item, at most {@code parallelism} at once.
     *
     * @return complete when all work that was begun has ended; exceptional if any failed, and nothing more is begun after a failure
     */
    public static <T> CompletableFuture<?> each(Collection<T> items, int parallelism, Function<T, CompletionStage<?>> work) {
        var queue = new Queue<>(items.iterator());
        var lanes = new CompletableFuture<?>[Math.min(parallelism, items.size())];
        for (int i = 0; i < lanes.length; i++) lanes[i] = lane(queue, work);
        return CompletableFuture.allOf(lanes);
    }

    private static <T> CompletableFuture<?> lane(Queue<T> queue, Function<T, CompletionStage<?>> work) {
        // A loop while work is done at once, so that a thousand rows that need no write do not nest a thousand calls.
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            CompletableFuture<?> done = attempt(item, work);
            if (!done.isDone()) {
                return done.whenComplete((result, failure) -> {
                    if (failure != null) queue.drop();
                }).thenCompose(result -> lane(queue, work));
            }
            if (done.isCompletedExceptionally()) {
                queue.drop();
                return done;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private static <T> CompletableFuture<?> attempt(T item, Function<T, CompletionStage<?>> work) {
        try {
            return work.apply(item).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static final class Queue<T> {
        private Iterator<T> items;

        private Queue(Iterator<T> items) {
            this.items = items;
        }

        private synchronized T poll() {
            return items != null && items.hasNext() ? items.next() : null;
        }

        private synchronized void drop() {
            items = null;
        }
    }
}
