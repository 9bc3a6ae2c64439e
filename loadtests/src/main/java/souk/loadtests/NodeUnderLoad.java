package souk.loadtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import souk.devservices.CassandraServer;
import souk.devservices.ElasticsearchServer;
import souk.devservices.Child;

/** A {@link BenchNode} as seen from outside. It ends with us: it reads what we write. */
final class NodeUnderLoad implements AutoCloseable {
    /** What {@code ./souk up} and production start a node with. */
    private static final List<String> FLAGS = List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2", "-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError");
    static final String STAFF_PASSWORD = "a-password-for-load-tests";
    static final String KEYSPACE = "souk_load";
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private final Process process;
    private final Path log;
    private final Writer questions;
    private final BufferedReader answers;
    private final int port;
    private final Duration started;

    private NodeUnderLoad(CassandraServer cassandra, ElasticsearchServer elasticsearch, Path home, List<String> options) throws IOException {
        log = home.resolve("node.log");
        var command = new ArrayList<>(List.of(Child.java()));
        command.addAll(FLAGS);
        command.addAll(List.of("-Dlogback.configurationFile=souk/loadtests/logback.xml", "-Dsouk.mode=development", "-Dsouk.home=" + home, "-Dsouk.http.port=0",
                "-Dsouk.http.benchmark-route=on", "-Dsouk.partitions.default=1", "-Dsouk.customers.staff.password=" + STAFF_PASSWORD, "-Dsouk.cassandra.keyspace=" + KEYSPACE,
                "-Dsouk.cassandra.contact-point=" + cassandra.host() + ":" + cassandra.port(), "-Dsouk.elasticsearch.url=" + elasticsearch.url()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchNode.class.getName()));
        long began = System.nanoTime();
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(answer().get(0).substring("port ".length()));
        awaitReady();
        started = Duration.ofNanos(System.nanoTime() - began);
    }

    /** Starts a node and returns when it is ready. */
    static NodeUnderLoad start(CassandraServer cassandra, ElasticsearchServer elasticsearch, Path home, List<String> options) {
        try {
            return new NodeUnderLoad(cassandra, elasticsearch, home, options);
        } catch (IOException e) {
            throw new UncheckedIOException("The node cannot be started: " + e.getMessage(), e);
        }
    }

    private void awaitReady() throws IOException {
        var http = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).timeout(Duration.ofSeconds(5)).build();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        try {
            while (http.send(request, BodyHandlers.discarding()).statusCode() != 200) {
                if (!process.isAlive() || System.nanoTime() > deadline) throw new IOException("it is not ready. The end of its log:\n" + logTail());
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private List<String> answer() throws IOException {
        var lines = new ArrayList<String>();
        for (String line = answers.readLine(); !BenchNode.END.equals(line); line = answers.readLine()) {
            if (line == null) throw new IOException("it has ended. The end of its log:\n" + logTail());
            if (line.startsWith(BenchNode.MARK)) lines.add(line.substring(BenchNode.MARK.length()));
        }
        return lines;
    }

    private String logTail() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** Asks it something and returns its answer; see {@link BenchNode}. */
    List<String> ask(String question) {
        try {
            questions.write(question + "\n");
            questions.flush();
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException("The node did not answer '" + question + "': " + e.getMessage(), e);
        }
    }

    /** What its partitions have counted so far, by log and name. */
    Map<String, Map<String, Long>> stats() {
        var stats = new TreeMap<String, Map<String, Long>>();
        for (String line : ask("stats")) {
            String[] words = line.split(" ");
            var counts = new TreeMap<String, Long>();
            for (int i = 1; i < words.length; i++) counts.put(words[i].substring(0, words[i].indexOf('=')), Long.parseLong(words[i].substring(words[i].indexOf('=') + 1)));
            stats.put(words[0], counts);
        }
        return stats;
    }

    long pid() {
        return process.pid();
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How long it took from the start of the process to readiness. */
    Duration started() {
        return started;
    }

    Path log() {
        return log;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        if (!process.isAlive()) return;
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
