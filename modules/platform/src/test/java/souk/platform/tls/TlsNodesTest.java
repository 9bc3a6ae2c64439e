package souk.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that show each other certificates of their authority are a cluster, and nobody else gets in. */
class TlsNodesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private final Authority authority = new Authority("nodes");
    private final Authority stranger = new Authority("somebody else");
    private final List<ActorSystem<Void>> systems = new ArrayList<>();
    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(each -> each.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join());
    }

    /** As cert-manager makes them: RSA keys. */
    private static Authority.Issued issue(Authority by, String name) {
        return by.issue("RSA", name, Instant.now().plus(Duration.ofDays(20)), name);
    }

    private Config config(Authority.Issued shown, String name) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        shown.into(own);
        return Tls.betweenNodes(ConfigFactory.parseString("""
                akka {
                  loglevel = ERROR
                  actor { provider = cluster, allow-java-serialization = off }
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster { jmx.multi-mbeans-in-same-jvm = on, retry-unsuccessful-join-after = 1 s }
                  coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off }
                }
                souk.cluster.tls { %s }
                """.formatted(Authority.settings(own))).withFallback(ConfigFactory.parseResources("souk-joining.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve());
    }

    private ActorSystem<Void> node(Authority.Issued shown, String name, ActorSystem<?> member) throws IOException {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "souk", config(shown, name));
        systems.add(system);
        Cluster.get(system).manager().tell(Join.create(Cluster.get(member == null ? system : member).selfMember().address()));
        return system;
    }

    private static boolean isUp(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().status() == MemberStatus.up();
    }

    /** What a node's port says to somebody who comes with this. */
    private static int answer(ActorSystem<?> node, SSLContext with) throws IOException {
        int port = Cluster.get(node).selfMember().address().getPort().orElseThrow();
        try (var socket = (SSLSocket) with.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.startHandshake();
            return socket.getInputStream().read();
        } catch (SocketTimeoutException letIn) {
            throw letIn;
        } catch (IOException refused) {
            return -1;
        }
    }

    @Test
    void onlyWhoShowsACertificateOfTheAuthorityWithTheNameOfNodesJoins() throws Exception {
        var shared = issue(authority, "souk-node");
        var first = node(shared, "first", null);
        await().atMost(SOON).until(() -> isUp(first));
        var second = node(shared, "second", first);
        await().atMost(SOON).until(() -> isUp(second) && Cluster.get(first).state().members().size() == 2);

        assertThat(answer(first, authority.client())).as("without a certificate").isEqualTo(-1);
        assertThat(answer(first, authority.client(stranger.issue("souk-node", "souk-node")))).as("of another authority").isEqualTo(-1);
        assertThat(answer(first, authority.client(authority.issue("souk-http", "shop.example")))).as("of ours, for something else").isEqualTo(-1);

        var third = node(issue(stranger, "souk-node"), "third", first);
        await("it stays outside").during(A_WHILE).atMost(SOON).until(() -> !isUp(third) && Cluster.get(first).state().members().size() == 2);
    }

    @Test
    void withoutAnAuthorityNobodyWouldBeLeftOut() throws Exception {
        Config without = ConfigFactory.parseString("souk.cluster.tls.ca = \"\"").withFallback(config(authority.issue("souk-node", "souk-node"), "open"));
        assertThatThrownBy(() -> Tls.betweenNodes(without)).isInstanceOf(IllegalStateException.class).hasMessageContaining("no ca");
        Config fine = config(authority.issue("souk-node", "souk-node"), "fine").withFallback(ConfigFactory.parseResources("souk-http.conf")).withFallback(ConfigFactory.parseResources("souk-partition.conf")).withFallback(ConfigFactory.parseString("souk.elasticsearch.tls { ca = \"\", certificate = \"\", key = \"\" }")).resolve();
        Tls.check(fine);
        Files.writeString(folder.resolve("fine/ca.crt"), authority.pem() + stranger.pem());
        assertThatThrownBy(() -> Tls.check(fine)).as("two authorities").isInstanceOf(IllegalStateException.class).hasMessageContaining("one authority only");
        authority.issue("souk-node", "souk-node").into(folder.resolve("fine")).locked(folder.resolve("fine"), "open sesame");
        Files.copy(folder.resolve("fine/locked.key"), folder.resolve("fine/tls.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Tls.check(fine)).isInstanceOf(IllegalStateException.class).hasMessageContaining("without one: openssl");
        assertThat(Tls.betweenNodes(ConfigFactory.parseString("souk.cluster.tls.certificate = \"\"")).hasPath("akka.remote.artery.transport")).isFalse();
    }
}
