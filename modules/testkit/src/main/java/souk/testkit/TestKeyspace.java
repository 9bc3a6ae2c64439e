package souk.testkit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.time.Duration;
import souk.devservices.DevServices;
import souk.platform.journal.Database;

/** A keyspace of the tests' real Cassandra, for stores that are tried without a node. */
public final class TestKeyspace {
    private TestKeyspace() {}

    /** A session in a keyspace of this name, which no other test of any module has, with these schema resources in it. */
    public static CqlSession open(String keyspace, String... schemas) {
        try (var any = session().build()) {
            Database.changeSchema(any, "CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = " + DevServices.shared().cassandra().replication());
        }
        var cql = session().withKeyspace(keyspace).build();
        for (String schema : schemas) Database.create(cql, TestKeyspace.class.getClassLoader(), schema);
        return cql;
    }

    /** Patient: tests share few cores. */
    private static CqlSessionBuilder session() {
        var cassandra = DevServices.shared().cassandra();
        var patient = DriverConfigLoader.programmaticBuilder().withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30)).build();
        return CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withConfigLoader(patient);
    }
}
