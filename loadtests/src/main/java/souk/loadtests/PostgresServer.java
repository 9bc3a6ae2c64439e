package souk.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import souk.devservices.Child;
import souk.devservices.Ports;
import souk.devservices.Unprivileged;

/** The PostgreSQL of this system with its own defaults, so with every commit on disk before it is acknowledged, on empty data; and what clients claim there. */
final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
    private static final String TAKE = "UPDATE stock SET qty = qty - ? WHERE id = ? AND qty >= ?";

    private final Child child;
    private final String url;

    private PostgresServer(Child child, String url) {
        this.child = child;
        this.url = url;
    }

    /** Where its programs are: the newest of those that Debian's packages have installed. */
    static Optional<Path> installed() {
        if (!Files.isDirectory(INSTALLED)) return Optional.empty();
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.filter(version -> Files.isExecutable(version.resolve("bin/initdb")) && Files.isExecutable(version.resolve("bin/postgres")))
                    .max(Comparator.comparing(version -> Double.parseDouble(version.getFileName().toString()))).map(version -> version.resolve("bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(INSTALLED + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Starts it with an item to claim; returns when it answers.
     *
     * @param folder to be made, for all that is its own
     * @param units  how many of the item there are
     */
    static PostgresServer start(Path programs, Path folder, long units) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot have the folder " + folder + ": " + e.getMessage(), e);
        }
        Path log = folder.resolve("postgres.log");
        var prefix = Unprivileged.prefix("PostgreSQL", folder);
        String data = folder.resolve("data").toString();
        var making = child(prefix, folder, log, programs.resolve("initdb").toString(), "--pgdata=" + data, "--username=souk", "--auth=trust", "--encoding=UTF8", "--locale=C");
        if (making.onExit().join() != 0) throw new IllegalStateException("PostgreSQL's data could not be made. The end of its log:\n" + making.logTail(20));
        int port = Ports.free();
        var child = child(prefix, folder, log, programs.resolve("postgres").toString(), "-D", data, "-h", Ports.HOST, "-p", Integer.toString(port), "-k", folder.toString());
        var server = new PostgresServer(child, "jdbc:postgresql://" + Ports.HOST + ":" + port + "/postgres?user=souk&prepareThreshold=1");
        try (Connection connection = server.await(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE stock (id integer PRIMARY KEY, qty bigint NOT NULL)");
            statement.execute("CREATE TABLE claim (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, stock integer NOT NULL, quantity integer NOT NULL)");
            statement.execute("INSERT INTO stock VALUES (1, " + units + ")");
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw new IllegalStateException("PostgreSQL could not be prepared: " + e.getMessage() + "\n" + child.logTail(20), e);
        }
        return server;
    }

    private static Child child(List<String> prefix, Path folder, Path log, String... command) {
        var line = new ArrayList<>(prefix);
        line.addAll(List.of(command));
        return Child.start("postgresql", line, Map.of(), folder, log);
    }

    private Connection await() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try {
                return DriverManager.getConnection(url);
            } catch (SQLException notYet) {
                if (!child.isAlive() || System.nanoTime() > deadline) throw new IllegalStateException("it does not answer: " + notYet.getMessage(), notYet);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    /** The process whose children the others are. */
    long pid() {
        return child.pid();
    }

    /** What it calls itself. */
    String version() {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not say its version", e);
        }
    }

    /** Takes a unit and keeps the claim, one after the other in a transaction: three calls. */
    ThreadedLoop.Client transactions() {
        try {
            var connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
            var take = connection.prepareStatement(TAKE);
            var keep = connection.prepareStatement("INSERT INTO claim (stock, quantity) VALUES (?, ?)");
            one(take, 1, 1, 1);
            one(keep, 1, 1);
            return client(connection, () -> {
                boolean taken = take.executeUpdate() == 1;
                if (taken) keep.executeUpdate();
                connection.commit();
                return taken;
            });
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL takes no connection: " + e.getMessage(), e);
        }
    }

    /** Does both in one statement: one call. */
    ThreadedLoop.Client statements() {
        try {
            var connection = DriverManager.getConnection(url);
            var both = connection.prepareStatement("WITH taken AS (" + TAKE + " RETURNING id) INSERT INTO claim (stock, quantity) SELECT id, ? FROM taken");
            one(both, 1, 1, 1, 1);
            return client(connection, () -> both.executeUpdate() == 1);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL takes no connection: " + e.getMessage(), e);
        }
    }

    private static void one(PreparedStatement statement, int... values) throws SQLException {
        for (int i = 0; i < values.length; i++) statement.setInt(i + 1, values[i]);
    }

    private interface Claim {
        boolean make() throws SQLException;
    }

    private static ThreadedLoop.Client client(Connection connection, Claim claim) {
        return new ThreadedLoop.Client() {
            @Override
            public boolean claim() throws SQLException {
                return claim.make();
            }

            @Override
            public void close() {
                try {
                    connection.close();
                } catch (SQLException gone) {
                    // the server ends after it anyway
                }
            }
        };
    }

    @Override
    public void close() {
        child.stop(STOPPED_WITHIN);
    }
}
