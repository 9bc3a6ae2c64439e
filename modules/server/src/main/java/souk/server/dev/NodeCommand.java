package souk.server.dev;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.devservices.Child;
import souk.devservices.DevServicesException;
import souk.devservices.PortTakenException;
import souk.devservices.Ports;

/**
 * {@code ./souk node}: one more node, or one that was lost, of the shop that {@code up} runs in this checkout. Ctrl-C and SIGTERM take it away
 * again in order: it hands over what it has first.
 */
@Command(name = "node", mixinStandardHelpOptions = true, description = "Starts one more node of the running shop.")
final class NodeCommand implements Callable<Integer> {
    @Option(names = "--port", description = "HTTP port of the node (default: the first free one beyond the nodes of `up`).")
    private Integer port;
    private volatile boolean stopping;

    @Override
    public Integer call() throws Exception {
        Layout layout = shop();
        int http = port != null ? port : layout.freeForOneMore();
        if (NodeProcess.ready(http)) {
            System.out.println("Node on " + Ports.HOST + ":" + http + " runs already");
            return 0;
        }
        int number = http - layout.port();
        try {
            layout.requireFreePorts(number);
        } catch (PortTakenException e) {
            throw new DevServicesException(e.getMessage() + " Leave out --port, and the node takes one that is free.", e);
        }
        Child node = NodeProcess.start(layout, number);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, http), "stop"));
        System.out.println("Starting a node on " + Ports.HOST + ":" + http + " (its log is " + node.log() + ")");
        NodeProcess.awaitReady(node, http);
        System.out.println("Node on " + Ports.HOST + ":" + http + " is ready. Ctrl-C takes it away again");
        int exit = node.onExit().join();
        if (!stopping) {
            System.out.println("Node on " + Ports.HOST + ":" + http + " ended with exit value " + exit + ". Its log is " + node.log());
        }
        return exit;
    }

    private Layout shop() throws IOException {
        List<Layout> running = State.running(Checkout.folder());
        if (running.isEmpty()) {
            throw new DevServicesException("No shop runs in this checkout. Start one first: ./souk up --nodes 3");
        }
        String shops = running.stream().map(each -> each.port() + ".." + (each.port() + Layout.MOST_NODES - 1)).collect(Collectors.joining(" or "));
        if (port != null) {
            return running.stream().filter(each -> each.hasNodeOn(port)).findFirst()
                .orElseThrow(() -> new DevServicesException("--port " + port + " cannot be: the nodes of what runs in this checkout have the ports " + shops + "."));
        }
        if (running.size() > 1) {
            throw new DevServicesException("Several shops run in this checkout: say of which it is to be a node, with --port in " + shops + ".");
        }
        return running.get(0);
    }

    private void stop(Child node, int http) {
        stopping = true;
        Child.startNoMore();
        long began = System.nanoTime();
        if (!node.isAlive()) {
            return;
        }
        System.out.println("Stopping the node on " + Ports.HOST + ":" + http);
        boolean inOrder = node.stop(NodeProcess.DRAIN);
        System.out.println("Node on " + Ports.HOST + ":" + http + (inOrder ? " has left after " : " did not leave in order and was killed after ") + String.format("%.1f s", (System.nanoTime() - began) / 1e9));
    }
}
