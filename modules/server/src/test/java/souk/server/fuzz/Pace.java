package souk.server.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** So many a second in all, and none while a file is there that says that the machine is needed for something else. */
final class Pace {
    private static final Duration LOOK = Duration.ofMillis(500);
    private final long gap;
    private final Path pause;
    private long next = System.nanoTime();
    private long looked;
    private boolean paused;
    private long rested;

    /** @param pause the file; empty: none */
    Pace(int perSecond, String pause) {
        gap = 1_000_000_000L / perSecond;
        this.pause = pause.isEmpty() ? null : Path.of(pause);
    }

    /** Waits until it is the caller's turn. */
    void await() {
        long at;
        while (true) {
            synchronized (this) {
                long now = System.nanoTime();
                if (pause != null && now - looked > LOOK.toNanos()) {
                    if (paused) rested += now - looked;
                    looked = now;
                    paused = Files.exists(pause);
                }
                if (!paused) {
                    // What was missed is not made up for.
                    next = Math.max(next + gap, now - 50 * gap);
                    at = next;
                    break;
                }
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        for (long now = System.nanoTime(); now < at; now = System.nanoTime()) LockSupport.parkNanos(at - now);
    }

    synchronized boolean paused() {
        return pause != null && Files.exists(pause);
    }

    /** How long it has rested because of the file. */
    synchronized Duration rested() {
        return Duration.ofNanos(rested);
    }
}
