package souk.server.dev;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import souk.devservices.DevServicesException;

/**
 * The state folder of one shop: {@code .souk} of the checkout. A second shop that is started in the same checkout while the first one runs gets
 * {@code .souk/<port>}, and keeps it for ever. Whoever has a folder holds a lock on it while it runs.
 */
final class State {
    private static final String RUNNING = "up.properties";
    private static final String FIRST_START_DONE = "first-start-done";
    private static final String PARTITIONS = "partitions";
    private final Path home;
    private final FileChannel lock;

    private State(Path home, FileChannel lock) {
        this.home = home;
        this.lock = lock;
    }

    /** Takes the folder for a shop on this port. */
    static State take(Path checkout, int port) {
        Path main = checkout.resolve(".souk");
        Path own = main.resolve(Integer.toString(port));
        List<Path> candidates = Files.exists(own.resolve(RUNNING)) ? List.of(own) : List.of(main, own);
        for (Path candidate : candidates) {
            Optional<State> state = lock(candidate);
            if (state.isPresent()) {
                return state.get();
            }
        }
        throw new DevServicesException("A shop on port " + port + " already runs in this checkout. Stop it first (Ctrl-C), or choose another port with --port.");
    }

    private static Optional<State> lock(Path home) {
        try {
            Files.createDirectories(home);
            FileChannel channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new State(home, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new DevServicesException("The state folder " + home + " cannot be used: " + e + ". See that user " + System.getProperty("user.name")
                + " may write to it and its disk is not full.", e);
        }
    }

    Path home() {
        return home;
    }

    /** Forgets everything but the builds and the folders of other shops. */
    void wipe() throws IOException {
        try (Stream<Path> entries = Files.list(home)) {
            for (Path entry : entries.filter(path -> !path.getFileName().toString().matches("lock|build|\\d+")).toList()) {
                delete(entry);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** How many partitions each capability of this shop has: as many as its first start had nodes, since it cannot be changed later. */
    int partitions(int nodes) throws IOException {
        Path file = home.resolve(PARTITIONS);
        if (!Files.exists(file)) {
            Files.writeString(file, Integer.toString(nodes));
        }
        return Integer.parseInt(Files.readString(file).strip());
    }

    /** Whether the demo shop has been loaded, or refused, before. */
    boolean firstStartDone() {
        return Files.exists(home.resolve(FIRST_START_DONE));
    }

    void firstStartIsDone() throws IOException {
        Files.writeString(home.resolve(FIRST_START_DONE), "");
    }

    /** Says which shop runs here, for {@link #running}. */
    void announce(Layout layout) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("port", Integer.toString(layout.port()));
        properties.setProperty("nodes", Integer.toString(layout.nodes()));
        properties.setProperty(PARTITIONS, Integer.toString(layout.partitions()));
        properties.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        try (Writer writer = Files.newBufferedWriter(home.resolve(RUNNING))) {
            properties.store(writer, "written by ./souk up");
        }
    }

    /** The running shop of this checkout to which a node with this HTTP port belongs. */
    static Optional<Layout> running(Path checkout, int nodePort) throws IOException {
        return running(checkout).stream().filter(each -> each.hasNodeOn(nodePort)).findFirst();
    }

    /** The shops that {@code up} runs in this checkout. */
    static List<Layout> running(Path checkout) throws IOException {
        Path main = checkout.resolve(".souk");
        List<Layout> found = new ArrayList<>();
        if (!Files.isDirectory(main)) {
            return found;
        }
        try (Stream<Path> entries = Files.list(main)) {
            for (Path home : Stream.concat(Stream.of(main), entries.filter(Files::isDirectory)).toList()) {
                Path file = home.resolve(RUNNING);
                if (!Files.exists(file)) {
                    continue;
                }
                Properties properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
                if (ProcessHandle.of(Long.parseLong(properties.getProperty("pid"))).isPresent()) {
                    found.add(new Layout(Integer.parseInt(properties.getProperty("port")), Integer.parseInt(properties.getProperty("nodes")), home,
                        Integer.parseInt(properties.getProperty(PARTITIONS))));
                }
            }
        }
        return found;
    }
}
