package souk.loadtests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Durable claims of one SKU: the node beside its own do-nothing route, PostgreSQL and Redis, in turn and in several rounds; or the node over several buckets. */
@Command(name = "claims", description = "Measures durable claims of one SKU beside a route that does nothing, PostgreSQL and Redis; or, with --buckets, how they scale over buckets.",
        mixinStandardHelpOptions = true)
final class Claims implements Callable<Integer> {
    /** Who takes part. */
    enum Part { SOUK, RIVALS }

    @Option(names = "--clients", split = ",", defaultValue = "128,512", description = "How many connections (default ${DEFAULT-VALUE}).")
    List<Integer> clients;

    @Option(names = "--seconds", defaultValue = "5", description = "How long each window is measured (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How many windows of each; the median counts (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--warm", defaultValue = "60", description = "Seconds of warming up with claims; all other sides have a quarter of it each (default ${DEFAULT-VALUE}).")
    int warm;

    @Option(names = "--parts", split = ",", description = "Only these: ${COMPLETION-CANDIDATES}.")
    Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(names = "--buckets", split = ",", description = "Instead: the same claims with one sale after the other, each split over so many buckets, such as 1,2,4,8.")
    List<Integer> buckets = List.of();

    @Option(names = "--partitions", defaultValue = "8", description = "With --buckets: how many partitions flash sales have (default ${DEFAULT-VALUE}).")
    int partitions;

    @Option(names = "--cassandra-delay", defaultValue = "0ms", description = "With --buckets: how much later Cassandra's answers come, such as 10ms.", converter = Millis.class)
    Duration delay;

    @Option(names = "--batch", description = "With --buckets: how many commands a segment takes at most.")
    Optional<Integer> batch = Optional.empty();

    @Option(names = "--inside", description = "With --buckets: claims come from within the node, --clients under way at a time, instead of over HTTP.")
    boolean inside;

    @Option(names = "--products", defaultValue = "100", description = "How many products the shop sells (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--report", description = "Replace the results in this Markdown file, between its marks.")
    Optional<Path> report = Optional.empty();

    @Option(names = "--node-option", description = "One more option for the node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    @Override
    public Integer call() throws IOException {
        return buckets.isEmpty() ? sideBySide() : new BucketScale(this).call();
    }

    private int sideBySide() throws IOException {
        String load = Cpu.load();
        var complaints = new ArrayList<String>();
        var sides = new ArrayList<Side>();
        var notes = new ArrayList<String>();
        try (Site site = parts.contains(Part.SOUK) ? Site.open(nodeOptions) : null) {
            Windows windows = site == null ? null : open(site);
            if (windows != null) Stream.of(Work.ECHO, Work.CLAIM, Work.REFUSED).forEach(work -> sides.add(new Side.OfNode(windows, work, clients)));
            try (Rivals rivals = parts.contains(Part.RIVALS) ? new Rivals(clients, windows == null ? List.of() : windows.tokens()) : null) {
                if (rivals != null) {
                    sides.addAll(rivals.sides());
                    notes.addAll(rivals.notes());
                }
                if (!nodeOptions.isEmpty()) notes.add("Node options " + nodeOptions + ".");
                notes.forEach(Claims::say);
                var result = new ClaimsReport(load, "median of %d windows of %d s after %d s of claims".formatted(rounds, seconds, warm), notes);
                measure(sides, windows, result, complaints);
                if (windows != null) complaints.addAll(windows.complaints());
                System.out.println(result.markdown(sides));
                if (report.isPresent()) result.writeTo(report.get(), sides);
            }
        }
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    private Windows open(Site site) {
        var goods = Goods.first(products);
        site.sell(goods);
        var sales = Sales.open(site, goods);
        return new Windows(site, goods, sales, site.guests(most()));
    }

    /** Claims come last in each round, so that all others find the node at rest: what claims have left behind is over within a minute. */
    private void measure(List<Side> all, Windows windows, ClaimsReport result, List<String> complaints) {
        say("Everything is up. Warming up");
        var sides = new ArrayList<>(all);
        sides.sort(Comparator.comparing(side -> !side.title().equals(Side.OfNode.CLAIM)));
        for (Side side : sides) {
            var time = Duration.ofMillis(side.title().equals(Side.OfNode.CLAIM) ? 1000L * warm : 250L * warm);
            side.measure(side.connections().get(side.connections().size() - 1), Duration.ZERO, time, complaints);
        }
        sides.sort(Comparator.comparing(side -> side.title().equals(Side.OfNode.CLAIM)));
        for (int round = 1; round <= rounds; round++) {
            if (windows != null) windows.awaitQuiet();
            for (Side side : sides) {
                if (windows != null && side instanceof Side.Rival) windows.awaitForgotten();
                for (int connections : side.connections()) {
                    var sample = side.measure(connections, side.ramp(), Duration.ofSeconds(seconds), complaints);
                    result.add(side, connections, sample);
                    say(String.format(Locale.ROOT, "Round %d, %s, %d connections: %.0f/s", round, side.title(), connections, sample.perSecond()));
                }
            }
        }
    }

    /** How many connections there are at most. */
    int most() {
        return clients.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    static void say(String what) {
        System.err.println(what);
    }

    /** {@code 10ms}, or {@code 2s}. */
    static final class Millis implements picocli.CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            if (!value.matches("\\d+m?s")) throw new picocli.CommandLine.TypeConversionException("'" + value + "' is no time such as 10ms");
            long number = Long.parseLong(value.replaceAll("\\D", ""));
            return value.endsWith("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        }
    }
}
