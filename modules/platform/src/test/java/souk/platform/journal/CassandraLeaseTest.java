package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.coordination.lease.LeaseSettings;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
        return lease(name, owner, "3 s", owner);
    }

    /** @param side those whom its owner can see, itself among them */
    private static CassandraLease lease(String name, String owner, String life, String... side) {
        var config = ConfigFactory.parseString("heartbeat-timeout = " + life + ", heartbeat-interval = 1 s, lease-operation-timeout = 10 s");
        return new CassandraLease(LeaseSettings.apply(config, name, owner), (ExtendedActorSystem) system, () -> Set.of(side));
    }

    private static boolean get(CassandraLease lease) {
        return lease.acquire().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
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
        assertThat(get(mine)).isTrue();
        assertThat(get(lease("released", "you"))).isFalse();
        lease("released", "you").release().toCompletableFuture().join();
        assertThat(get(lease("released", "you"))).as("only its holder releases it").isFalse();
        mine.release().toCompletableFuture().join();
        assertThat(mine.checkLease()).isFalse();
        assertThat(get(lease("released", "you"))).isTrue();
    }

    @Test
    void whoWentOnWithItsHolderGoesOnWhenThatIsLostNextAndNobodyElseDoes() {
        // A and B have gone on without C; then they lose each other, and somebody new is with B.
        assertThat(get(lease("next", "a", "10 m", "a", "b"))).isTrue();
        assertThat(get(lease("next", "c", "10 m", "c"))).isFalse();
        assertThat(get(lease("next", "b", "10 m", "b"))).as("so soon it may be a side of the same question").isFalse();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> get(lease("next", "d", "10 m", "b", "d")));
        assertThat(get(lease("next", "a", "10 m", "a"))).as("one side has gone on already").isFalse();
        assertThat(get(lease("next", "c", "10 m", "c"))).isFalse();
    }

    @Test
    void itEndsByItselfWhenItsHolderIsLost() {
        assertThat(get(lease("lost", "me"))).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> get(lease("lost", "you")));
    }
}
