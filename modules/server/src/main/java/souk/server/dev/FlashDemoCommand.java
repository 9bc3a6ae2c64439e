package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.devservices.DevServicesException;
import souk.devservices.Ports;
import souk.flashdemo.BadInput;
import souk.flashdemo.FlashDemo;
import souk.flashdemo.Plan;
import souk.flashdemo.Pulse;
import souk.flashdemo.Shop;
import souk.platform.check.EventsOfShop;
import souk.server.Souk;

/**
 * {@code ./souk flash-demo}: a flash sale with simulated buyers in the running shop, and whether its logs then say that all of it is right. Exit value 0 if they do, 1 if not or if the
 * shop failed meanwhile, 2 if something must be put right first.
 */
@Command(name = "flash-demo", mixinStandardHelpOptions = true, description = "Starts a flash sale in the running shop, sends simulated buyers at it, and checks in the logs what came of it.")
final class FlashDemoCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--buyers", paramLabel = "N", defaultValue = "2000", description = "How many come (default: ${DEFAULT-VALUE}).")
    private int buyers;
    @Option(names = "--units", paramLabel = "N", defaultValue = "100", description = "How many units there are for them (default: ${DEFAULT-VALUE}).")
    private int units;
    @Option(names = "--per-customer", paramLabel = "N", defaultValue = "1", description = "How many one of them may have (default: ${DEFAULT-VALUE}).")
    private int perCustomer;
    @Option(names = "--concurrency", paramLabel = "N", defaultValue = "200", description = "How many of them act at once (default: ${DEFAULT-VALUE}).")
    private int concurrency;
    @Option(names = "--buckets", paramLabel = "N", defaultValue = "1", description = "Over how many partitions the sale is spread (default: ${DEFAULT-VALUE}).")
    private int buckets;
    @Option(names = "--pay", paramLabel = "X", defaultValue = "0.9", description = "Which share of those who get something pays for it, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double pay;
    @Mixin
    private LogsOfShop logs;

    @Spec
    private CommandSpec spec;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        try {
            if (port < 1 || port > 65_535) throw new BadInput("--port " + port + " cannot be: choose 1 to 65535.");
            var plan = new Plan(buyers, units, perCustomer, concurrency, buckets, pay);
            var repeats = new FlashDemo.Repeats();
            var shop = Shop.at(URI.create("http://" + Ports.HOST + ":" + port), "admin@souk.local", NodeProcess.adminPassword(), repeats);
            try (var events = events(); var demo = FlashDemo.of(shop, events, plan, repeats)) {
                return sell(demo, plan);
            }
        } catch (BadInput | DevServicesException e) {
            complain(e.getMessage());
            return 2;
        } catch (IOException e) {
            complain("the demo stopped: " + e.getMessage());
            return 1;
        }
    }

    private EventsOfShop events() throws IOException {
        var config = logs.config(() -> State.running(Checkout.folder(), port).orElseThrow(() -> new BadInput("The shop on port " + port
                + " was not started in this checkout, so where its logs are is not known. Name its database with --cassandra HOST:PORT (and --keyspace), or its configuration with --config FILE.")));
        try {
            return EventsOfShop.open(config, Souk.CAPABILITIES);
        } catch (IllegalStateException e) {
            throw new BadInput("The logs of the shop cannot be read: " + e.getMessage());
        }
    }

    private int sell(FlashDemo demo, Plan plan) throws IOException, InterruptedException {
        // Ctrl-C: no claim is left behind.
        var interrupted = new Thread(() -> {
            try {
                demo.close();
            } catch (IOException e) {
                complain("the sale was not called off, and ends by itself: " + e.getMessage());
            }
        }, "call-off");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            var report = new FlashDemoReport(out, plan);
            Pulse last;
            try (var view = FlashDemoView.on(out, plan)) {
                last = demo.run(view);
            }
            report.print(last, demo.sku());
            var verdict = demo.verify();
            report.print(verdict);
            return verdict.holds() ? 0 : 1;
        } finally {
            forget(interrupted);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
        }
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("souk: " + message);
    }
}
