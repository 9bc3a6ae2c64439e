package souk.devservices;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real, single-node Apache Cassandra on loopback. */
public final class CassandraServer extends LocalServer {
    /** When Cassandra says that it has stored something. */
    public enum CommitLogSync {
        /** After the write is on disk (fsync). The default: there is no replica that holds a second copy. */
        BATCH("commitlog_sync: batch"),
        /** Before it is on disk, which follows at least every 10 s: the last writes may be lost when the machine (not the process) dies. */
        PERIODIC("commitlog_sync: periodic\ncommitlog_sync_period: 10000ms");

        private final String yaml;

        CommitLogSync(String yaml) {
            this.yaml = yaml;
        }
    }

    /**
     * A PKCS#12 file.
     *
     * @param file     the server's key and certificate, and the authorities that it believes
     * @param password opens it
     * @param clients  whether clients must show a certificate of one of those
     */
    public record Keystore(Path file, String password, boolean clients) {
        private String yaml() {
            return "client_encryption_options: { enabled: true, optional: false, store_type: PKCS12, keystore: \"" + file + "\", keystore_password: \"" + password + "\", require_client_auth: " + clients
                + ", truststore: \"" + file + "\", truststore_password: \"" + password + "\" }";
        }
    }

    /**
     * How to run it.
     *
     * @param dataDir       where data, configuration and log are kept
     * @param cqlPort       where clients connect
     * @param storagePort   where other Cassandra nodes would connect
     * @param heapMegabytes the JVM's -Xmx
     * @param commitLogSync when a write counts as stored
     * @param shortLived    whether it runs for minutes only, so that compiling and collecting well would cost more than they gain
     * @param startsAgain   whether it is to have its data when it is started again on it; to store each table at once is most of what making one costs, and nobody misses
     *                      what was not on disk yet
     * @param readyWithin   how long a start may take
     * @param keystore      with what it encrypts the connections of clients, all of them; none: it does not
     */
    public record Config(Path dataDir, int cqlPort, int storagePort, int heapMegabytes, CommitLogSync commitLogSync, boolean shortLived, boolean startsAgain, Duration readyWithin, Optional<Keystore> keystore) {
        /** On these ports, with a heap of 1 GB, storing before it acknowledges, up in three minutes. */
        public static Config of(Path dataDir, int cqlPort, int storagePort) {
            return new Config(dataDir, cqlPort, storagePort, 1024, CommitLogSync.BATCH, false, true, Duration.ofMinutes(3), Optional.empty());
        }

        /** For tests: on free ports, with a heap of 512 MB, for a short life. */
        public static Config small(Path dataDir) {
            return new Config(dataDir, Ports.free(), Ports.free(), 512, CommitLogSync.BATCH, true, true, Duration.ofMinutes(3), Optional.empty());
        }

        Config withPorts(int cql, int storage) {
            return new Config(dataDir, cql, storage, heapMegabytes, commitLogSync, shortLived, startsAgain, readyWithin, keystore);
        }

        public Config withHeapMegabytes(int megabytes) {
            return new Config(dataDir, cqlPort, storagePort, megabytes, commitLogSync, shortLived, startsAgain, readyWithin, keystore);
        }

        public Config withCommitLogSync(CommitLogSync sync) {
            return new Config(dataDir, cqlPort, storagePort, heapMegabytes, sync, shortLived, startsAgain, readyWithin, keystore);
        }

        /** For a server that encrypts the connections of its clients (client_encryption_options). */
        public Config encrypting(Keystore with) {
            return new Config(dataDir, cqlPort, storagePort, heapMegabytes, commitLogSync, shortLived, startsAgain, readyWithin, Optional.of(with));
        }

        /** For a server that is never started again on its data. */
        public Config forOneLife() {
            return new Config(dataDir, cqlPort, storagePort, heapMegabytes, commitLogSync, shortLived, false, readyWithin, keystore);
        }
    }

    private final Config config;

    private CassandraServer(Config config) {
        super("Cassandra", config.dataDir(), config.cqlPort(), config.readyWithin());
        this.config = config;
    }

    /**
     * Starts a server and returns when it answers CQL.
     *
     * @throws DevServicesException when it cannot be had; the message says why
     */
    public static CassandraServer start(Config config) {
        CassandraServer server = new CassandraServer(config);
        server.open();
        return server;
    }

    /** The one that another process has started with this configuration. */
    static CassandraServer found(Config config, ProcessHandle process) {
        CassandraServer server = new CassandraServer(config);
        server.found(process);
        return server;
    }

    /** For a driver's session builder. */
    public InetSocketAddress contactPoint() {
        return new InetSocketAddress(host(), port());
    }

    /** The local data center, which a driver's session builder wants to be told. */
    public String datacenter() {
        return "datacenter1";
    }

    /**
     * What comes after {@code WITH replication =} for a keyspace of a test: one copy; and nothing in the commit log of a server that is not started again. For whenever a table is dropped Cassandra
     * writes each table that the commit log has something of into files: hundreds where many tests share a server, half a minute of a busy machine, while whoever makes or drops another table waits.
     */
    public String replication() {
        return "{'class': 'SimpleStrategy', 'replication_factor': 1}" + (config.startsAgain() ? "" : " AND durable_writes = false");
    }

    @Override
    Child launch() {
        Path data = config.dataDir().toAbsolutePath();
        DataDir.require("Cassandra", data, 256);
        Ports.requireFree("Cassandra (CQL)", config.cqlPort());
        Ports.requireFree("Cassandra (between its nodes)", config.storagePort());
        Path yaml = data.resolve("conf/cassandra.yaml");
        Path logback = data.resolve("conf/logback.xml");
        DataDir.write("cassandra-logback.xml", logback, Map.of());
        DataDir.write("cassandra.yaml", yaml, Map.of(
            "host", host(),
            "data", data.toString(),
            "cql_port", Integer.toString(config.cqlPort()),
            "storage_port", Integer.toString(config.storagePort()),
            "client_encryption", config.keystore().map(Keystore::yaml).orElse("# Connections of clients are plain."),
            "memtable_space", config.heapMegabytes() / 2 + "MiB",
            "commitlog_sync", config.commitLogSync().yaml,
            "commitlog_access", directly(data) ? "direct" : "legacy"));

        String classPath = classPath();
        List<String> command = new ArrayList<>(Child.unhurried(config.shortLived()));
        command.add(Child.java());
        DataDir.read("cassandra.options").lines().filter(line -> !line.isBlank()).forEach(command::add);
        command.addAll(Child.tuning(config.shortLived()));
        if (!config.startsAgain()) {
            command.addAll(List.of("-Dcassandra.test.flush_local_schema_changes=false", "-Dcassandra.skip_sync=true"));
        }
        command.addAll(List.of(
            "-Xms" + Math.min(256, config.heapMegabytes()) + "m", "-Xmx" + config.heapMegabytes() + "m",
            "-javaagent:" + jarNamed("jamm", classPath),
            "-Djava.io.tmpdir=" + DataDir.temporary("Cassandra", data),
            "-Dlogback.configurationFile=" + logback.toUri(),
            "-Dcassandra.config=" + yaml.toUri(),
            "-Dcassandra.storagedir=" + data,
            "-cp", classPath,
            "org.apache.cassandra.service.CassandraDaemon"));
        return Child.start("cassandra", command, Map.of(), data, processLog());
    }

    @Override
    Path processLog() {
        return config.dataDir().toAbsolutePath().resolve("cassandra.log");
    }

    /** Whether files of this folder can be written past the page cache; on a file system in memory they mostly cannot. */
    private static boolean directly(Path folder) {
        try {
            Path file = Files.createTempFile(folder, "direct", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT)) {
                int block = Math.toIntExact(Files.getFileStore(folder).getBlockSize());
                return channel.write(ByteBuffer.allocateDirect(2 * block).alignedSlice(block).limit(block)) == block;
            } finally {
                Files.delete(file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The jars that Maven resolved when the project was built, apart from ours. */
    private static String classPath() {
        String classPath = DataDir.read("cassandra.classpath").strip();
        for (String jar : classPath.split(File.pathSeparator)) {
            if (!Files.isReadable(Path.of(jar))) {
                throw new DevServicesException("Cassandra's " + jar + " has gone from the local Maven repository, or may not be read by user "
                    + System.getProperty("user.name") + ". Get it again: mvn install -DskipTests -pl modules/devservices/servers,modules/devservices");
            }
        }
        return classPath;
    }

    private static String jarNamed(String name, String classPath) {
        return Stream.of(classPath.split(File.pathSeparator)).filter(jar -> Path.of(jar).getFileName().toString().startsWith(name + "-")).findFirst()
            .orElseThrow(() -> new DevServicesException("Cassandra's class path has no jar named " + name + ": " + classPath));
    }

    /** Sends CQL's OPTIONS, which needs no session, and waits for SUPPORTED; where that would have to be encrypted, it is enough that the port is open, which is the last that opens. */
    @Override
    boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(contactPoint(), 500);
            if (config.keystore().isPresent()) return true;
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(new byte[] {4, 0, 0, 0, 5, 0, 0, 0, 0});     // version 4, no flags, stream 0, OPTIONS, empty body
            byte[] header = socket.getInputStream().readNBytes(9);
            return header.length == 9 && header[4] == 6;                                // SUPPORTED
        } catch (IOException e) {
            return false;
        }
    }
}
