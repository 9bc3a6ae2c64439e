package souk.platform.mail;

import com.typesafe.config.Config;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads that wait for mail servers; what finds no place in their queue fails, to be tried again. They end when there is nothing to do. */
final class Threads {
    private final ThreadPoolExecutor pool;

    private Threads(ThreadPoolExecutor pool) {
        this.pool = pool;
    }

    static Threads of(Config mail) {
        int threads = mail.getInt("threads");
        var pool = new ThreadPoolExecutor(threads, threads, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(mail.getInt("queue")), work -> {
            var thread = new Thread(work, "souk-mail");
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return new Threads(pool);
    }

    <T> CompletableFuture<T> run(Callable<T> work) {
        var result = new CompletableFuture<T>();
        try {
            pool.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Exception | LinkageError e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            result.completeExceptionally(new IllegalStateException("Too many letters wait for the mail server"));
        }
        return result;
    }
}
