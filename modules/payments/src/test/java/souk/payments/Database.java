package souk.payments;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import souk.devservices.DevServices;

/** A keyspace of the tests' real Cassandra, with the tables of payments. */
final class Database {
    private Database() {}

    static CqlSession open(String keyspace) {
        try (var any = session().build()) {
            any.execute("CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        var cql = session().withKeyspace(keyspace).build();
        for (String statement : schema().replaceAll("--[^\n]*", "").split(";")) if (!statement.isBlank()) cql.execute(statement);
        return cql;
    }

    /** Patient: tests share few cores, and a table takes its time to be made. */
    private static CqlSessionBuilder session() {
        var cassandra = DevServices.shared().cassandra();
        var patient = DriverConfigLoader.programmaticBuilder().withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30)).build();
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withConfigLoader(patient);
    }

    private static String schema() {
        try (var in = Database.class.getResourceAsStream("/schema/payments.cql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
