package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.devservices.CassandraServer;
import souk.devservices.Child;
import souk.devservices.DevServicesException;
import souk.devservices.ElasticsearchServer;
import souk.devservices.LocalServer;
import souk.devservices.Ports;

/**
 * {@code ./souk up}: Cassandra and Elasticsearch, then the nodes, each as a process of its own, none of them this one. Ctrl-C and SIGTERM stop the
 * nodes first, which drain, and then the servers.
 */
@Command(name = "up", mixinStandardHelpOptions = true, description = "Starts a shop with everything under it.")
final class Up implements Callable<Integer> {
    private static final Duration STOP = Duration.ofSeconds(20);

    @Option(names = "--fresh", description = "Wipe the state first.")
    private boolean fresh;
    @Option(names = "--empty", description = "Do not load the demo shop on the first start.")
    private boolean empty;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of the first node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--nodes", defaultValue = "1", description = "How many nodes, 1 to 10 (default: ${DEFAULT-VALUE}).")
    private int nodes;
    @Option(names = "--servers-only", description = "Only Cassandra and Elasticsearch, for running a node from an IDE.")
    private boolean serversOnly;

    private final PrintStream out = System.out;
    private final Keeper keeper = new Keeper(out);
    private final List<Child> running = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        Path checkout = Checkout.folder();
        new Layout(port, nodes, checkout, nodes).requireFreePorts();       // before anything is written
        State state = State.take(checkout, port);
        if (fresh) {
            state.wipe();
        }
        Layout layout = new Layout(port, nodes, state.home(), state.partitions(nodes));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        startServers(layout);
        state.announce(layout);
        if (serversOnly) {
            out.println("A node started with these options runs on them:\n  " + String.join(" ", layout.nodeProperties(0)));
            out.println("Servers are ready (Cassandra on port " + layout.cassandra() + ", Elasticsearch on port " + layout.elasticsearch() + ")");
        } else {
            startNodes(layout);
            NodeProcess.awaitSearch(layout.http(0));
            firstStart(state, layout);
            out.println("admin@souk.local: " + (NodeProcess.adminPassword().equals(NodeProcess.DEVELOPMENT_PASSWORD)
                ? "password " + NodeProcess.DEVELOPMENT_PASSWORD + " (choose your own with SOUK_ADMIN_PASSWORD)" : "password as in SOUK_ADMIN_PASSWORD"));
            out.println("Metrics for Prometheus: http://" + Ports.HOST + ":" + layout.metrics(0) + "/metrics" + (nodes == 1 ? "" : ", of the other nodes on the next ports"));
            out.println("Souk is ready at " + shop(layout));
        }
        new CountDownLatch(1).await();              // until a signal ends us
        return 0;
    }

    private void startServers(Layout layout) {
        CompletableFuture<CassandraServer> cassandra = CompletableFuture.supplyAsync(() -> timed(() ->
            CassandraServer.start(CassandraServer.Config.of(layout.cassandraData(), layout.cassandra(), layout.cassandraStorage()))), Up::onThread);
        CompletableFuture<ElasticsearchServer> elasticsearch = CompletableFuture.supplyAsync(() -> timed(() ->
            ElasticsearchServer.start(ElasticsearchServer.Config.of(layout.elasticsearchData(), layout.elasticsearch(), layout.elasticsearchTransport()))), Up::onThread);
        out.println("Starting Cassandra and Elasticsearch (state in " + layout.home() + ")");
        try {
            for (LocalServer server : List.of(cassandra.join(), elasticsearch.join())) {
                keeper.keep(server.name(), server.port(), server.log(), server.onExit(), () -> {
                    server.restart();
                    return server.onExit();
                });
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof DevServicesException known ? known : e;
        }
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "starts a server");
        thread.setDaemon(true);
        thread.start();
    }

    private <S extends LocalServer> S timed(Supplier<S> start) {
        S server = start.get();
        out.println(server + " is ready after " + seconds(began));
        return server;
    }

    private void startNodes(Layout layout) {
        for (int node = 0; node < nodes; node++) {
            running.add(NodeProcess.start(layout, node));
        }
        for (int node = 0; node < nodes; node++) {
            Child child = running.get(node);
            NodeProcess.awaitReady(child, layout.http(node));
            out.println("Node on " + Ports.HOST + ":" + layout.http(node) + " is ready after " + seconds(began));
            int number = node;
            keeper.keep("Node " + layout.http(node), layout.http(node), child.log(), child.onExit(), () -> {
                Child next = NodeProcess.start(layout, number);
                running.set(number, next);
                return next.onExit();
            });
        }
    }

    private void firstStart(State state, Layout layout) throws Exception {
        if (state.firstStartDone()) {
            return;
        }
        if (!empty) {
            for (FirstStart first : ServiceLoader.load(FirstStart.class)) {
                first.fill(shop(layout), NodeProcess.adminPassword(), out);
            }
        }
        state.firstStartIsDone();
    }

    private static URI shop(Layout layout) {
        return URI.create("http://" + Ports.HOST + ":" + layout.port());
    }

    /** Runs when this JVM ends, however it comes to that (but for kill -9, for which every child has a guard). */
    private void stop() {
        long start = System.nanoTime();
        out.println("Stopping");
        keeper.stop();
        Child.startNoMore();
        running.parallelStream().forEach(node -> node.stop(NodeProcess.DRAIN));
        Child.stopAll(STOP);
        out.println("Stopped after " + seconds(start));
    }

    private static String seconds(long since) {
        return String.format("%.1f s", (System.nanoTime() - since) / 1e9);
    }
}
