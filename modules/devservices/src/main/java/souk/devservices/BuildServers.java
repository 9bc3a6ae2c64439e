package souk.devservices;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The servers of one Maven build. Its modules have a test JVM each, and what each would wait for a Cassandra of its own is minutes of a build. The first that asks for a server
 * starts it, below a {@link Keeper} that stops it when Maven has ended, also when that is killed; those after it find it. Two builds side by side have each their own.
 */
final class BuildServers {
    /** What can be asked for. */
    enum Kind {
        CASSANDRA {
            @Override
            CassandraServer start(Path folder, int port, int between) {
                // A table takes half a megabyte, and those of all modules stay.
                return CassandraServer.start(BuildServers.cassandra(folder).withPorts(port, between).withHeapMegabytes(1024));
            }

            @Override
            CassandraServer found(Path folder, int port, int between, ProcessHandle process) {
                return CassandraServer.found(BuildServers.cassandra(folder).withPorts(port, between), process);
            }
        },
        ELASTICSEARCH {
            @Override
            ElasticsearchServer start(Path folder, int port, int between) {
                return ElasticsearchServer.start(ElasticsearchServer.Config.small(folder).withPorts(port, between));
            }

            @Override
            ElasticsearchServer found(Path folder, int port, int between, ProcessHandle process) {
                return ElasticsearchServer.found(ElasticsearchServer.Config.small(folder).withPorts(port, between), process);
            }
        };

        abstract LocalServer start(Path folder, int port, int between);

        abstract LocalServer found(Path folder, int port, int between, ProcessHandle process);
    }

    /** What Maven's own process runs. */
    private static final String MAVEN = "org.codehaus.plexus.classworlds.launcher.Launcher";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final ProcessHandle build;
    private final Path known;

    /**
     * @param build the process that the servers live as long as
     * @param known what the test JVMs of a build know of its servers: a folder that only this user can write to
     */
    BuildServers(ProcessHandle build, Path known) {
        this.build = build;
        this.known = known.resolve(Long.toString(build.pid()));
    }

    /** The Maven that has started this JVM to run tests; nothing in an IDE, for instance. */
    static Optional<ProcessHandle> maven() {
        return Stream.iterate(ProcessHandle.current().parent(), Optional::isPresent, process -> process.flatMap(ProcessHandle::parent)).flatMap(Optional::stream)
            .filter(process -> process.info().commandLine().filter(line -> line.contains(MAVEN)).isPresent()).findFirst();
    }

    /** It is never started again, so nobody would miss what was not on disk yet. A fenced write then costs it a third less CPU and is twice as fast. */
    static CassandraServer.Config cassandra(Path folder) {
        return CassandraServer.Config.small(folder).forOneLife().withCommitLogSync(CassandraServer.CommitLogSync.PERIODIC);
    }

    CassandraServer cassandra() {
        return (CassandraServer) server(Kind.CASSANDRA);
    }

    ElasticsearchServer elasticsearch() {
        return (ElasticsearchServer) server(Kind.ELASTICSEARCH);
    }

    private LocalServer server(Kind kind) {
        try {
            Files.createDirectories(known);
            try (FileChannel door = FileChannel.open(known.resolve(kind + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Others of this build wait here until the server is up.
                door.lock();
                Optional<LocalServer> running = running(kind);
                return running.isPresent() ? running.get() : started(kind);
            }
        } catch (IOException e) {
            throw new DevServicesException("The test server " + kind + " of this build is not to be had: " + e.getMessage() + ". See that " + known + " can be written.", e);
        }
    }

    private Optional<LocalServer> running(Kind kind) throws IOException {
        List<String> told;
        try {
            told = Files.readAllLines(known.resolve(kind.name()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        // Whoever wrote this may have been killed before the end.
        Optional<ProcessHandle> process = told.size() < 4 ? Optional.empty() : ProcessHandle.of(Long.parseLong(told.get(0)));
        if (process.isEmpty()) {
            return Optional.empty();
        }
        LocalServer server = kind.found(Path.of(told.get(1)), Integer.parseInt(told.get(2)), Integer.parseInt(told.get(3)), process.get());
        // The process id of one that has died may be another's by now. One that lives may be slow to answer on a busy machine.
        long began = System.nanoTime();
        while (server.isAlive() && System.nanoTime() - began < PATIENCE.toNanos()) {
            if (server.answers()) {
                return Optional.of(server);
            }
            LockSupport.parkNanos(LocalServer.LOOKS_EVERY.toNanos());
        }
        return Optional.empty();
    }

    private LocalServer started(Kind kind) throws IOException {
        Path data = DevServices.folder(build.pid());
        int port = Ports.free();
        int between = Ports.free();
        Path log = data.resolve("keeper.log");
        List<String> command = new ArrayList<>(Child.ownSession());
        command.add(Child.java());
        command.addAll(Child.tuning(true));
        command.addAll(List.of("-Xmx32m", "-XX:-UsePerfData", "-cp", System.getProperty("java.class.path"), Keeper.class.getName(),
            Long.toString(build.pid()), kind.name(), data.toString(), Integer.toString(port), Integer.toString(between), known.toString()));
        // It outlives this JVM, so it must hold nothing open that Maven waits for.
        Process keeper = new ProcessBuilder(command).directory(new File("/")).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectError(log.toFile()).start();
        String pid;
        try (BufferedReader said = keeper.inputReader(StandardCharsets.UTF_8)) {
            pid = said.readLine();
        }
        if (pid == null) {
            throw new DevServicesException(kind + " could not be started for the tests of this build. Its keeper says:\n" + Files.readString(log));
        }
        // Read only by who holds the lock.
        Files.write(known.resolve(kind.name()), List.of(pid, data.toString(), Integer.toString(port), Integer.toString(between)));
        return running(kind).orElseThrow(() -> new DevServicesException(kind + " has ended just after it had been started. See " + data));
    }
}
