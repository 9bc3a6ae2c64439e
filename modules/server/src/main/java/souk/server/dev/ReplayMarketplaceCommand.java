package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.replay.BadInput;
import souk.replay.marketplace.Expected;
import souk.replay.marketplace.MarketAccount;
import souk.replay.marketplace.MarketData;
import souk.replay.marketplace.MarketPlan;
import souk.replay.marketplace.MarketplaceReplay;

/** {@code ./souk replay-marketplace}: the real orders of a marketplace through the running shop's public API, until its sellers are paid, and whether the shop then says what the files say. */
@Command(name = "replay-marketplace", mixinStandardHelpOptions = true,
        description = "Replays the real orders of a marketplace with many sellers in the running shop, pays the sellers, and checks what the shop then says against the files.")
final class ReplayMarketplaceCommand extends Replaying {
    @Option(names = "--data", paramLabel = "FOLDER", required = true, description = "Where Olist's public data set lies: order_items, order_payments, products and sellers as .csv.gz or .csv. It does not come with Souk.")
    private Path folder;
    @Option(names = "--limit", paramLabel = "N", description = "Only the first N orders (default: all). A later run goes on with more.")
    private Integer limit;
    @Option(names = "--plan-only", description = "Only say what is in the files and what must come of it, without a shop.")
    private boolean planOnly;
    @Option(names = "--report", paramLabel = "FILE", description = "Write what is said into this file, too, with all that is wrong.")
    private Path report;

    @Override
    int replay() throws IOException, InterruptedException {
        if (limit != null && limit < 1) throw new BadInput("--limit " + limit + " cannot be: name 1 or more.");
        if (planOnly && onlyVerifies()) throw new BadInput("--plan-only asks no shop and --verify does: choose one.");
        MarketData data = data();
        if (report == null) return reported(data, List.of());
        try (PrintStream file = file()) {
            return reported(data, List.of(file));
        }
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
        try (var replay = MarketplaceReplay.of(data, shop(), diary("replay-marketplace"), of(limit))) {
            describe(says, data, replay.plan(), replay.expected());
            if (!onlyVerifies()) {
                if (replay.left() < replay.plan().sales().size()) out.printf("%,d of %,d orders were bought before.%n", replay.plan().sales().size() - replay.left(), replay.plan().sales().size());
                says.print(replay.run(clients(), new ReplayBars(out)));
            }
            return says.print(replay.verify(clients(), new ReplayBars(out))) ? 0 : 1;
        }
    }

    private static void describe(MarketplaceReport says, MarketData data, MarketPlan plan, Expected expected) {
        var account = MarketAccount.of(data, plan, expected);
        says.print(account, plan, expected);
        if (!account.addsUp()) throw new IllegalStateException("The carts are not what the files say.");
    }
}
