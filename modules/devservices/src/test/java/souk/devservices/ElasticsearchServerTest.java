package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(2)
class ElasticsearchServerTest {
    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir
    Path folder;

    @Test
    void whatWasStoredSurvivesAKillAndAPause() throws Exception {
        ElasticsearchServer server = ElasticsearchServer.start(ElasticsearchServer.Config.small(folder));
        try (server) {
            assertThat(ProcessHandle.of(server.pid()).orElseThrow().info().user()).as("Elasticsearch never runs as root").isNotEqualTo("root");
            HttpRequest put = HttpRequest.newBuilder(server.url().resolve("/things/_doc/1")).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"name\":\"red lamp\"}")).build();
            assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(201);
            long first = server.pid();
            server.kill();
            assertThat(ProcessHandle.of(first)).isEmpty();

            server.restart();
            assertThat(server.pid()).isNotEqualTo(first);
            assertThat(thing(server, Duration.ofSeconds(30))).contains("red lamp");
            server.stopSignal();
            assertThatThrownBy(() -> thing(server, Duration.ofSeconds(2))).isInstanceOf(HttpTimeoutException.class);
            server.continueSignal();
            assertThat(thing(server, Duration.ofSeconds(30))).contains("red lamp");
        }
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> ElasticsearchServer.start(ElasticsearchServer.Config.of(folder, other.getLocalPort(), Ports.free())))
                .isInstanceOf(PortTakenException.class)
                .hasMessageContaining("Port " + other.getLocalPort()).hasMessageContaining("Elasticsearch (HTTP)");
        }
    }

    private String thing(ElasticsearchServer server, Duration patience) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(server.url().resolve("/things/_doc/1")).timeout(patience).build(),
            HttpResponse.BodyHandlers.ofString()).body();
    }
}
