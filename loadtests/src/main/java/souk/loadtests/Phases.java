package souk.loadtests;

import java.util.List;
import picocli.CommandLine.Option;

/** How often, and for how long, something is measured alone, beside something else, and alone again; and the shop in which it is. */
abstract class Phases {
    @Option(names = "--seconds", defaultValue = "20", description = "How long each phase is measured (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How often the three phases come (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--warm", defaultValue = "60", description = "Seconds of warming up (default ${DEFAULT-VALUE}).")
    int warm;

    @Option(names = "--products", defaultValue = "1000", description = "How many products the shop sells (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--node-option", description = "One more option for the node's JVM; may come again.")
    List<String> nodeOptions = List.of();
}
