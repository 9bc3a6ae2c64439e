package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.devservices.Ports;
import souk.replay.BadInput;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.marketplace.Expected;
import souk.replay.marketplace.MarketAccount;
import souk.replay.marketplace.MarketData;
import souk.replay.marketplace.MarketPlan;
import souk.replay.marketplace.MarketplaceReplay;

/**
 * {@code ./souk replay-marketplace}: the real orders of a marketplace through the running shop's public API, until its sellers are paid, and whether the shop then says what the files say. Exit value 0 if it does, 1 if not
 * or if the shop failed meanwhile, 2 if something must be put right first.
 */
@Command(name = "replay-marketplace", mixinStandardHelpOptions = true,
        description = "Replays the real orders of a marketplace with many sellers in the running shop, pays the sellers, and checks what the shop then says against the files.")
final class ReplayMarketplaceCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "FOLDER", required = true, description = "Where Olist's public data set lies: order_items, order_payments, products and sellers as .csv.gz or .csv. It does not come with Souk.")
    private Path folder;
    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--limit", paramLabel = "N", description = "Only the first N orders (default: all). A later run goes on with more.")
    private Integer limit;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "32", description = "How many act at once (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--plan-only", description = "Only say what is in the files and what must come of it, without a shop.")
    private boolean planOnly;
    @Option(names = "--verify", description = "Only check what the shop says against the files, again.")
    private boolean verify;
    @Option(names = "--report", paramLabel = "FILE", description = "Write what is said into this file, too, with all that is wrong.")
    private Path report;

    @Spec
    private CommandSpec spec;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        try {
            if (limit != null && limit < 1) throw new BadInput("--limit " + limit + " cannot be: name 1 or more.");
            if (clients < 1 || clients > 512) throw new BadInput("--clients " + clients + " cannot be: choose 1 to 512.");
            if (port < 1 || port > 65_535) throw new BadInput("--port " + port + " cannot be: choose 1 to 65535.");
            if (planOnly && verify) throw new BadInput("--plan-only asks no shop and --verify does: choose one.");
            MarketData data = data();
            if (report == null) return reported(data, List.of());
            try (PrintStream file = file()) {
                return reported(data, List.of(file));
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

    private MarketData data() {
        try {
            return MarketData.read(folder);
        } catch (IOException e) {
            throw new BadInput("The data set cannot be read: " + e.getMessage(), e);
        }
    }

    private PrintStream file() {
        try {
            return new PrintStream(Files.newOutputStream(report), false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadInput("The report cannot be written to " + report + ": " + e, e);
        }
    }

    private int reported(MarketData data, List<PrintStream> file) throws IOException, InterruptedException {
        var says = new MarketplaceReport(out, file);
        if (planOnly) {
            var plan = MarketPlan.of(data);
            if (limit != null) plan = plan.first(limit);
            describe(says, data, plan, MarketplaceReplay.expected(data, plan));
            return 0;
        }
        Shop shop = Shop.at(URI.create("http://" + Ports.HOST + ":" + port), "admin@souk.local", NodeProcess.adminPassword());
        try (var replay = MarketplaceReplay.of(data, shop, ReplayCommand.diary("replay-marketplace", port), limit != null ? limit : verify ? Replay.AS_LAST_TIME : Replay.ALL)) {
            describe(says, data, replay.plan(), replay.expected());
            if (!verify) {
                if (replay.left() < replay.plan().sales().size()) out.printf("%,d of %,d orders were bought before.%n", replay.plan().sales().size() - replay.left(), replay.plan().sales().size());
                says.print(replay.run(clients, new ReplayBars(out)));
            }
            return says.print(replay.verify(clients, new ReplayBars(out))) ? 0 : 1;
        }
    }

    private static void describe(MarketplaceReport says, MarketData data, MarketPlan plan, Expected expected) {
        var account = MarketAccount.of(data, plan, expected);
        says.print(account, plan, expected);
        if (!account.addsUp()) throw new IllegalStateException("The carts are not what the files say.");
    }
}
