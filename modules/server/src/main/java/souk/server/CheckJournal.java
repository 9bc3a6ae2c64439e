package souk.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import souk.platform.check.JournalOfShop;
import souk.platform.check.LogCheck;

/** Checks the logs of a shop, as a process beside its nodes, or without them; it needs Cassandra, and a node's configuration. It only reads. */
public final class CheckJournal {
    /** Nothing is wrong. */
    public static final int CLEAN = 0;
    /** Something is. */
    public static final int FAULTS = 1;
    /** Nobody knows: the shop could not be read. */
    public static final int NOT_CHECKED = 2;

    private CheckJournal() {}

    /** Configured as a node is, by {@code application.conf} and system properties alone; {@code --json} is the one argument. */
    public static void main(String[] args) {
        try {
            System.exit(run(ConfigFactory.load(), Set.of(), List.of(args).contains("--json"), progress -> {}, System.out));
        } catch (RuntimeException e) {
            System.err.println("The journal was not checked: " + e.getMessage());
            System.exit(NOT_CHECKED);
        }
    }

    /**
     * Does it and says what came of it.
     *
     * @param only the logs to look at; none: all
     * @return {@link #CLEAN} or {@link #FAULTS}
     * @throws RuntimeException when the shop could not be read
     */
    public static int run(Config config, Set<String> only, boolean json, Consumer<LogCheck.Progress> told, PrintStream out) {
        var result = JournalOfShop.check(config, Souk.CAPABILITIES, only, told);
        if (json) json(result, out);
        else words(result, out);
        return result.clean() ? CLEAN : FAULTS;
    }

    private static void words(JournalOfShop.Result result, PrintStream out) {
        for (var log : result.logs()) {
            out.printf("%s: %,d segments, %,d events of %,d aggregates, %,d pages%s%n", log.log(), log.segments(), log.events(), log.aggregates(), log.pages(),
                    log.leftovers() == 0 ? "" : String.format("; %,d rows beside the chain lost the race for their number, which is harmless", log.leftovers()));
            log.faults().forEach((kind, count) -> {
                out.printf("  %s: %,d%n", kind.words(), count);
                log.examples().stream().filter(fault -> fault.kind() == kind).forEach(fault -> out.println("    " + fault.what()));
            });
        }
        result.faults().forEach(fault -> out.println("  " + fault.kind().words() + ": " + fault.what()));
        String all = String.format("%,d logs, %,d segments, %,d events", result.logs().size(), result.logs().stream().mapToLong(LogCheck.Result::segments).sum(), result.logs().stream().mapToLong(LogCheck.Result::events).sum());
        if (result.clean()) out.println("Clean: " + all + "; no number is missing, none was written twice");
        else out.println("NOT clean: " + all + "; " + String.join(", ", result.counts().entrySet().stream().map(each -> each.getValue() + " " + each.getKey().words()).toList())
                + ". docs/operations.md, \"When the journal is not clean\", says what to do.");
    }

    private static void json(JournalOfShop.Result result, PrintStream out) {
        var all = new LinkedHashMap<String, Object>();
        all.put("clean", result.clean());
        all.put("counts", result.counts());
        all.put("logs", result.logs());
        all.put("faults", result.faults());
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
