package souk.devservices;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class DevServicesTest {
    @Test
    void theSharedCassandraStoresAndReads() {
        CassandraServer cassandra = DevServices.shared().cassandra();
        try (CqlSession session = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            session.execute("CREATE KEYSPACE shared_test WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE shared_test.t (id int PRIMARY KEY, v text)");
            session.execute("INSERT INTO shared_test.t (id, v) VALUES (1, 'one')");
            assertThat(session.execute("SELECT v FROM shared_test.t WHERE id = 1").one().getString("v")).isEqualTo("one");
        }
        assertThat(DevServices.shared().cassandra()).isSameAs(cassandra);
    }

    @Test
    void theSharedElasticsearchStoresAndFinds() throws Exception {
        ElasticsearchServer elasticsearch = DevServices.shared().elasticsearch();
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> put = http.send(HttpRequest.newBuilder(elasticsearch.url().resolve("/things/_doc/1?refresh=true"))
            .header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString("{\"name\":\"red lamp\"}")).build(),
            HttpResponse.BodyHandlers.ofString());
        assertThat(put.statusCode()).as(put.body()).isEqualTo(201);
        HttpResponse<String> found = http.send(HttpRequest.newBuilder(elasticsearch.url().resolve("/things/_search?q=lamp")).build(),
            HttpResponse.BodyHandlers.ofString());
        assertThat(found.body()).contains("red lamp");
    }
}
