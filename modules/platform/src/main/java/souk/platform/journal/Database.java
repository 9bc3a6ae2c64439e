package souk.platform.journal;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import souk.platform.metrics.StatementMeter;
import souk.platform.tls.Tls;

/** The node's way to Cassandra: one session for everything, and the tables it needs. */
public final class Database {
    /** How long a change of tables may take: seconds where the disk or the machine is slow, and it waits for whoever changes others; half a minute was seen to be too little. */
    public static final Duration SCHEMA_CHANGE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(500);

    private Database() {}

    /**
     * Connects as {@code souk.cassandra} says. The keyspace is created if it is not there; with {@code souk.create-schema = off} somebody else has to
     * do that within {@code souk.schema-patience}.
     *
     * @throws IllegalStateException saying where it tried and what to check, when Cassandra does not answer or the keyspace does not appear
     */
    public static CqlSession connect(Config config) {
        if (!config.hasPath("souk.create-schema") || config.getBoolean("souk.create-schema")) return create(config);
        return connect(config, first -> {
            String keyspace = config.getString("souk.cassandra.keyspace");
            var find = SimpleStatement.newInstance("SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?", keyspace);
            if (!await(config.getDuration("souk.schema-patience"), () -> first.execute(find).one() != null)) {
                throw new IllegalStateException("There is no keyspace " + keyspace + ". Create it once, with `souk.server.Main --schema` or a node with souk.create-schema = on.");
            }
        });
    }

    /**
     * Connects as {@code souk.cassandra} says and creates the keyspace if it is not there.
     *
     * @throws IllegalStateException saying where it tried and what to check, when Cassandra does not answer
     */
    public static CqlSession create(Config config) {
        return connect(config, first -> changeSchema(first, "CREATE KEYSPACE IF NOT EXISTS " + config.getString("souk.cassandra.keyspace")
                + " WITH replication = " + config.getString("souk.cassandra.replication")));
    }

    private static CqlSession connect(Config config, Consumer<CqlSession> keyspace) {
        Config own = config.getConfig("souk.cassandra");
        List<String> contacts = own.getStringList("contact-points");
        try {
            // The session that creates the keyspace cannot have selected it yet.
            try (CqlSession first = session(own, null)) {
                keyspace.accept(first);
            }
            return session(own, own.getString("keyspace"));
        } catch (IllegalStateException missing) {
            throw missing;
        } catch (RuntimeException e) {
            throw new IllegalStateException("Cassandra does not answer at " + String.join(", ", contacts)
                    + ". Check that it runs, and souk.cassandra.contact-points. (" + e.getMessage() + ")" + encryption(own, e), e);
        }
    }

    /** What to look at where it may be that the two do not agree on encryption. */
    private static String encryption(Config own, RuntimeException failure) {
        var causes = failure instanceof AllNodesFailedException all ? all.getAllErrors().values().stream().flatMap(List::stream).toList() : List.of(failure);
        for (Throwable each : causes) {
            for (Throwable cause = each; cause != null; cause = cause.getCause()) {
                if (cause instanceof SSLException) return " TLS failed: " + cause.getMessage() + ". Check souk.cassandra.tls: its ca, hostname-check, and that Cassandra's client_encryption_options are enabled.";
                if (cause instanceof ClosedConnectionException && !(own.hasPath("tls") && own.getBoolean("tls.enabled"))) return " It ended the connection: if its client_encryption_options are enabled, set souk.cassandra.tls.enabled = on.";
            }
        }
        return "";
    }

    /**
     * Connects to a shop that is there, and creates nothing.
     *
     * @throws IllegalStateException saying where it tried and what to check, when Cassandra does not answer or has no such keyspace
     */
    public static CqlSession reach(Config config) {
        Config own = config.getConfig("souk.cassandra");
        try {
            return session(own, own.getString("keyspace"));
        } catch (RuntimeException e) {
            throw new IllegalStateException("There is no keyspace " + own.getString("keyspace") + " that answers at " + String.join(", ", own.getStringList("contact-points")) + ". (" + e.getMessage() + ")", e);
        }
    }

    private static CqlSession session(Config own, String keyspace) {
        // Whenever a table is made, the driver reads what it knows of tables anew: of all keyspaces, unless it is told which one is ours.
        var ours = keyspace == null ? List.<String>of() : List.of(CqlIdentifier.fromCql(keyspace).asInternal());
        var builder = CqlSession.builder().addRequestTracker(new StatementMeter()).withLocalDatacenter(own.getString("datacenter")).withConfigLoader(DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, own.getDuration("request-timeout"))
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, 8192)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, own.getInt("io-threads"))
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, Duration.ofSeconds(20))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, false)
                // A statement that makes a table returns when the driver has looked at it, for which it waits this long: by default a second each.
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(20))
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, !ours.isEmpty())
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, ours)
                // The profile that the offset store of Akka Projections asks for.
                .startProfile("akka-projection-cassandra-profile")
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .endProfile()
                .build());
        for (String contact : own.getStringList("contact-points")) {
            int colon = contact.lastIndexOf(':');
            builder.addContactPoint(new InetSocketAddress(contact.substring(0, colon), Integer.parseInt(contact.substring(colon + 1))));
        }
        if (own.hasPath("username")) builder.withAuthCredentials(own.getString("username"), own.getString("password"));
        if (own.hasPath("tls") && own.getBoolean("tls.enabled")) builder.withSslEngineFactory(Tls.client(own.getConfig("tls"), "souk.cassandra.tls").engines());
        return keyspace == null ? builder.build() : builder.withKeyspace(keyspace).build();
    }

    /** Creates what a resource of {@code CREATE ... IF NOT EXISTS} statements describes. */
    public static void create(CqlSession cql, ClassLoader loader, String resource) {
        create(cql, statements(loader, resource));
    }

    /** Executes statements that create something, one after the other, and returns when all of Cassandra knows all of it. */
    public static void create(CqlSession cql, List<String> statements) {
        // Otherwise the driver would read all tables of the keyspace anew after each of them.
        cql.setSchemaMetadataEnabled(false);
        try {
            for (String statement : statements) changeSchema(cql, statement);
        } finally {
            cql.setSchemaMetadataEnabled(null);
        }
    }

    /** Asks every half second until it is so, or the time is over: then false. */
    public static boolean await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) return false;
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    /** The statements of a resource on the class path. */
    public static List<String> statements(String resource) {
        return statements(Database.class.getClassLoader(), resource);
    }

    /** Executes a statement that creates something, and returns when all of Cassandra knows it. */
    public static void changeSchema(CqlSession cql, String statement) {
        cql.execute(SimpleStatement.newInstance(statement).setTimeout(SCHEMA_CHANGE));
        // A driver that keeps no account of tables does not wait for this by itself.
        cql.checkSchemaAgreement();
    }

    /** The statements of a resource, without comments. */
    public static List<String> statements(ClassLoader loader, String resource) {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("The schema " + resource + " is not on the class path");
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
            return Arrays.stream(text.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
        } catch (IOException e) {
            throw new IllegalStateException("The schema " + resource + " cannot be read", e);
        }
    }

    /**
     * Fixes a value at installation.
     *
     * @throws IllegalStateException when the shop was installed with another
     */
    public static void fix(CqlSession cql, String name, String value) {
        var row = cql.execute("SELECT value FROM installation WHERE name = ?", name).one();
        if (row == null) {
            row = cql.execute("INSERT INTO installation (name, value) VALUES (?, ?) IF NOT EXISTS", name, value).one();
            if (row.getBoolean("[applied]")) return;
        }
        String installed = row.getString("value");
        if (!value.equals(installed)) {
            throw new IllegalStateException("This shop was installed with " + name + " = " + installed + ", which can never change, but the configuration says "
                    + value + ". Set it back to " + installed + ".");
        }
    }
}
