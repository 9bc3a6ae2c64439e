package souk.server;

import com.typesafe.config.ConfigFactory;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.LoggerFactory;
import souk.platform.RunningNode;
import souk.platform.Schema;

/** One node of the shop as a process. SIGTERM and SIGINT stop it in order. With {@code --schema} it creates the shop's tables instead, and ends. */
public final class Main {
    private Main() {}

    /** Configured by {@code application.conf} and system properties alone; the one argument there is is {@code --schema}. */
    public static void main(String[] args) {
        var arguments = List.of(args);
        if (!arguments.isEmpty() && !arguments.equals(List.of("--schema"))) {
            System.err.println("souk: the only argument is --schema, which creates the tables; settings are -Dname=value before the class");
            System.exit(2);
        }
        try {
            if (!arguments.isEmpty()) {
                int all = Schema.create(ConfigFactory.load(), Souk.CAPABILITIES);
                LoggerFactory.getLogger(Main.class).info("All {} tables and indices are there", all);
                return;
            }
            RunningNode node = RunningNode.start(ConfigFactory.load(), Souk.CAPABILITIES, InstantSource.system());
            LoggerFactory.getLogger(Main.class).info("Souk serves at port {}", node.port());
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("Souk cannot {}: {}", arguments.isEmpty() ? "start" : "create its tables", e.getMessage(), e);
            System.exit(1);
        }
    }
}
