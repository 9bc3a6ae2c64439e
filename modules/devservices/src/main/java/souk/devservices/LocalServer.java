package souk.devservices;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A real server as a child process on loopback. It is stopped by {@link #close}, and when this JVM ends, however that happens.
 * {@link #kill}, {@link #stopSignal} and {@link #continueSignal} are there for tests of faults.
 */
public abstract sealed class LocalServer implements AutoCloseable permits CassandraServer, ElasticsearchServer {
    static final Duration LOOKS_EVERY = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final String name;
    private final Path dataDir;
    private final int port;
    private final Duration readyWithin;
    private volatile Child child;

    LocalServer(String name, Path dataDir, int port, Duration readyWithin) {
        this.name = name;
        this.dataDir = dataDir;
        this.port = port;
        this.readyWithin = readyWithin;
    }

    /** Checks ports and folders, writes the configuration and starts the process. */
    abstract Child launch();

    /** The file that its process writes to. */
    abstract Path processLog();

    /** Whether it serves: asked over the network, the way clients do. */
    abstract boolean answers();

    /** The server's own process: the one to kill or to pause. */
    long serverPid(Child child) {
        return child.pid();
    }

    /** Starts it and returns when it answers. */
    final void open() {
        child = launch();
        long deadline = System.nanoTime() + readyWithin.toNanos();
        while (!answers()) {
            if (!child.isAlive()) {
                throw new DevServicesException(name + " ended with exit value " + child.onExit().join() + " while it was starting. The end of its log, "
                    + child.log() + ":\n" + child.logTail(20));
            }
            if (System.nanoTime() > deadline) {
                child.kill();
                throw new DevServicesException(name + " did not answer within " + readyWithin.toSeconds() + " s. The end of its log, " + child.log()
                    + ":\n" + child.logTail(20));
            }
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
        }
        child.guardDescendants();
    }

    /** Takes over one that runs already, as a child of another process. */
    final void found(ProcessHandle process) {
        child = Child.ofAnother(name, processLog(), process);
    }

    /** Its first process, the child of whoever has started it. */
    final ProcessHandle process() {
        return child.process();
    }

    /** What people call it. */
    public final String name() {
        return name;
    }

    /** Always loopback. */
    public final String host() {
        return Ports.HOST;
    }

    /** Where its clients connect. */
    public final int port() {
        return port;
    }

    /** The folder that holds its data, its configuration and its log. */
    public final Path dataDir() {
        return dataDir;
    }

    /** The file that it logs to. */
    public final Path log() {
        return child.log();
    }

    /** The last lines of its log, for messages. */
    public final String logTail(int lines) {
        return child.logTail(lines);
    }

    /** The process id of the server itself. */
    public final long pid() {
        return serverPid(child);
    }

    public final boolean isAlive() {
        return child.isAlive();
    }

    /** Completes with the exit value when the present process ends, for whatever reason. */
    public final CompletableFuture<Integer> onExit() {
        return child.onExit();
    }

    /** SIGKILL; returns when the process is gone. */
    public final void kill() {
        child.kill();
    }

    /** SIGSTOP: the server stands still, its connections stay open. */
    public final void stopSignal() {
        Child.signal(pid(), "STOP");
    }

    /** SIGCONT: the server goes on where it stood still. */
    public final void continueSignal() {
        Child.signal(pid(), "CONT");
    }

    /** Starts it again on the same data and ports, stopping it first (SIGTERM) where it still runs; returns when it answers. */
    public final void restart() {
        close();
        open();
    }

    /** SIGTERM, then SIGKILL should it not stop; returns when the process is gone. */
    @Override
    public final void close() {
        if (child.isAlive()) {
            child.stop(PATIENCE);
        }
    }

    @Override
    public final String toString() {
        return name + " on " + Ports.HOST + ":" + port;
    }
}
