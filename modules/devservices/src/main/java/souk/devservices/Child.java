package souk.devservices;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A child process that never outlives this JVM. It writes to a log file, reads nothing, and does not feel Ctrl-C in our terminal: we stop it
 * when its turn has come.
 */
public final class Child {
    private static final long LOG_ROTATES_AT = 10L << 20;
    /** For a JVM that lives for minutes: the optimizing compiler, and a collector that works beside the program, would cost more than they gain. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final List<String> LONG_LIVED = List.of("-XX:+UseG1GC");
    /** By then all threads of a process have heard of a SIGSTOP. */
    private static final Duration STANDSTILL = Duration.ofSeconds(10);
    private static final Set<Child> RUNNING = new HashSet<>();
    private static boolean noMore;
    private final String name;
    private final Path log;
    private final ProcessHandle process;
    private final CompletableFuture<Integer> exit;

    private Child(String name, Path log, ProcessHandle process, CompletableFuture<Integer> exit) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.exit = exit;
    }

    /** A process that another one has started and watches over. Only that one is told its exit value: here it is -1. */
    static Child ofAnother(String name, Path log, ProcessHandle process) {
        return new Child(name, log, process, process.onExit().thenApply(ended -> -1));
    }

    /**
     * Starts a command.
     *
     * @param name        what people call it
     * @param command     program and arguments
     * @param environment set on top of ours; options for every JVM ({@code JAVA_TOOL_OPTIONS} and its like) are taken out
     * @param directory   its working directory
     * @param log         file that its output is appended to
     */
    public static Child start(String name, List<String> command, Map<String, String> environment, Path directory, Path log) {
        List<String> line = new ArrayList<>(ownSession());
        line.addAll(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", name));
        line.addAll(command);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            if (Files.exists(log) && Files.size(log) > LOG_ROTATES_AT) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
            builder.environment().putAll(environment);
            return started(name, builder, log);
        } catch (IOException e) {
            throw new DevServicesException(name + " could not be started: " + e.getMessage() + ". Its log would be " + log
                + "; see that this folder can be written.", e);
        }
    }

    private static Child started(String name, ProcessBuilder builder, Path log) throws IOException {
        synchronized (RUNNING) {
            if (noMore) {
                throw new DevServicesException(name + " was not started: this program is stopping.");
            }
            Process process = builder.start();
            Guard.watch(process.pid());
            Child child = new Child(name, log, process.toHandle(), process.onExit().thenApply(Process::exitValue));
            RUNNING.add(child);
            process.onExit().thenRun(child::ended);
            return child;
        }
    }

    private void ended() {
        synchronized (RUNNING) {
            RUNNING.remove(this);
        }
        Guard.forget(process.pid());
    }

    /** From now on this JVM starts no more children: what runs now is all there is to stop. */
    public static void startNoMore() {
        synchronized (RUNNING) {
            noMore = true;
        }
    }

    /** Stops every child that still runs, all at once, as {@link #stop} does. */
    public static void stopAll(Duration patience) {
        List<Child> children;
        synchronized (RUNNING) {
            children = List.copyOf(RUNNING);
        }
        children.parallelStream().forEach(child -> child.stop(patience));
    }

    /** How a JVM compiles and collects that runs for minutes only, or for long. With {@code -Dsouk.short-lived=true}, as in a test of the launcher, none runs for long. */
    static List<String> tuning(boolean shortLived) {
        return shortLived || Boolean.getBoolean("souk.short-lived") ? SHORT_LIVED : LONG_LIVED;
    }

    /**
     * What comes before the command of a JVM that runs for minutes only: where the system lets us (Linux), a sleep of its threads may take half a millisecond longer than it was asked for, not
     * a twentieth. Cassandra's workers sleep for some microseconds again and again until there is work, which took a quarter of its CPU while tests ask it for little.
     */
    static List<String> unhurried(boolean shortLived) {
        return tuning(shortLived) == SHORT_LIVED ? List.of("sh", "-c", "{ echo 500000 > /proc/self/timerslack_ns; } 2>/dev/null; exec \"$@\"", "unhurried") : List.of();
    }

    /** The program of the JVM that we run in ourselves. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Takes a process out of the terminal's foreground group, where the system has the command for it. */
    static List<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid").filter(path -> Files.isExecutable(Path.of(path))).limit(1).toList();
    }

    ProcessHandle process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit value when the process has ended, for whatever reason. */
    public CompletableFuture<Integer> onExit() {
        return exit;
    }

    /** The processes that this one has started itself. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Lets the guard know the processes that this one has started itself, should it die without stopping them. */
    void guardDescendants() {
        for (ProcessHandle handle : descendants()) {
            Guard.watch(handle.pid());
            handle.onExit().thenRun(() -> Guard.forget(handle.pid()));
        }
    }

    /**
     * Asks the process to stop (SIGTERM), waits for it and all that it started, and kills what has not stopped by then. True when all stopped by
     * themselves.
     */
    public boolean stop(Duration patience) {
        List<ProcessHandle> all = new ArrayList<>(descendants());
        all.add(process);
        process.destroy();
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // it has had its chance
        }
        kill(all);
        return false;
    }

    /** SIGKILL, for the process and all that it started; returns when they are gone. */
    public void kill() {
        List<ProcessHandle> all = new ArrayList<>(descendants());
        all.add(process);
        kill(all);
    }

    private static void kill(List<ProcessHandle> all) {
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    /** SIGSTOP: it stands still, with every thread when this returns; its connections stay open. */
    public void stopSignal() {
        signal(pid(), "STOP");
    }

    /** SIGCONT: it goes on where it stood still, and knows nothing of the time between. */
    public void continueSignal() {
        signal(pid(), "CONT");
    }

    /** Sends a signal by its name without "SIG": STOP, CONT, QUIT. */
    static void signal(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "kill", signal, Long.toString(pid)).redirectErrorStream(true).start();
            String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (kill.waitFor() != 0) {
                throw new DevServicesException("SIG" + signal + " could not be sent to process " + pid + ": " + said);
            }
            if (signal.equals("STOP")) {
                awaitStandstill(pid);
            }
        } catch (IOException e) {
            throw new DevServicesException("SIG" + signal + " could not be sent to process " + pid + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A busy machine stops the threads of a process one after the other; until the last one stands it may still answer. */
    private static void awaitStandstill(long pid) throws InterruptedException {
        long end = System.nanoTime() + STANDSTILL.toNanos();
        while (!standsStill(pid) && System.nanoTime() - end < 0) {
            Thread.sleep(5);
        }
    }

    private static boolean standsStill(long pid) {
        Path tasks = Path.of("/proc/" + pid + "/task");
        if (!Files.isDirectory(tasks)) {
            return true;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.allMatch(thread -> {
                try {
                    return state(thread) == 'T';
                } catch (IOException ended) {
                    return true;
                }
            });
        } catch (IOException ended) {
            return true;
        }
    }

    /** Whether a process, of whomever, still runs: one that has ended and that nobody has asked about does not. */
    static boolean runs(ProcessHandle process) {
        try {
            return process.isAlive() && state(Path.of("/proc/" + process.pid())) != 'Z';
        } catch (IOException noSuchFile) {
            return process.isAlive();
        }
    }

    /** The letter after the name, which stands in brackets and may itself hold any. */
    private static char state(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /** The file that the process writes to. */
    public Path log() {
        return log;
    }

    /** The last lines of the log, for messages: without the frames of stack traces, which hide what was said. */
    public String logTail(int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int size = (int) Math.min(file.length(), 64 << 10);
            byte[] end = new byte[size];
            file.seek(file.length() - size);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().filter(line -> !line.matches("\\s+(at |\\.\\.\\. ).*")).toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log at " + log + ": " + e.getMessage() + ")";
        }
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + ")";
    }
}
