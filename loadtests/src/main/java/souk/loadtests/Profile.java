package souk.loadtests;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a running JVM spends its CPU time, by async-profiler, which is attached to it. Unlike the JDK's own samples, its samples are proportional to CPU
 * time and show the time in the kernel, the garbage collector and the compilers.
 */
final class Profile implements AutoCloseable {
    private static final String LIBRARY = "/linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64") + "/libasyncProfiler.so";

    private final Path library;

    Profile() throws IOException {
        library = Files.createTempFile("souk-profiler", ".so");
        try (InputStream in = Profile.class.getResourceAsStream(LIBRARY)) {
            if (in == null) throw new IOException("There is no profiler for this system: " + LIBRARY);
            Files.write(library, in.readAllBytes());
        }
    }

    /** Begins to take samples, one each millisecond of CPU time. */
    void start(long pid) throws IOException {
        load(pid, "start,event=ctimer,interval=1ms,threads");
    }

    /** Ends it, and writes for each stack a line: frames from the thread's name to the innermost, a blank, how many samples. */
    void stop(long pid, Path file) throws IOException {
        load(pid, "stop,collapsed,threads,file=" + file.toAbsolutePath());
    }

    private void load(long pid, String options) throws IOException {
        try {
            var jvm = VirtualMachine.attach(Long.toString(pid));
            try {
                jvm.loadAgentPath(library.toString(), options);
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException("The profiler cannot be attached to process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** The share of each part in the samples of a file, largest first. */
    static Map<String, Double> shares(Path file, Function<String[], String> part) throws IOException {
        var counts = new LinkedHashMap<String, Long>();
        long total = 0;
        for (String line : Files.readAllLines(file)) {
            int blank = line.lastIndexOf(' ');
            long samples = Long.parseLong(line.substring(blank + 1));
            counts.merge(part.apply(line.substring(0, blank).split(";")), samples, Long::sum);
            total += samples;
        }
        var shares = new LinkedHashMap<String, Double>();
        double all = total;
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).forEach(each -> shares.put(each.getKey(), each.getValue() / all));
        return shares;
    }

    @Override
    public void close() throws IOException {
        Files.delete(library);
    }
}
