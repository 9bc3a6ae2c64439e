package souk.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.Child;
import souk.devservices.DevServices;
import souk.devservices.Ports;

/**
 * Processes that find each other by a list of hosts, on loopback addresses of their own, while the shop's tables are still being made. With
 * {@code -Psoak}.
 */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true", disabledReason = "with -Psoak")
class ListedHostsTest {
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int remoting = Ports.free();
    private final int management = Ports.free();
    private final List<String> database = List.of("-Dsouk.mode=development", "-Dsouk.cassandra.contact-point=" + Ports.HOST + ":" + DevServices.shared().cassandra().port(),
            "-Dsouk.cassandra.keyspace=joining_" + Long.toString(System.nanoTime(), 36), "-Dsouk.elasticsearch.url=http://" + Ports.HOST + ":" + Ports.free());

    private RealNode node(Path folder, String host) {
        List<String> properties = new ArrayList<>(database);
        properties.addAll(List.of("-Dsouk.home=" + folder, "-Dsouk.create-schema=off", "-Dsouk.cluster.discovery=config", "-Dsouk.management.port=" + management,
                "-Dakka.remote.artery.canonical.hostname=" + host, "-Dakka.remote.artery.canonical.port=" + remoting));
        IntStream.range(0, HOSTS.size()).forEach(i -> properties.addAll(List.of(
                "-Dakka.discovery.config.services.souk.endpoints." + i + ".host=" + HOSTS.get(i), "-Dakka.discovery.config.services.souk.endpoints." + i + ".port=" + management)));
        return new RealNode(folder, properties);
    }

    /** What {@code souk.server.Main --schema} makes of it. */
    private CompletableFuture<Integer> createTables(Path folder) {
        List<String> command = new ArrayList<>(List.of(Child.java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(database);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "souk.server.Main", "--schema"));
        return Child.start("schema", command, Map.of(), folder, folder.resolve("schema.log")).onExit();
    }

    /** The members of the cluster that are up, as the node at that address knows them. */
    private TreeSet<String> up(String host) throws IOException {
        var members = new TreeSet<String>();
        for (JsonNode member : JSON.readTree(URI.create("http://" + host + ":" + management + "/bootstrap/seed-nodes").toURL()).path("seedNodes")) {
            if (member.path("status").asText().equals("Up")) members.add(member.path("node").asText());
        }
        return members;
    }

    private String[] members(List<String> hosts) {
        return hosts.stream().map(host -> "akka://souk@" + host + ":" + remoting).toArray(String[]::new);
    }

    private void awaitOneCluster(List<String> hosts) {
        Awaitility.await("one cluster of " + hosts).atMost(Duration.ofMinutes(2)).ignoreExceptions().untilAsserted(() -> {
            for (String host : hosts) assertThat(up(host)).as("members that " + host + " knows").containsExactlyInAnyOrder(members(hosts));
        });
    }

    @Test
    void anyTwoOfTheListedHostsFoundTheClusterAndTheFirstJoinsItLater(@TempDir Path folder) {
        var later = HOSTS.subList(1, 3);
        try (var second = node(folder, HOSTS.get(1)); var third = node(folder, HOSTS.get(2)); var first = node(folder, HOSTS.get(0))) {
            second.start();
            third.start();
            assertThat(createTables(folder).join()).as("exit value of --schema").isZero();
            second.awaitReady();
            third.awaitReady();
            awaitOneCluster(later);

            first.start();
            first.awaitReady();
            awaitOneCluster(HOSTS);

            assertThat(createTables(folder).join()).as("exit value of --schema, again").isZero();
        }
    }
}
