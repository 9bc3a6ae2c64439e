package souk.server.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import souk.server.CheckJournal;

/** {@code ./souk check-journal}: whether the logs of a shop are whole, whether it is open or closed, here or in a cluster. */
@Command(name = "check-journal", mixinStandardHelpOptions = true,
    description = "Reads every log from its first segment to its head, and says what is wrong. Exits with 0 when nothing is, 1 when something is, 2 when it could not be read.")
final class CheckJournalCommand implements Callable<Integer> {
    private static final int UPDATE = 500;
    private static final int WIDTH = 100;

    @Option(names = "--port", defaultValue = "" + Layout.DEFAULT_PORT, description = "HTTP port of a node of the shop in this checkout (default: ${DEFAULT-VALUE}).")
    private int port;
    @Mixin
    private LogsOfShop place;
    @Option(names = "--log", paramLabel = "LOG", description = "Only this log, such as orders-0; may be repeated.")
    private Set<String> logs = Set.of();
    @Option(names = "--json", description = "The findings as JSON.")
    private boolean json;

    private final PrintStream out = System.out;

    @Override
    public Integer call() {
        try (var bar = new ProgressBarBuilder().setTaskName("Segments").setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(UPDATE)
            .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH)).setInitialMax(1).build()) {
            return CheckJournal.run(place.config(() -> StoredShop.find(port, System.err)), logs, json, progress -> {
                bar.maxHint(progress.head()).stepTo(progress.position());
                bar.setExtraMessage(progress.log());
            }, out);
        } catch (IOException | RuntimeException e) {
            System.err.println("souk: The journal was not checked: " + e.getMessage());
            return CheckJournal.NOT_CHECKED;
        }
    }
}
