package souk.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** CPU time of processes and their threads, from Linux's {@code /proc}; in ticks of 10 ms, so only differences over some seconds say much. */
final class Cpu {
    private static final long MILLIS_PER_TICK = 10;
    /** C1 and C2; Linux keeps fifteen characters of a name. */
    private static final String COMPILERS = "C* CompilerThre";

    private Cpu() {}

    /** Milliseconds of CPU time that a process has used, all threads, in user and kernel mode. */
    static long millis(long pid) {
        return millis(Path.of("/proc", Long.toString(pid), "stat"));
    }

    /** The same of a process and all that it has started, those too that have ended since. */
    static long millisOfFamily(long pid) {
        long own = ticks(Path.of("/proc", Long.toString(pid), "stat"), 4) * MILLIS_PER_TICK;
        return ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).mapToLong(child -> {
            try {
                return millis(child.pid());
            } catch (UncheckedIOException gone) {
                return 0;
            }
        }).reduce(own, Long::sum);
    }

    /** The same by thread, threads that differ in a number only together. */
    static Map<String, Long> byThread(long pid) {
        var found = new TreeMap<String, Long>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            tasks.forEach(task -> {
                try {
                    found.merge(Files.readString(task.resolve("comm")).strip().replaceAll("\\d+", "*"), millis(task.resolve("stat")), Long::sum);
                } catch (IOException | UncheckedIOException gone) {
                    // A thread that ended meanwhile is no longer counted by itself.
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The threads of process " + pid + " cannot be seen: " + e.getMessage(), e);
        }
        return found;
    }

    /** The same of the threads that compile a JVM's code while it runs. */
    static long compilers(long pid) {
        return byThread(pid).getOrDefault(COMPILERS, 0L);
    }

    private static long millis(Path stat) {
        return ticks(stat, 2) * MILLIS_PER_TICK;
    }

    /** User and kernel time of the process, and with four fields of those of its children that have ended. */
    private static long ticks(Path stat, int fields) {
        try {
            String text = Files.readString(stat);
            // The second field, a name in brackets, may hold anything.
            return Stream.of(text.substring(text.lastIndexOf(')') + 2).split(" ")).skip(11).limit(fields).mapToLong(Long::parseLong).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("CPU times are read from " + stat + ", which is only there on Linux, while the process runs: " + e.getMessage(), e);
        }
    }

    /** The load average of the last minute, as the system says it. */
    static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }
}
