package souk.devservices;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real, single-node Elasticsearch on loopback, without security. */
public final class ElasticsearchServer extends LocalServer {
    /**
     * How to run it.
     *
     * @param dataDir       where data, configuration and log are kept
     * @param httpPort      where clients connect
     * @param transportPort where other Elasticsearch nodes would connect
     * @param heapMegabytes the JVM's -Xmx
     * @param shortLived    whether it runs for minutes only, so that compiling and collecting well would cost more than they gain
     * @param readyWithin   how long a start may take
     */
    public record Config(Path dataDir, int httpPort, int transportPort, int heapMegabytes, boolean shortLived, Duration readyWithin) {
        /** On these ports, with a heap of 512 MB, up in three minutes. */
        public static Config of(Path dataDir, int httpPort, int transportPort) {
            return new Config(dataDir, httpPort, transportPort, 512, false, Duration.ofMinutes(3));
        }

        /** For tests: on free ports, for a short life. */
        public static Config small(Path dataDir) {
            return new Config(dataDir, Ports.free(), Ports.free(), 512, true, Duration.ofMinutes(3));
        }

        Config withPorts(int http, int transport) {
            return new Config(dataDir, http, transport, heapMegabytes, shortLived, readyWithin);
        }

        public Config withHeapMegabytes(int megabytes) {
            return new Config(dataDir, httpPort, transportPort, megabytes, shortLived, readyWithin);
        }
    }

    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
    private final Config config;

    private ElasticsearchServer(Config config) {
        super("Elasticsearch", config.dataDir(), config.httpPort(), config.readyWithin());
        this.config = config;
    }

    /**
     * Starts a server and returns when it answers HTTP and its cluster can be written to.
     *
     * @throws DevServicesException when it cannot be had; the message says why
     */
    public static ElasticsearchServer start(Config config) {
        ElasticsearchServer server = new ElasticsearchServer(config);
        server.open();
        return server;
    }

    /** The one that another process has started with this configuration. */
    static ElasticsearchServer found(Config config, ProcessHandle process) {
        ElasticsearchServer server = new ElasticsearchServer(config);
        server.found(process);
        return server;
    }

    /** Where its HTTP API is. */
    public URI url() {
        return URI.create("http://" + host() + ":" + port());
    }

    @Override
    Child launch() {
        Path data = config.dataDir().toAbsolutePath();
        DataDir.require("Elasticsearch", data, 128);
        Ports.requireFree("Elasticsearch (HTTP)", config.httpPort());
        Ports.requireFree("Elasticsearch (between its nodes)", config.transportPort());
        Path home = ElasticsearchDistribution.home();
        Path conf = data.resolve("conf");
        DataDir.write("elasticsearch-log4j2.properties", conf.resolve("log4j2.properties"), Map.of());
        DataDir.write("elasticsearch.jvm.options", conf.resolve("jvm.options"), Map.of(
            "heap", Integer.toString(config.heapMegabytes()), "data", data.toString(), "tuning", String.join("\n", Child.tuning(config.shortLived()))));
        DataDir.write("elasticsearch.yml", conf.resolve("elasticsearch.yml"), Map.of(
            "host", host(),
            "data", data.toString(),
            "http_port", Integer.toString(config.httpPort()),
            "transport_port", Integer.toString(config.transportPort())));
        Path temporary = DataDir.temporary("Elasticsearch", data);
        try {
            for (String folder : List.of("data", "logs")) {
                Files.createDirectories(data.resolve(folder));
            }
        } catch (IOException e) {
            throw new DevServicesException("Elasticsearch's folders in " + data + " could not be made: " + e.getMessage(), e);
        }

        // What bin/elasticsearch does in 8.19, without its shell: a small JVM that reads the configuration, starts the server's JVM and ends with it.
        List<String> command = new ArrayList<>(Unprivileged.prefix("Elasticsearch", data));
        command.add(Child.java());
        command.addAll(Child.tuning(true));
        command.addAll(List.of("-Xms4m", "-Xmx64m", "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary,
            "-Dcli.name=server", "-Dcli.script=" + home.resolve("bin/elasticsearch"), "-Dcli.libs=lib/tools/server-cli",
            "-Des.path.home=" + home, "-Des.path.conf=" + conf, "-Des.distribution.type=zip", "-Des.java.type=ES_JAVA_HOME",
            "-cp", home.resolve("lib/*") + File.pathSeparator + home.resolve("lib/cli-launcher/*"),
            "org.elasticsearch.launcher.CliToolLauncher"));
        return Child.start("elasticsearch", command,
            Map.of("ES_JAVA_HOME", System.getProperty("java.home"), "ES_PATH_CONF", conf.toString(), "ES_TMPDIR", temporary.toString()),
            home, processLog());
    }

    @Override
    Path processLog() {
        return config.dataDir().toAbsolutePath().resolve("elasticsearch.log");
    }

    @Override
    long serverPid(Child child) {
        return child.descendants().stream().mapToLong(ProcessHandle::pid).findFirst().orElse(child.pid());
    }

    @Override
    boolean answers() {
        try {
            HttpRequest health = HttpRequest.newBuilder(url().resolve("/_cluster/health?wait_for_status=yellow&timeout=1s"))
                .timeout(Duration.ofSeconds(3)).build();
            return HTTP.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevServicesException("Interrupted while waiting for Elasticsearch", e);
        }
    }
}
