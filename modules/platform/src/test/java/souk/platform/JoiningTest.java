package souk.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How nodes become one cluster: actor systems on loopback addresses, which is all that this needs. {@code ListedHostsTest} does it with whole nodes. */
class JoiningTest {
    private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");

    private final int management = free();
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    private static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    private ActorSystem<Void> node(String host, String more) {
        String listed = IntStream.range(0, HOSTS.size()).mapToObj(i -> "{host = \"" + HOSTS.get(i) + "\", port = " + management + "}").collect(Collectors.joining(", "));
        Config config = ConfigFactory.parseString("akka.remote.artery.canonical { hostname = \"" + host + "\", port = 0 }\nakka.coordinated-shutdown.exit-jvm = off\nsouk.management.port = " + management
                + "\nakka.discovery.config.services.souk.endpoints = [" + listed + "]\n" + more).withFallback(ConfigFactory.parseResources("souk-node.conf")).withFallback(ConfigFactory.load()).resolve();
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "souk", config);
        systems.add(system);
        return system;
    }

    private ActorSystem<Void> starts(String host, String more) {
        var system = node(host, more);
        Joining.begin(system, system.settings().config());
        return system;
    }

    private static void awaitOneClusterOf(List<ActorSystem<Void>> members) {
        var all = members.stream().map(each -> Cluster.get(each).selfMember().uniqueAddress()).collect(Collectors.toSet());
        Awaitility.await("one cluster of " + members.size()).atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            for (var each : members) {
                assertThat(StreamSupport.stream(Cluster.get(each).state().getMembers().spliterator(), false).filter(member -> member.status().equals(MemberStatus.up()))
                        .map(member -> member.uniqueAddress()).collect(Collectors.toSet())).isEqualTo(all);
            }
        });
    }

    @Test
    void anyTwoOfTheListedHostsFoundTheClusterAndTheFirstJoinsItLater() {
        String listed = "souk.cluster.discovery = config";
        var members = new ArrayList<>(List.of(starts(HOSTS.get(2), listed), starts(HOSTS.get(1), listed)));
        awaitOneClusterOf(members);
        members.add(starts(HOSTS.get(0), listed));
        awaitOneClusterOf(members);
    }

    @Test
    void withoutSeedsAndDiscoveryItIsAloneAndNobodyCanAskIt() {
        var alone = starts(HOSTS.get(0), "");
        awaitOneClusterOf(List.of(alone));
        assertThatThrownBy(() -> new java.net.Socket(HOSTS.get(0), management).close()).isInstanceOf(IOException.class);
    }

    @Test
    void seedsAndDiscoveryTogetherAreRefused() {
        assertThatThrownBy(() -> starts(HOSTS.get(0), "souk.cluster { discovery = config, seeds = \"127.0.0.1:1\" }")).isInstanceOf(IllegalStateException.class).hasMessageContaining("Leave one of them out");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(management, 1, java.net.InetAddress.getByName(HOSTS.get(0)))) {
            assertThatThrownBy(() -> starts(HOSTS.get(0), "souk.cluster.discovery = config")).isInstanceOf(IllegalStateException.class).hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }
}
