package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
class CassandraServerTest {
    @TempDir
    Path folder;

    @Test
    void whatWasStoredSurvivesAKillAndAPause() {
        try (CassandraServer server = CassandraServer.start(CassandraServer.Config.small(folder))) {
            try (CqlSession session = session(server)) {
                assertThat(session.execute("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'").one().getString("value")).isEqualTo("batch");
                session.execute("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
                session.execute("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
                session.execute("INSERT INTO k.t (id, v) VALUES (1, 'one')");
            }
            // It stands beside another.
            CassandraServer shared = DevServices.shared().cassandra();
            assertThat(shared.isAlive()).isTrue();
            assertThat(shared.port()).isNotEqualTo(server.port());
            long first = server.pid();
            server.kill();
            assertThat(server.isAlive()).isFalse();
            assertThat(ProcessHandle.of(first)).isEmpty();

            server.restart();
            assertThat(server.pid()).isNotEqualTo(first);
            try (CqlSession session = session(server)) {
                assertThat(value(session, Duration.ofSeconds(30))).isEqualTo("one");
                server.stopSignal();
                assertThatThrownBy(() -> value(session, Duration.ofSeconds(1))).hasMessageContaining("timed out");
                server.continueSignal();
                assertThat(value(session, Duration.ofSeconds(30))).isEqualTo("one");
            }
        }
    }

    @Test
    void periodicSyncIsAChoice() {
        try (CqlSession session = session(DevServices.shared().cassandra())) {
            assertThat(session.execute("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'").one().getString("value")).isEqualTo("periodic");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> CassandraServer.start(CassandraServer.Config.of(folder, other.getLocalPort(), Ports.free())))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("Port " + other.getLocalPort()).hasMessageContaining("Cassandra (CQL)");
        }
    }

    @Test
    void aServerThatDiesWhileStartingShowsTheEndOfItsLog() throws Exception {
        Files.writeString(folder.resolve("commitlog"), "a file where Cassandra wants a folder");
        assertThatThrownBy(() -> CassandraServer.start(CassandraServer.Config.small(folder)))
            .isInstanceOf(DevServicesException.class)
            .hasMessageContaining("Cassandra ended").hasMessageContaining(folder.resolve("cassandra.log").toString())
            .hasMessageContaining("FSWriteError: java.nio.file.FileSystemException: " + folder.resolve("commitlog"));
    }

    private static String value(CqlSession session, Duration timeout) {
        return session.execute(SimpleStatement.newInstance("SELECT v FROM k.t WHERE id = 1").setTimeout(timeout)).one().getString("v");
    }

    private static CqlSession session(CassandraServer server) {
        return CqlSession.builder().addContactPoint(server.contactPoint()).withLocalDatacenter(server.datacenter()).build();
    }
}
