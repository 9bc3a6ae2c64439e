package souk.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.devservices.DevServices;
import souk.platform.journal.Database;
import souk.platform.search.SearchEngine;

/** The ways to Cassandra and Elasticsearch over TLS, which ends in front of the shared servers; {@link TlsCassandraTest} has a Cassandra that speaks it itself. */
@Order(4)
class TlsStoresTest {
    private static final Authority AUTHORITY = new Authority("tests");
    private static final Authority STRANGER = new Authority("somebody else");
    @TempDir
    static Path folder;
    private static Path own;
    private static Path elsewhere;
    private static Path strange;

    @BeforeAll
    static void issue() throws IOException {
        own = Files.createDirectory(folder.resolve("own"));
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        strange = Files.createDirectory(folder.resolve("strange"));
        AUTHORITY.issue("store", "localhost", "127.0.0.1").into(own);
        AUTHORITY.issue("store", "elsewhere.example").into(elsewhere);
        STRANGER.issue("store", "localhost", "127.0.0.1").into(strange);
    }

    static Config cassandra(int port, String tls) {
        return ConfigFactory.parseString("souk { create-schema = on, cassandra { contact-point = \"127.0.0.1:" + port + "\", keyspace = tls_test, datacenter = " + DATACENTER + ", request-timeout = 30 s, tls { " + tls + " } } }")
                .withFallback(ConfigFactory.parseResources("souk-partition.conf")).withFallback(ConfigFactory.defaultReferenceUnresolved()).resolve();
    }

    static final String DATACENTER = "datacenter1";

    static String believing(Path folder) {
        return "enabled = on, " + Authority.settings(folder, "certificate", "key").replace("\n", ", ");
    }

    @Test
    void cassandraIsReachedOnlyWhereItsCertificateIsBelieved() throws IOException {
        int behind = DevServices.shared().cassandra().port();
        try (var front = new TlsFront(own, behind, false); var other = new TlsFront(elsewhere, behind, false)) {
            try (var cql = Database.connect(cassandra(front.port(), believing(own)))) {
                assertThat(cql.execute("SELECT release_version FROM system.local").one()).isNotNull();
            }
            assertThatThrownBy(() -> Database.connect(cassandra(front.port(), believing(strange)))).isInstanceOf(IllegalStateException.class).hasMessageContainingAll("TLS failed", "souk.cassandra.tls");
            assertThatThrownBy(() -> Database.connect(cassandra(front.port(), "enabled = off"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("does not answer");
            assertThatThrownBy(() -> Database.connect(cassandra(other.port(), believing(own)))).as("another host's certificate").isInstanceOf(IllegalStateException.class).hasMessageContaining("TLS failed");
            try (var cql = Database.connect(cassandra(other.port(), believing(own) + ", hostname-check = off"))) {
                assertThat(cql.execute("SELECT release_version FROM system.local").one()).isNotNull();
            }
        }
        try (var strict = new TlsFront(own, behind, true); var cql = Database.connect(cassandra(strict.port(), "enabled = on, " + Authority.settings(own).replace("\n", ", ")))) {
            assertThat(cql.execute("SELECT release_version FROM system.local").one()).isNotNull();
            assertThatThrownBy(() -> Database.connect(cassandra(strict.port(), believing(own)))).as("without a certificate of our own").isInstanceOf(IllegalStateException.class);
        }
    }

    private static SearchEngine search(int port, String tls) {
        return SearchEngine.of(ConfigFactory.parseString("souk { elasticsearch { url = \"https://localhost:" + port + "\", request-timeout = 60 s, connect-timeout = 60 s, tls { " + tls + " } }, cassandra.keyspace = tls }")
                .withFallback(ConfigFactory.parseResources("souk-elasticsearch.conf")).resolve());
    }

    @Test
    void elasticsearchIsReachedOnlyWhereItsCertificateIsBelieved() throws IOException {
        int behind = DevServices.shared().elasticsearch().port();
        try (var front = new TlsFront(own, behind, false); var other = new TlsFront(elsewhere, behind, false)) {
            try (var engine = search(front.port(), Authority.settings(own, "certificate", "key"))) {
                assertThat(engine.send("GET", "/_cluster/health", null).join().path("cluster_name").asText()).isNotEmpty();
            }
            try (var engine = search(front.port(), Authority.settings(strange, "certificate", "key"))) {
                assertThatThrownBy(() -> engine.send("GET", "/_cluster/health", null).join()).isInstanceOf(CompletionException.class).hasCauseInstanceOf(SearchEngine.Unavailable.class).hasMessageContaining("SSL");
            }
            try (var engine = search(other.port(), Authority.settings(own, "certificate", "key"))) {
                assertThatThrownBy(() -> engine.send("GET", "/_cluster/health", null).join()).as("another host's certificate").hasCauseInstanceOf(SearchEngine.Unavailable.class).hasMessageContaining("SSL");
            }
        }
        try (var strict = new TlsFront(own, behind, true); var engine = search(strict.port(), Authority.settings(own)); var without = search(strict.port(), Authority.settings(own, "certificate", "key"))) {
            assertThat(engine.send("GET", "/_cluster/health", null).join().path("cluster_name").asText()).isNotEmpty();
            assertThatThrownBy(() -> without.send("GET", "/_cluster/health", null).join()).as("without a certificate of our own").hasCauseInstanceOf(SearchEngine.Unavailable.class);
        }
    }
}
