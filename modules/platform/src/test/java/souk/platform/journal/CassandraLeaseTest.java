package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;

/** The row that decides which side of a cluster goes on, in a real Cassandra. */
class CassandraLeaseTest {
    private static CqlSession cql;
    private static ActorSystem system;

    @BeforeAll
    static void open() {
        var cassandra = DevServices.shared().cassandra();
        cql = Database.connect(ConfigFactory.parseString("souk.cassandra { contact-point = \"" + cassandra.host() + ":" + cassandra.port() + "\", keyspace = lease_test }")
                .withFallback(ConfigFactory.parseResources("souk-partition.conf")).resolve());
        Database.create(cql, CassandraLeaseTest.class.getClassLoader(), "souk-log.cql");
        system = ActorSystem.create("lease", ConfigFactory.parseString("akka { actor.provider = local, loglevel = WARNING, coordinated-shutdown.exit-jvm = off }")
                .withFallback(ConfigFactory.defaultReference()));
        Sessions.of(system).share(cql, null, null);
    }

    @AfterAll
    static void close() {
        system.terminate();
        cql.close();
    }

    private static CassandraLease lease(String name, String owner) {
        var config = ConfigFactory.parseString("heartbeat-timeout = 3 s, heartbeat-interval = 1 s, lease-operation-timeout = 10 s");
        return new CassandraLease(LeaseSettings.apply(config, name, owner), (ExtendedActorSystem) system);
    }

    private static boolean get(CassandraLease lease) {
        return lease.acquire().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsIt() {
        var leases = IntStream.range(0, 8).mapToObj(i -> lease("many", "owner" + i)).toList();
        List<CompletableFuture<Boolean>> asked = leases.stream().map(lease -> lease.acquire().toCompletableFuture()).toList();
        assertThat(asked.stream().filter(CompletableFuture::join)).hasSize(1);
        assertThat(leases.stream().filter(CassandraLease::checkLease)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whoeverHoldsItGetsItAgainAndNobodyElseUntilItIsReleased() {
        var mine = lease("released", "me");
        assertThat(get(mine)).isTrue();
        assertThat(get(lease("released", "me"))).isTrue();
        assertThat(get(lease("released", "you"))).isFalse();
        lease("released", "you").release().toCompletableFuture().join();
        assertThat(get(lease("released", "you"))).as("only its holder releases it").isFalse();
        mine.release().toCompletableFuture().join();
        assertThat(mine.checkLease()).isFalse();
        assertThat(get(lease("released", "you"))).isTrue();
    }

    @Test
    void itEndsByItselfWhenItsHolderIsLost() {
        assertThat(get(lease("lost", "me"))).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> get(lease("lost", "you")));
    }
}
