package souk.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that keeps one server for as long as another process lives, and no longer: the server of a Maven build ({@link BuildServers}), which outlives the
 * test JVM that asked for it. It is the server's parent, so the server ends with it, too, however it ends.
 */
final class Keeper {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(500);

    private Keeper() {
    }

    /**
     * Starts the server, writes its process id on a line to the standard output, and ends, with the server and its folder, when the process has ended.
     *
     * @param args the process to live as long as, the {@link BuildServers.Kind}, its folder and its two ports, and the folder where it is known
     */
    public static void main(String[] args) throws IOException {
        ProcessHandle build = ProcessHandle.of(Long.parseLong(args[0])).orElseThrow(() -> new DevServicesException("The build, process " + args[0] + ", has ended."));
        Path folder = Path.of(args[2]);
        LocalServer server = BuildServers.Kind.valueOf(args[1]).start(folder, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        System.out.println(server.process().pid());
        // Where the server ends by itself, its log stays until the build ends.
        while (Child.runs(build)) {
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
        }
        // Nobody needs the data any more, so it is not stopped with care.
        server.kill();
        DataDir.delete(folder);
        Path known = Path.of(args[5]);
        for (String file : List.of(args[1], args[1] + ".lock")) {
            Files.deleteIfExists(known.resolve(file));
        }
        known.toFile().delete();           // by the last one: only an empty folder can be
    }
}
