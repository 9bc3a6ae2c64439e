package souk.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.CassandraServer;
import souk.platform.journal.Database;

/** A Cassandra that encrypts the connections of its clients itself, and wants to see their certificates. It is one of its own: by {@code -Psoak}. */
@EnabledIfSystemProperty(named = "souk.soak", matches = "true")
class TlsCassandraTest {
    @Test
    void itIsReachedOnlyEncryptedAndByWhomItKnows(@TempDir Path folder, @TempDir Path strange, @TempDir Path data) {
        var authority = new Authority("tests");
        var issued = authority.issue("cassandra", "localhost", "127.0.0.1").into(folder);
        new Authority("somebody else").issue("node").into(strange);
        var keystore = new CassandraServer.Keystore(issued.stored(folder.resolve("cassandra.p12"), "open sesame"), "open sesame", true);
        try (var server = CassandraServer.start(CassandraServer.Config.small(data).forOneLife().encrypting(keystore))) {
            String ours = "enabled = on, " + Authority.settings(folder).replace("\n", ", ");
            try (var cql = Database.connect(TlsStoresTest.cassandra(server.port(), ours))) {
                assertThat(cql.execute("SELECT release_version FROM system.local").one()).isNotNull();
            }
            assertThatThrownBy(() -> Database.connect(TlsStoresTest.cassandra(server.port(), "enabled = off"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("souk.cassandra.tls.enabled = on");
            assertThatThrownBy(() -> Database.connect(TlsStoresTest.cassandra(server.port(), TlsStoresTest.believing(folder)))).as("without a certificate of our own").isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Database.connect(TlsStoresTest.cassandra(server.port(), TlsStoresTest.believing(strange)))).isInstanceOf(IllegalStateException.class).hasMessageContaining("TLS failed");
        }
    }
}
