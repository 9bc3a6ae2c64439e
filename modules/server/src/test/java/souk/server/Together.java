package souk.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many at once. */
final class Together {
    private Together() {}

    /** Does it for 0 to n - 1, all at the same moment, a thread each; the results in the order of the numbers. */
    static <T> List<T> each(int n, IntFunction<T> task) throws InterruptedException {
        return each(n, n, task);
    }

    /** The same, at most so many at a time. */
    static <T> List<T> each(int n, int atATime, IntFunction<T> task) throws InterruptedException {
        var pool = Executors.newFixedThreadPool(atATime);
        var start = new CountDownLatch(1);
        try {
            List<Future<T>> running = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                int number = i;
                running.add(pool.submit(() -> {
                    start.await();
                    return task.apply(number);
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>(n);
            for (Future<T> each : running) results.add(each.get());
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) throw error;
            throw new AssertionError("One of " + n + " failed: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
