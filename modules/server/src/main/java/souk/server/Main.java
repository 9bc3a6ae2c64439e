package souk.server;

import com.typesafe.config.ConfigFactory;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;
import souk.platform.RunningNode;

/** One node of the shop as a process. SIGTERM and SIGINT stop it in order. */
public final class Main {
    private Main() {}

    /** Configured by {@code application.conf} and system properties alone. */
    public static void main(String[] args) {
        try {
            RunningNode node = RunningNode.start(ConfigFactory.load(), Souk.CAPABILITIES, InstantSource.system());
            LoggerFactory.getLogger(Main.class).info("Souk serves at port {}", node.port());
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Main.class).error("Souk cannot start: {}", e.getMessage(), e);
            System.exit(1);
        }
    }
}
