package souk.loadtests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one of the scenarios of {@code souk.scenarios}, in a JVM of its own, against a shop of its own or one that runs. */
@Command(name = "scenario", description = "Lets people come at a rate, whether the shop keeps up or not, and holds their waits against budgets.", mixinStandardHelpOptions = true)
final class Scenario implements Callable<Integer> {
    /** What people do. */
    enum Kind { BROWSE, BUY, MIXED, PEAK, SALE }

    @Parameters(description = "${COMPLETION-CANDIDATES}: look around; buy; nine look and one buys; mixed, at the rate and then at three times the rate; a flash sale, at the rate and with a crowd that waits for it.")
    Kind kind;

    @Option(names = "--rate", defaultValue = "10", description = "How many people come in a second (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long (default ${DEFAULT-VALUE}); of a peak its highest part, of a sale with the quarter before it.")
    int seconds;

    @Option(names = "--p99", defaultValue = "1000", description = "The 99th percentile that is allowed, in milliseconds (default ${DEFAULT-VALUE}). Failed requests: 0.1 %%.")
    int p99;

    @Option(names = "--burst", defaultValue = "500", description = "How many people wait for a sale to begin (default ${DEFAULT-VALUE}).")
    int burst;

    @Option(names = "--units", defaultValue = "300", description = "How many units are in it (default ${DEFAULT-VALUE}).")
    int units;

    @Option(names = "--staff-password", description = "Of admin@souk.local in a shop that runs, who plans the sale (default: $SOUK_ADMIN_PASSWORD).")
    String staffPassword;

    @Option(names = "--url", description = "A node of a shop that runs, such as http://127.0.0.1:8080; may come again. Without it a shop is started on empty data.")
    List<String> urls = List.of();

    @Option(names = "--products", defaultValue = "2000", description = "How many products the shop that is started sells (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--node-option", description = "One more option for the started node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    @Override
    public Integer call() throws Exception {
        if (!urls.isEmpty()) return run(urls);
        try (Site site = Site.open(nodeOptions)) {
            site.sell(Goods.first(products));
            staffPassword = NodeUnderLoad.STAFF_PASSWORD;
            return run(List.of(site.node().url().toString()));
        }
    }

    /** @return 0 when the budgets were kept, 2 when not */
    private int run(List<String> nodes) throws IOException, InterruptedException {
        String classes = System.getProperty("souk.scenarios");
        if (classes == null) throw new IllegalStateException("Run this by ./loadtests/run scenario: it says where the scenarios are");
        Path results = Files.createTempDirectory("souk-scenario-");
        var simulation = "souk.scenarios." + kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dsouk.urls=" + String.join(",", nodes), "-Dsouk.rate=" + rate, "-Dsouk.seconds=" + seconds, "-Dsouk.p99=" + p99, "-Dsouk.burst=" + burst, "-Dsouk.units=" + units,
                "-cp", classes + File.pathSeparator + Files.readString(Path.of(classes).resolveSibling("classpath")).strip(),
                "io.gatling.app.Gatling", "-s", simulation, "-rf", results.toString(), "-nr"));
        var process = new ProcessBuilder(command).inheritIO();
        // Not on the command line, which everybody on the machine can read.
        if (staffPassword != null) process.environment().put("SOUK_ADMIN_PASSWORD", staffPassword);
        var gatling = process.start();
        Runtime.getRuntime().addShutdownHook(new Thread(gatling::destroy, "souk-scenario"));
        try {
            return gatling.waitFor();
        } finally {
            Site.delete(results);
        }
    }
}
