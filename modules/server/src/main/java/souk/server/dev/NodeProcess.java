package souk.server.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import souk.devservices.Child;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;

/** One Souk node as a process of its own. */
final class NodeProcess {
    /** What {@code admin@souk.local} is called in with when nobody has chosen anything, in development only. */
    static final String DEVELOPMENT_PASSWORD = "souk-development";
    /** How long a node may take to leave in order; then it is killed. */
    static final Duration DRAIN = Duration.ofSeconds(40);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private NodeProcess() {
    }

    static String adminPassword() {
        String chosen = System.getenv("SOUK_ADMIN_PASSWORD");
        return chosen == null || chosen.isBlank() ? DEVELOPMENT_PASSWORD : chosen;
    }

    /** Starts a node (counted from 0) from the very classes that we run from ourselves. */
    static Child start(Layout layout, int node) {
        List<String> command = new ArrayList<>(List.of(Child.java(),
            // Fewer, and the JDK starts a thread for every asynchronous stage.
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
            "-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError"));
        String more = System.getenv("SOUK_NODE_JAVA_OPTS");
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(layout.nodeProperties(node));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "souk.server.Main"));
        return Child.start("node " + layout.http(node), command, Map.of("SOUK_ADMIN_PASSWORD", adminPassword()), layout.home(), layout.nodeLog(node));
    }

    /** Returns when the node serves; throws when it ends before, or takes too long. */
    static void awaitReady(Child child, int port) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready(port)) {
            if (!child.isAlive()) {
                throw new DevServicesException("The node on port " + port + " ended with exit value " + child.onExit().join()
                    + " while it was starting. The end of its log, " + child.log() + ":\n" + child.logTail(30));
            }
            if (System.nanoTime() > deadline) {
                throw new DevServicesException("The node on port " + port + " was not ready within " + READY_WITHIN.toSeconds()
                    + " s. The end of its log, " + child.log() + ":\n" + child.logTail(30));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Returns when search answers. It is no part of a node's readiness, as a shop sells without it. */
    static void awaitSearch(int port) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers(port, "/v1/search?limit=1")) {
            if (System.nanoTime() > deadline) {
                throw new DevServicesException("Search did not answer within " + READY_WITHIN.toSeconds() + " s; the logs of the node and of Elasticsearch say why.");
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    static boolean ready(int port) {
        return answers(port, "/health/ready");
    }

    private static boolean answers(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + Ports.HOST + ":" + port + path)).timeout(Duration.ofSeconds(5)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevServicesException("Interrupted while waiting for a node", e);
        }
    }
}
