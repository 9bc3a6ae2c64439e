package souk.devservices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The servers that tests run on: one Cassandra and one Elasticsearch for all tests of a Maven build, or, without Maven, of a JVM; on free ports and empty data,
 * each started when it is first asked for and gone when the build ends. Tests share them, so each uses a keyspace or index of its own, under a name that no other
 * test has, in any module. A test that kills or pauses a server starts one for itself: {@link CassandraServer#start}, {@link ElasticsearchServer#start}.
 */
public final class DevServices {
    private static final String FOLDER = "souk-tests-";
    private static final DevServices SHARED = new DevServices();
    private final Optional<BuildServers> ofBuild = BuildServers.maven().map(maven -> new BuildServers(maven, ElasticsearchDistribution.cache().resolve("builds")));
    private Path folder;
    private CassandraServer cassandra;
    private ElasticsearchServer elasticsearch;

    private DevServices() {
    }

    /** The servers of this JVM. */
    public static DevServices shared() {
        return SHARED;
    }

    /** The shared Cassandra; the first call may start it (some seconds). */
    public synchronized CassandraServer cassandra() {
        if (cassandra == null) {
            cassandra = ofBuild.map(BuildServers::cassandra).orElseGet(() -> CassandraServer.start(BuildServers.cassandra(folder().resolve("cassandra"))));
        }
        return cassandra;
    }

    /** The shared Elasticsearch; the first call may start it (some ten seconds). */
    public synchronized ElasticsearchServer elasticsearch() {
        if (elasticsearch == null) {
            elasticsearch = ofBuild.map(BuildServers::elasticsearch).orElseGet(() -> ElasticsearchServer.start(ElasticsearchServer.Config.small(folder().resolve("elasticsearch"))));
        }
        return elasticsearch;
    }

    private Path folder() {
        if (folder == null) {
            folder = folder(ProcessHandle.current().pid());
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "souk-test-servers"));
        }
        return folder;
    }

    /** A new one among the temporary files, which whoever comes after removes should that process end without doing so. */
    static Path folder(long pid) {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            sweep(temporary);
            return Files.createTempDirectory(temporary, FOLDER + pid + "-");
        } catch (IOException e) {
            throw new DevServicesException("No temporary folder for the test servers: " + e.getMessage(), e);
        }
    }

    /** Nobody needs the data any more, so nothing is stopped with care. */
    private synchronized void end() {
        Stream.of(cassandra, elasticsearch).filter(Objects::nonNull).forEach(LocalServer::kill);
        DataDir.delete(folder);
    }

    /** Removes what JVMs that were killed have left behind. */
    private static void sweep(Path temporary) throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(temporary)) {
            left = all.filter(path -> path.getFileName().toString().matches(FOLDER + "\\d+-.*")).toList();
        }
        for (Path path : left) {
            long pid = Long.parseLong(path.getFileName().toString().substring(FOLDER.length()).replaceFirst("-.*", ""));
            if (ProcessHandle.of(pid).isEmpty()) {
                DataDir.delete(path);
            }
        }
    }
}
