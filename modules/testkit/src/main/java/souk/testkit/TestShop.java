package souk.testkit;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import souk.devservices.CassandraServer;
import souk.devservices.DevServices;
import souk.platform.Capability;
import souk.platform.RunningNode;

/**
 * A shop of some capabilities as one real node in this process: HTTP on a free port, the real Cassandra, a keyspace of its own. Messages
 * are serialized as between nodes.
 */
public final class TestShop implements AutoCloseable {
    /** The password of {@code admin@souk.local} in a test shop. */
    public static final String ADMIN_PASSWORD = "a-password-for-tests";

    private final RunningNode node;
    private final String keyspace;
    private final Path home;

    private TestShop(RunningNode node, String keyspace, Path home) {
        this.node = node;
        this.keyspace = keyspace;
        this.home = home;
    }

    /** A new, empty shop that serves. */
    public static TestShop start(List<Capability> capabilities) {
        return start(capabilities, "");
    }

    /** The same with some settings, in HOCON. */
    public static TestShop start(List<Capability> capabilities, String settings) {
        return start(capabilities, settings, InstantSource.system());
    }

    /** The same with a clock of the test's, which may go faster. */
    public static TestShop start(List<Capability> capabilities, String settings, InstantSource clock) {
        return start(capabilities, settings, "test_" + UUID.randomUUID().toString().replace("-", ""), DevServices.shared().cassandra(), clock);
    }

    /** A shop on a keyspace that may be there already, on any Cassandra. */
    public static TestShop start(List<Capability> capabilities, String settings, String keyspace, CassandraServer cassandra) {
        return start(capabilities, settings, keyspace, cassandra, InstantSource.system());
    }

    /** The same with a clock of the test's, which may go faster. */
    public static TestShop start(List<Capability> capabilities, String settings, String keyspace, CassandraServer cassandra, InstantSource clock) {
        // A search engine is started only for who searches.
        boolean searches = capabilities.stream().anyMatch(capability -> capability.name().equals("search")) && !settings.contains("souk.elasticsearch.url");
        String engine = searches ? "\nsouk.elasticsearch.url = \"" + DevServices.shared().elasticsearch().url() + "\"\n" : "";
        Path home = folder();
        var config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.parseString(engine + """

                souk {
                  mode = development
                  http { port = 0, notice = 0 s }
                  customers.staff.password = "%s"
                  # Cheap: many tests log in, and what a password costs to guess is not what they look at.
                  customers.passwords.argon2 { memory = 1 MiB, iterations = 1 }
                  # A shop on a keyspace that is there already opens what was sealed in it.
                  privacy.master-key = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
                  cassandra { contact-point = "%s:%d", keyspace = %s, replication = "%s" }
                  home = "%s"
                }
                akka {
                  loglevel = WARNING
                  actor.serialize-messages = on
                  coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                }
                """.formatted(ADMIN_PASSWORD, cassandra.host(), cassandra.port(), keyspace, cassandra.replication(), home)))
                .withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved());
        var shop = new TestShop(RunningNode.start(config, capabilities, clock), keyspace, home);
        Awaitility.await("the shop serves").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(shop::ready);
        return shop;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("souk-test-shop");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ready() throws Exception {
        var connection = (java.net.HttpURLConnection) url().resolve("/health/ready").toURL().openConnection();
        return connection.getResponseCode() == 200;
    }

    /** Where it serves HTTP. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + node.port());
    }

    public RunningNode node() {
        return node;
    }

    public String keyspace() {
        return keyspace;
    }

    /** Where it keeps its files, mails among them. */
    public Path home() {
        return home;
    }

    /** Stops it in order and removes its folder; what it stored stays in Cassandra. One that is closed already stays so. */
    @Override
    public void close() {
        node.close();
        // What a node had begun when it stopped, a letter or an anchor of its audit log, may come a moment later.
        Awaitility.await("the folder of a test shop is deleted: " + home).atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).ignoreExceptionsInstanceOf(UncheckedIOException.class).until(this::homeIsGone);
    }

    private boolean homeIsGone() {
        if (!Files.exists(home)) return true;
        try (var all = Files.walk(home)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !Files.exists(home);
    }
}
