package souk.server.dev;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import souk.replay.BadInput;
import souk.replay.Pace;
import souk.replay.Replay;
import souk.replay.Shop;
import souk.replay.Transactions;

/** {@code ./souk replay}: a real year of orders through the running shop's public API, and whether the shop then says what the file says. */
@Command(name = "replay", mixinStandardHelpOptions = true, description = "Replays a real year of orders in the running shop, and checks what the shop then says against the file.")
final class ReplayCommand extends Replaying {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Transactions as in UCI's Online Retail, CSV or .csv.gz (default: the year of orders that comes with Souk).")
    private Path file;
    @Option(names = "--invoices", paramLabel = "N", description = "Only the first N invoices (default: all). A later run goes on with more.")
    private Integer invoices;
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

    @Override
    int replay() throws IOException, InterruptedException {
        Pace pace = pace();
        if (invoices != null && invoices < 1) throw new BadInput("--invoices " + invoices + " cannot be: name 1 or more.");
        // What was named is looked at first, what comes with Souk when there is a shop for it.
        Transactions named = file == null ? null : transactions();
        Shop shop = shop();
        try (Replay replay = Replay.of(named == null ? Transactions.shipped() : named, shop, diary("replay"), of(invoices))) {
            return replay(replay, pace);
        }
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
        if (!onlyVerifies()) {
            int left = replay.left();
            if (left < replay.plan().steps().size()) out.printf("%,d of %,d steps were done before.%n", replay.plan().steps().size() - left, replay.plan().steps().size());
            if (left > 0) report.print(replay.run(pace, clients(), new ReplayBars(out)));
        }
        return report.print(replay.verify(clients(), new ReplayBars(out))) ? 0 : 1;
    }
}
