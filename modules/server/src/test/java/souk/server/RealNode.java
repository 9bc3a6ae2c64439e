package souk.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.devservices.Child;
import souk.devservices.Ports;
import souk.testkit.TestShop;

/** A node as a process of its own, from the classes under test; it ends with this JVM at the latest. */
final class RealNode implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Pattern SERVES = Pattern.compile(" (\\S+) serves from position (\\d+)");
    private final int port;
    private final String host;
    private final List<String> before;
    private final Path home;
    private final List<String> properties;
    private int version = 1;
    private String classesFirst = "";
    private volatile Child child;

    /** @param properties what it is told beside its HTTP port, as {@code -Dname=value} */
    RealNode(Path home, List<String> properties) {
        this(home, Ports.HOST, List.of(), properties);
    }

    /**
     * A node on another host.
     *
     * @param before what comes before a command that is to run there
     */
    RealNode(Path home, String host, List<String> before, List<String> properties) {
        this.port = Ports.free();
        this.host = host;
        this.before = before;
        this.home = home;
        this.properties = properties;
    }

    URI url() {
        return URI.create("http://" + host + ":" + port);
    }

    private Path logFile() {
        return home.resolve("node-" + port + ".log");
    }

    /**
     * From its next start on it is of another build.
     *
     * @param number  its {@code akka.cluster.app-version}
     * @param classes what comes before the classes under test
     */
    void becomes(int number, Path... classes) {
        version = number;
        classesFirst = Stream.of(classes).map(each -> each + File.pathSeparator).collect(Collectors.joining());
    }

    void start() {
        var command = new ArrayList<>(before);
        command.addAll(List.of(Child.java(), "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2", "-Xms256m", "-Xmx512m", "-XX:MetaspaceSize=128m",
                // Starts twice as fast, and these nodes do not live long.
                "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Dsouk.log=INFO", "-Dsouk.http.port=" + port,
                // Many log in, and what a password costs to guess is not what is looked at.
                "-Dsouk.customers.passwords.argon2.memory=1MiB", "-Dsouk.customers.passwords.argon2.iterations=1"));
        command.addAll(properties);
        command.addAll(List.of("-Dakka.cluster.app-version=" + version, "-cp", classesFirst + System.getProperty("java.class.path"), "souk.server.Main"));
        child = Child.start("node " + port, command, Map.of("SOUK_ADMIN_PASSWORD", TestShop.ADMIN_PASSWORD), home, logFile());
    }

    /** Returns when it serves; one that gives up (because Cassandra is not there yet) is started again, as the launcher does. */
    void awaitReady() {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready()) {
            if (System.nanoTime() > end) throw new AssertionError(this + " was not ready within " + READY_WITHIN + ". The end of its log:\n" + child.logTail(40));
            if (!child.isAlive()) start();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    boolean ready() {
        try {
            var connection = (HttpURLConnection) url().resolve("/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** kill -9. */
    void kill() {
        child.kill();
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    void pause() {
        child.stopSignal();
    }

    /** SIGCONT: it goes on where it stood still, and knows nothing of the time between. */
    void wake() {
        child.continueSignal();
    }

    long pid() {
        return child.pid();
    }

    /** SIGTERM, as an operator would; returns when it has ended, which is to be within the 40 seconds that it may take. */
    void stop() {
        if (!child.stop(Duration.ofSeconds(40))) throw new AssertionError(this + " did not stop in time. The end of its log:\n" + child.logTail(60));
    }

    /** A partition that a node has begun to serve, at that position of its log: later owners begin at later ones. */
    record Serving(RealNode node, String log, long position) {}

    /** What this node has said about that. */
    List<Serving> served() {
        try (var lines = Files.lines(logFile())) {
            return lines.map(SERVES::matcher).filter(Matcher::find).map(found -> new Serving(this, found.group(1), Long.parseLong(found.group(2)))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return child.isAlive();
    }

    /** All that it has logged, in all its lives. */
    String log() {
        try {
            return Files.readString(child.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logTail() {
        return child.logTail(60);
    }

    @Override
    public void close() {
        if (child != null && child.isAlive()) child.kill();
    }

    @Override
    public String toString() {
        return "The node on port " + port;
    }
}
