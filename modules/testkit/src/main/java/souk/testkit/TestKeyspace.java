package souk.testkit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.time.Duration;
import java.util.List;
import souk.devservices.DevServices;
import souk.platform.journal.Database;

/** A keyspace of the tests' real Cassandra, for stores that are tried without a node. */
public final class TestKeyspace {
    private TestKeyspace() {}

    /** A session in a keyspace of this name, which no other test of any module has, with these schema resources in it. */
    public static CqlSession open(String keyspace, String... schemas) {
        try (var any = session(List.of()).build()) {
            Database.changeSchema(any, "CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = " + DevServices.shared().cassandra().replication());
        }
        var cql = session(List.of(keyspace)).withKeyspace(keyspace).build();
        for (String schema : schemas) Database.create(cql, TestKeyspace.class.getClassLoader(), schema);
        return cql;
    }

    /** Patient: tests share few cores. It reads what tables there are in these keyspaces only: else it would read those of all tests whenever one of them makes a table. */
    private static CqlSessionBuilder session(List<String> keyspaces) {
        var cassandra = DevServices.shared().cassandra();
        var patient = DriverConfigLoader.programmaticBuilder().withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, !keyspaces.isEmpty()).withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, keyspaces).build();
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withConfigLoader(patient);
    }
}
