package souk.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does things side by side. */
public final class Side {
    /** Something that is done with one of them. */
    @FunctionalInterface
    public interface Task<T> {
        /** Does it. May be called by many threads. */
        void with(T each) throws IOException, InterruptedException;
    }

    private Side() {}

    /** Does it with all, so many at a time; returns when all are done, or throws what came in the way first. */
    public static <T> void bySide(int clients, Collection<T> all, Task<T> task) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> running = new ArrayList<>(all.size());
            for (T each : all) {
                running.add(pool.submit(() -> {
                    task.with(each);
                    return null;
                }));
            }
            for (Future<?> each : running) each.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
