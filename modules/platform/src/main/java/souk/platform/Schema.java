package souk.platform;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.LoggerFactory;
import souk.kernel.Sha256;
import souk.platform.journal.Database;

/**
 * The tables of a shop. Cassandra does not like two to create the same table at once, so one process does it ({@link #create}, or a node with
 * {@code souk.create-schema = on}) and leaves a mark, which names exactly these tables; nodes with {@code off} wait for it. So a new version's
 * nodes may be started before its tables are there, and an old version's go on: tables are added, never changed.
 */
public final class Schema {
    private static final String MADE = "made";

    private final List<String> statements;

    private Schema(List<Capability> capabilities) {
        List<String> resources = new ArrayList<>(List.of("souk-log.cql", "souk-reading.cql", "souk-history.cql", "souk-privacy.cql"));
        capabilities.forEach(each -> each.schema().ifPresent(resources::add));
        ClassLoader loader = Schema.class.getClassLoader();
        statements = resources.stream().flatMap(resource -> Database.statements(loader, resource).stream()).toList();
    }

    /**
     * Creates the keyspace and every table that is not there, and returns when all of Cassandra knows them. One at a time, please; again at any time.
     *
     * @param base the configuration of a node; {@code souk.create-schema} does not matter
     * @return how many tables and indices there are now
     * @throws IllegalStateException when Cassandra does not answer
     */
    public static int create(Config base, List<Capability> capabilities) {
        var schema = new Schema(capabilities);
        try (CqlSession cql = Database.create(base.resolve())) {
            schema.create(cql);
        }
        return schema.statements.size();
    }

    /** Creates the tables, or waits until they are there, as {@code souk.create-schema} says. */
    static void prepare(CqlSession cql, Config config, List<Capability> capabilities) {
        var schema = new Schema(capabilities);
        if (config.getBoolean("souk.create-schema")) {
            schema.create(cql);
            return;
        }
        if (!schema.isThere(cql)) LoggerFactory.getLogger(Schema.class).info("Waiting for the tables of this version, which `souk.server.Main --schema` creates");
        if (!Database.await(config.getDuration("souk.schema-patience"), () -> schema.isThere(cql))) throw missing(config);
    }

    private static IllegalStateException missing(Config config) {
        return new IllegalStateException("The keyspace " + config.getString("souk.cassandra.keyspace") + " does not have the tables of this version. Create them once, with `souk.server.Main --schema` or a node with souk.create-schema = on.");
    }

    private void create(CqlSession cql) {
        Database.create(cql, statements);
        Database.fix(cql, mark(), MADE);
    }

    private boolean isThere(CqlSession cql) {
        try {
            return cql.execute("SELECT value FROM installation WHERE name = ?", mark()).one() != null;
        } catch (DriverException notYet) {
            // There is no such table, or it is being made at this very moment, which Cassandra answers with an error of its own.
            return false;
        }
    }

    /** Another one for other tables. */
    private String mark() {
        return "tables " + HexFormat.of().formatHex(Sha256.of(String.join(";", statements)), 0, 8);
    }
}
