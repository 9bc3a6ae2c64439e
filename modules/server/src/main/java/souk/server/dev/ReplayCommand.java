package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.devservices.Ports;
import souk.replay.BadInput;
import souk.replay.Pace;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.Transactions;

/**
 * {@code ./souk replay}: a real year of orders through the running shop's public API, and whether the shop then says what the file says. Exit value 0 if it does, 1 if not or if
 * the shop failed meanwhile, 2 if something must be put right first.
 */
@Command(name = "replay", mixinStandardHelpOptions = true, description = "Replays a real year of orders in the running shop, and checks what the shop then says against the file.")
final class ReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Transactions as in UCI's Online Retail, CSV or .csv.gz (default: the year of orders that comes with Souk).")
    private Path file;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--invoices", paramLabel = "N", description = "Only the first N invoices (default: all). A later run goes on with more.")
    private Integer invoices;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "32", description = "How many buy at once (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--verify", description = "Only check what the shop says against the file, again.")
    private boolean verify;
    @ArgGroup
    private Speed speed = new Speed();

    /** One of them. */
    private static final class Speed {
        @Option(names = "--speed", paramLabel = "X", description = "X times as fast as it was: with 3600 an hour of the year is a second.")
        private Double times;
        @Option(names = "--rate", paramLabel = "N", description = "N orders a second.")
        private Double rate;
        @Option(names = "--full-speed", description = "As fast as the shop can (the default).")
        private boolean full;
    }

    @Spec
    private CommandSpec spec;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        try {
            Pace pace = pace();
            if (invoices != null && invoices < 1) throw new BadInput("--invoices " + invoices + " cannot be: name 1 or more.");
            if (clients < 1 || clients > 512) throw new BadInput("--clients " + clients + " cannot be: choose 1 to 512.");
            if (port < 1 || port > 65_535) throw new BadInput("--port " + port + " cannot be: choose 1 to 65535.");
            // What was named is looked at first, what comes with Souk when there is a shop for it.
            Transactions named = file == null ? null : transactions();
            Shop shop = Shop.at(URI.create("http://" + Ports.HOST + ":" + port), "admin@souk.local", NodeProcess.adminPassword());
            try (Replay replay = Replay.of(named == null ? Transactions.shipped() : named, shop, diary("replay", port), invoices != null ? invoices : verify ? Replay.AS_LAST_TIME : Replay.ALL)) {
                return replay(replay, pace);
            }
        } catch (BadInput e) {
            complain(e.getMessage());
            return 2;
        } catch (IOException e) {
            complain("the replay stopped: " + e.getMessage() + "\nNothing is lost: the same command goes on where it stopped.");
            return 1;
        }
    }

    private void complain(String message) {
        spec.commandLine().getErr().println("souk: " + message);
    }

    private Pace pace() {
        if (speed.times != null) {
            if (!(speed.times > 0)) throw new BadInput("--speed " + speed.times + " cannot be: name a number above 0.");
            return Pace.of(speed.times);
        }
        if (speed.rate == null) return Pace.full();
        if (!(speed.rate > 0)) throw new BadInput("--rate " + speed.rate + " cannot be: name a number above 0.");
        return Pace.rate(speed.rate);
    }

    /** Beside the shop's own state, so that both are wiped together; a shop that runs elsewhere has a file of its own. */
    static Path diary(String name, int port) throws IOException {
        Optional<Layout> layout = State.running(Checkout.folder(), port);
        return layout.map(Layout::home).map(home -> home.resolve(name + ".ndjson")).orElseGet(() -> Checkout.folder().resolve(".souk").resolve(name + "-" + port + ".ndjson"));
    }

    private Transactions transactions() throws IOException {
        try {
            return Transactions.read(file);
        } catch (IOException e) {
            throw new BadInput("The transactions cannot be read: " + e.getMessage(), e);
        }
    }

    private int replay(Replay replay, Pace pace) throws IOException, InterruptedException {
        var report = new ReplayReport(out);
        report.print(replay.account(), replay.plan());
        if (!replay.account().addsUp()) throw new IllegalStateException("Mapped and skipped lines are not the file.");
        if (!verify) {
            int left = replay.left();
            if (left < replay.plan().steps().size()) out.printf("%,d of %,d steps were done before.%n", replay.plan().steps().size() - left, replay.plan().steps().size());
            if (left > 0) report.print(replay.run(pace, clients, new ReplayBars(out)));
        }
        return report.print(replay.verify(clients, new ReplayBars(out))) ? 0 : 1;
    }
}
