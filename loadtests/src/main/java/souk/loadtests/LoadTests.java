package souk.loadtests;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./loadtests/run} runs. */
@Command(name = "./loadtests/run", description = "Measures a Souk node on this machine, with a real Cassandra beside it.", mixinStandardHelpOptions = true,
        subcommands = {Bench.class, Claims.class, SearchBench.class, Idle.class, Recovery.class, Scale.class, Scenario.class, Noisy.class, LogIns.class})
final class LoadTests {
    private LoadTests() {}

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "souk/loadtests/logback.xml");
        var commands = new CommandLine(new LoadTests()).setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler((failure, line, parsed) -> {
            failure.printStackTrace();
            return 2;
        });
        System.exit(commands.execute(args));
    }
}
