package souk.server.dev;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.devservices.Child;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;

/** {@code ./souk node --port P}: one more node, or one that was lost, of the shop that {@code up} runs in this checkout. */
@Command(name = "node", mixinStandardHelpOptions = true, description = "Starts one node of the running shop.")
final class NodeCommand implements Callable<Integer> {
    private static final Duration DRAIN = Duration.ofSeconds(15);

    @Option(names = "--port", required = true, description = "HTTP port of the node.")
    private int port;
    private volatile boolean stopping;

    @Override
    public Integer call() throws Exception {
        Layout layout = State.running(Checkout.folder(), port).orElseThrow(() -> new DevServicesException(
            "No shop to which a node on port " + port + " belongs runs in this checkout. Start it first: ./souk up --port N with N..N+9 covering " + port + "."));
        if (NodeProcess.ready(port)) {
            System.out.println("Node on " + Ports.HOST + ":" + port + " runs already");
            return 0;
        }
        Ports.requireFree("HTTP", port);
        Child node = NodeProcess.start(layout, port - layout.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping = true;
            Child.startNoMore();
            node.stop(DRAIN);
        }, "stop"));
        NodeProcess.awaitReady(node, port);
        System.out.println("Node on " + Ports.HOST + ":" + port + " is ready");
        int exit = node.onExit().join();
        if (!stopping) {
            System.out.println("Node on " + Ports.HOST + ":" + port + " ended with exit value " + exit + ". Its log is " + node.log());
        }
        return exit;
    }
}
