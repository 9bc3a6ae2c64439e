package souk.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintStream;
import java.util.function.Consumer;
import souk.platform.PagesOfShop;
import souk.platform.partition.PageRebuild;

/** Makes the pages of a shop anew from its logs, as a process beside its nodes, or without them; it needs Cassandra, and a node's configuration. */
public final class RebuildPages {
    private RebuildPages() {}

    /** Configured as a node is, by {@code application.conf} and system properties alone. */
    public static void main(String[] args) {
        try {
            run(ConfigFactory.load(), progress -> {}, System.out);
        } catch (RuntimeException e) {
            System.err.println("The pages were not rebuilt: " + e.getMessage() + " Run it again; it goes on where it was.");
            System.exit(1);
        }
    }

    /** Does it and says what came of it. */
    public static void run(Config config, Consumer<PageRebuild.Progress> told, PrintStream out) {
        for (var log : PagesOfShop.rebuild(config, Souk.CAPABILITIES, told)) {
            out.printf("%s: %,d pages made anew from %,d events, up to segment %,d. Of those there before %,d say the same, %,d were behind, %,d are further by now, %,d were wrong%n",
                    log.log(), log.pages(), log.events(), log.position(), log.equal(), log.older(), log.newer(), log.differing());
            log.examples().forEach(example -> out.println("  " + example));
        }
        out.println("What serves takes them over within about ten seconds, what is started reads them.");
    }
}
