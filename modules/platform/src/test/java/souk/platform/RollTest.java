package souk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.devservices.Ports;
import souk.platform.journal.Database;

/** The first seed founds a cluster when nobody else says that there is one, and only then. */
@Order(4)
class RollTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(4);

    private static CqlSession cql;
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    @BeforeAll
    static void connect() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS roll_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("roll_test").build();
        Database.create(cql, RollTest.class.getClassLoader(), "souk-log.cql");
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    @AfterEach
    void anEmptyRoll() {
        systems.forEach(RollTest::stop);
        cql.execute("DELETE FROM roll WHERE name = 'cluster'");
    }

    private static void stop(ActorSystem<Void> system) {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
        system.getWhenTerminated().toCompletableFuture().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    private ActorSystem<Void> node() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "souk", ConfigFactory.parseString("""
                akka {
                  loglevel = WARNING
                  actor { provider = cluster, allow-java-serialization = off }
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster { jmx.multi-mbeans-in-same-jvm = on, seed-node-timeout = 1 s, retry-unsuccessful-join-after = 1 s }
                  coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
                }
                """).withFallback(ConfigFactory.defaultReference()).resolve());
        systems.add(system);
        return system;
    }

    private static Address address(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().address();
    }

    private static Address nobody() {
        return AddressFromURIString.parse("akka://souk@" + Ports.HOST + ":" + Ports.free());
    }

    private static boolean isUp(ActorSystem<?> system) {
        return Cluster.get(system).selfMember().status() == MemberStatus.up();
    }

    private List<String> roll() {
        return cql.execute("SELECT address FROM roll WHERE name = 'cluster'").all().stream().map(row -> row.getString(0)).toList();
    }

    @Test
    void whereNobodyIsTheFirstSeedFoundsAClusterAndSaysSoUntilItLeaves() {
        var first = node();
        Roll.join(first, cql, List.of(address(first), nobody()));
        Awaitility.await().atMost(SOON).until(() -> isUp(first));
        Awaitility.await().atMost(SOON).until(() -> roll().equals(List.of(address(first).toString())));
        systems.clear();
        stop(first);
        assertThat(roll()).isEmpty();
    }

    @Test
    void whileSomebodyIsOnTheRollTheFirstSeedFoundsNone() {
        String other = nobody().toString();
        cql.execute("INSERT INTO roll (name, address) VALUES ('cluster', ?)", other);
        var first = node();
        // Its own row is of its former life.
        cql.execute("INSERT INTO roll (name, address) VALUES ('cluster', ?)", address(first).toString());
        Roll.join(first, cql, List.of(address(first), nobody()));
        Awaitility.await("it waits").during(A_WHILE).atMost(SOON).until(() -> !isUp(first));
        cql.execute("DELETE FROM roll WHERE name = 'cluster' AND address = ?", other);
        Awaitility.await("it founds one").atMost(SOON).until(() -> isUp(first));
    }

    @Test
    void whoIsOnTheRollIsJoinedWhateverTheSeedsSay() {
        var there = node();
        Roll.join(there, cql, List.of(address(there)));
        Awaitility.await().atMost(SOON).until(() -> !roll().isEmpty());
        var first = node();
        Roll.join(first, cql, List.of(address(first), nobody()));
        Awaitility.await().atMost(SOON).until(() -> isUp(first));
        assertThat(Cluster.get(first).state().members().size()).as("members of the one cluster").isEqualTo(2);
    }

    @Test
    void withoutSeedsANodeIsAClusterOfItsOwn() {
        cql.execute("INSERT INTO roll (name, address) VALUES ('cluster', ?)", nobody().toString());
        var alone = node();
        Roll.join(alone, cql, List.of());
        Awaitility.await().atMost(SOON).until(() -> isUp(alone));
    }
}
