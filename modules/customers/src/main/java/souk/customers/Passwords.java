package souk.customers;

import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.customers.account.PasswordHash;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Hashes and compares passwords on few threads of their own, so that a flood of log-ins takes no more of the machine than these. A bounded
 * queue waits for them; what finds no place there is refused at once, {@code overloaded}. The threads end when there is nothing to do.
 */
final class Passwords {
    private static final Rejection FULL = new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "Too many log in at once. Nothing was done, try again shortly.");

    /** @param rehashed the same password hashed anew, if it matched and the parameters are others today */
    record Check(boolean matches, Optional<PasswordHash> rehashed) {}

    private final Argon2 argon2;
    private final ThreadPoolExecutor pool;
    private final PasswordHash nobodys;

    private Passwords(Argon2 argon2, ThreadPoolExecutor pool) {
        this.argon2 = argon2;
        this.pool = pool;
        nobodys = argon2.hash("the password of nobody");
    }

    /** {@code souk.customers.passwords}. */
    static Passwords of(Config own) {
        int threads = own.getInt("threads");
        var pool = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(own.getInt("queue")), work -> {
            var thread = new Thread(work, "souk-passwords");
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return new Passwords(Argon2.of(own.getConfig("argon2")), pool);
    }

    CompletableFuture<Outcome<PasswordHash>> hash(String password) {
        return run(() -> argon2.hash(password));
    }

    /** Compares; with nothing to compare with it takes as long, and does not match. */
    CompletableFuture<Outcome<Check>> check(String password, Optional<PasswordHash> kept) {
        return run(() -> {
            boolean matches = Argon2.matches(password, kept.orElse(nobodys)) && kept.isPresent();
            boolean again = matches && argon2.outdated(kept.get());
            return new Check(matches, again ? Optional.of(argon2.hash(password)) : Optional.empty());
        });
    }

    private <T> CompletableFuture<Outcome<T>> run(Supplier<T> work) {
        var result = new CompletableFuture<Outcome<T>>();
        try {
            pool.execute(() -> {
                try {
                    result.complete(Outcome.accepted(work.get()));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            result.complete(Outcome.refused(FULL));
        }
        return result;
    }
}
