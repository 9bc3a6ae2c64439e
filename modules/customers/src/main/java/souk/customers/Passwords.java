package souk.customers;

import com.sun.management.OperatingSystemMXBean;
import com.typesafe.config.Config;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import souk.customers.account.PasswordHash;
import souk.kernel.Outcome;
import souk.kernel.Rejection;

/**
 * Hashes and compares passwords on few threads of their own, which get no more of the processors than a share that is small while others need
 * them: so a flood of log-ins hardly slows those who buy. A bounded queue waits for them; what finds no place there is refused at once, {@code overloaded}, and so is what has waited
 * for too long when its turn comes: its sender may have gone, and those behind it have not. The threads end when there is nothing to do.
 */
final class Passwords {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean MACHINE = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    /** The machine may have more to spare by then. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Rejection FULL = new Rejection(Rejection.Kind.OVERLOADED, "overloaded", "Too many log in at once. Nothing was done, try again shortly.");

    /** @param rehashed the same password hashed anew, if it matched and the parameters are others today */
    record Check(boolean matches, Optional<PasswordHash> rehashed) {}

    private final Argon2 argon2;
    private final ThreadPoolExecutor pool;
    private final ProcessorShare share;
    private final PasswordHash nobodys;
    private final long patience;

    private Passwords(Argon2 argon2, ThreadPoolExecutor pool, ProcessorShare share, long patience) {
        this.argon2 = argon2;
        this.patience = patience;
        this.pool = pool;
        this.share = share;
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
        int processors = Runtime.getRuntime().availableProcessors();
        var share = new ProcessorShare(own.getDouble("share") * processors, own.getDuration("burst").toNanos(), () -> (1 - MACHINE.getCpuLoad()) * processors, System.nanoTime());
        return new Passwords(Argon2.of(own.getConfig("argon2")), pool, share, own.getDuration("wait").toNanos());
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
        long latest = System.nanoTime() + patience;
        try {
            pool.execute(() -> {
                try {
                    result.complete(inTurn(latest) ? Outcome.accepted(booked(work)) : Outcome.refused(FULL));
                } catch (RuntimeException | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            result.complete(Outcome.refused(FULL));
        }
        return result;
    }

    /** On a thread of the pool: waits until there is something left of the share; false when it is too late by then. */
    private boolean inTurn(long latest) {
        while (System.nanoTime() - latest < 0) {
            long wait = share.untilNext(System.nanoTime());
            if (wait <= 0) return true;
            LockSupport.parkNanos(Math.min(wait, LOOK_AGAIN));
        }
        return false;
    }

    private <T> T booked(Supplier<T> work) {
        long begun = CPU.getCurrentThreadCpuTime();
        try {
            return work.get();
        } finally {
            share.spent(CPU.getCurrentThreadCpuTime() - begun, System.nanoTime());
        }
    }
}
