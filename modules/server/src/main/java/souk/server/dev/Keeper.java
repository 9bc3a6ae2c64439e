package souk.server.dev;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;
import souk.devservices.PortTakenException;

/** Keeps processes running: says so when one ends that nobody stopped, and starts it again after 1 s, 2 s, 4 s ... at most 30 s. */
final class Keeper {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONG_LIFE = Duration.ofMinutes(1);
    private final PrintStream out;
    private volatile boolean stopping;

    Keeper(PrintStream out) {
        this.out = out;
    }

    /** From now on an end is an end. */
    void stop() {
        stopping = true;
    }

    /**
     * Watches a process that has just been started.
     *
     * @param port  what it listens on: taken by somebody else (a node started by hand), we leave it to them until it is free again
     * @param exit  the present process's end
     * @param again starts it again and returns the new one's end
     */
    void keep(String name, int port, Path log, CompletableFuture<Integer> exit, Supplier<CompletableFuture<Integer>> again) {
        Thread thread = new Thread(() -> watch(name, port, log, exit, again), "keeps " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(String name, int port, Path log, CompletableFuture<Integer> first, Supplier<CompletableFuture<Integer>> again) {
        CompletableFuture<Integer> exit = first;
        Duration pause = Duration.ofSeconds(1);
        try {
            while (true) {
                long started = System.nanoTime();
                int value = exit.join();
                if (stopping) {
                    return;
                }
                if (System.nanoTime() - started > LONG_LIFE.toNanos()) {
                    pause = Duration.ofSeconds(1);
                }
                out.println(name + " ended" + how(value) + ". Its log is " + log + ". Starting it again in " + pause.toSeconds() + " s.");
                exit = null;
                while (exit == null) {
                    Thread.sleep(pause.toMillis());
                    pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
                    exit = start(name, port, pause, again);
                    if (stopping) {
                        return;
                    }
                }
                out.println(name + " was started again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Integer> start(String name, int port, Duration pause, Supplier<CompletableFuture<Integer>> again) {
        try {
            Ports.requireFree(name, port);
            return again.get();
        } catch (PortTakenException e) {
            return null;
        } catch (DevServicesException e) {
            if (!stopping) {
                out.println(e.getMessage() + "\nTrying again in " + pause.toSeconds() + " s.");
            }
            return null;
        }
    }

    private static String how(int exitValue) {
        return exitValue > 128 && exitValue < 160 ? " (killed by signal " + (exitValue - 128) + ")" : " (exit value " + exitValue + ")";
    }
}
