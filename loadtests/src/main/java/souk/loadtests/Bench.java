package souk.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All kinds of work in one run, in turn and in several rounds, beside the route that does nothing. */
@Command(name = "bench", description = "Measures browsing, adding to carts and whole checkouts beside a route that does nothing.", mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
    /** Pages are written some seconds after a change (souk.partition.flush-after): only after that the work costs all that it costs. */
    static final Duration WRITE_RAMP = Duration.ofSeconds(9);
    static final Duration READ_RAMP = Duration.ofSeconds(1);

    @Option(names = "--clients", split = ",", defaultValue = "64,256", description = "How many clients (default ${DEFAULT-VALUE}).")
    List<Integer> clients;

    @Option(names = "--seconds", defaultValue = "5", description = "How long each window is measured (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How many windows of each; the median counts (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--warm", defaultValue = "100", description = "Seconds of warming up, all kinds of work together (default ${DEFAULT-VALUE}).")
    int warm;

    @Option(names = "--ramp", description = "Seconds that writing work runs before its window begins (default 9: until it also writes its pages).")
    Integer ramp;

    @Option(names = "--works", split = ",", description = "Only these: ${COMPLETION-CANDIDATES} (default: all but claims).")
    List<Work> works = Work.OF_A_SHOP;

    @Option(names = "--products", defaultValue = "5000", description = "How many products the shop sells (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--profile", description = "Afterwards one more window of each with a profiler; its stacks go to this folder.")
    Optional<Path> profile = Optional.empty();

    @Option(names = "--report", description = "Replace the results in this Markdown file, between its marks.")
    Optional<Path> report = Optional.empty();

    @Option(names = "--node-option", description = "One more option for the node's JVM, such as -Dsouk.partitions.default=4; may come again.")
    List<String> nodeOptions = List.of();

    private Site site;
    private Goods goods;
    private Windows windows;

    @Override
    public Integer call() throws IOException {
        var result = new Report(Cpu.load(), rounds, seconds, nodeOptions);
        goods = Goods.first(products);
        try (Site opened = Site.open(nodeOptions)) {
            site = opened;
            site.sell(goods);
            var sales = works.stream().anyMatch(Work::claims) ? Sales.open(site, goods) : Sales.NONE;
            windows = new Windows(site, goods, sales, site.guests(clients.stream().max(Comparator.naturalOrder()).orElseThrow()));
            say("The shop is open. Warming up for " + warm + " s");
            for (Work work : works) windows.measure(work, windows.tokens().size(), Duration.ZERO, Duration.ofMillis(1000L * warm / works.size()));
            for (int round = 1; round <= rounds; round++) {
                for (int count : clients) {
                    windows.awaitQuiet();
                    for (Work work : works) {
                        var sample = windows.measure(work, count, work.writes() ? writeRamp() : READ_RAMP, Duration.ofSeconds(seconds));
                        result.add(work, count, sample);
                        say("Round %d, %d clients, %s: %.0f/s".formatted(round, count, work.title, sample.perSecond()));
                    }
                }
            }
            if (profile.isPresent()) profile(result, profile.get());
        }
        result.ended(Cpu.load());
        System.out.println(result.markdown());
        if (report.isPresent()) result.writeTo(report.get());
        windows.complaints().forEach(each -> System.err.println("WRONG: " + each));
        return windows.complaints().isEmpty() ? 0 : 1;
    }

    private Duration writeRamp() {
        return ramp == null ? WRITE_RAMP : Duration.ofSeconds(ramp);
    }

    private void profile(Report result, Path folder) throws IOException {
        Files.createDirectories(folder);
        int count = windows.tokens().size();
        var sites = new LinkedHashMap<String, Long>();
        sites.put("node", site.node().pid());
        sites.put("cassandra", site.cassandra().pid());
        try (var profiler = new Profile()) {
            windows.awaitQuiet();
            for (Work work : works) {
                // The window is entered once more, so that attaching is not in the samples' way.
                windows.measure(work, count, Duration.ZERO, work.writes() ? writeRamp() : READ_RAMP);
                for (long pid : sites.values()) profiler.start(pid);
                windows.measure(work, count, Duration.ZERO, Duration.ofSeconds(seconds));
                for (var each : sites.entrySet()) {
                    Path file = folder.resolve(work.name().toLowerCase() + "-" + each.getKey() + ".collapsed");
                    profiler.stop(each.getValue(), file);
                    result.shares(work, count, each.getKey(), Profile.shares(file, each.getKey().equals("node") ? Parts::ofNode : Parts::ofCassandra));
                }
            }
        }
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
