package souk.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.devservices.Ports;

/**
 * The same work with one node, two nodes and so on. They share the machine, so that more of them do no more; what is seen is what it costs to be several: the CPU time
 * of an operation should stay what it is.
 */
@Command(name = "scale", description = "Measures adding to carts and whole checkouts with one node, with two, and so on, all on this machine.", mixinStandardHelpOptions = true)
final class Scale implements Callable<Integer> {
    private static final Duration MOVED_WITHIN = Duration.ofMinutes(2);
    /** What the last work has left to do (pages, views) is done by then. */
    private static final Duration SETTLE = Duration.ofSeconds(12);

    @Option(names = "--nodes", defaultValue = "3", description = "How many nodes at most (default ${DEFAULT-VALUE}).")
    int nodes;

    @Option(names = "--clients", defaultValue = "128", description = "How many clients in all (default ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--rate", defaultValue = "0", description = "How many operations of each work are begun in a second for each node, by all clients together, whatever the shop can do (default: as many as it can).")
    int rate;

    @Option(names = "--seconds", defaultValue = "5", description = "How long each window is measured (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How many windows of each; the median counts (default ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--warm", defaultValue = "40", description = "Seconds of warming up after each new node (default ${DEFAULT-VALUE}).")
    int warm;

    @Option(names = "--works", split = ",", description = "Only these: ${COMPLETION-CANDIDATES} (default ECHO,ADD,CHECKOUT).")
    List<Work> works = List.of(Work.ECHO, Work.ADD, Work.CHECKOUT);

    @Option(names = "--products", defaultValue = "5000", description = "How many products the shop sells (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--node-option", description = "One more option for each node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    @Option(names = "--profile", description = "With each number of nodes one more window of each work with a profiler on all of them; its stacks go to this folder.")
    Optional<Path> profile = Optional.empty();

    private final List<String> complaints = new ArrayList<>();
    private List<String> tokens;
    private Goods goods;
    private long shoppers;

    @Override
    public Integer call() throws IOException {
        String load = Cpu.load();
        goods = Goods.first(products);
        int[] ports = IntStream.range(0, nodes).map(node -> Ports.free()).toArray();
        var shop = Stream.concat(Stream.of("-Dsouk.partitions.default=" + nodes, "-Dsouk.cluster.seeds=" + Ports.HOST + ":" + ports[0]), nodeOptions.stream()).toList();
        var text = new StringBuilder("With %d partitions of each capability and %d clients%s, shared out over the nodes; median of %d windows of %d s; load average before the run %s:%n%n".formatted(nodes, clients, rate == 0 ? "" : ", who begin " + rate + " operations a second and node", rounds, seconds, load));
        text.append("| Work | nodes | per second | p50 ms | p99 ms | segments each | CPU-ms each: all nodes | of it compilers | of it at rest | what is left | Cassandra | generator |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        var shares = new StringBuilder();
        try (Site site = Site.open(Stream.concat(shop.stream(), cluster(ports[0]).stream()).toList())) {
            site.sell(goods);
            tokens = site.guests(clients);
            for (int count = 1; count <= nodes; count++) {
                if (count > 1) awaitPartitions(site.another(cluster(ports[count - 1])));
                System.err.println(count + (count == 1 ? " node" : " nodes") + ", warming up for " + warm + " s");
                for (Work work : works) measure(site, work, Duration.ZERO, Duration.ZERO, Duration.ofMillis(1000L * warm / works.size()));
                double atRest = atRest(site);
                for (Work work : works) {
                    var samples = new ArrayList<Window>();
                    for (int round = 0; round < rounds; round++) samples.add(measure(site, work, pace(count), work.writes() ? Bench.WRITE_RAMP : Bench.READ_RAMP, Duration.ofSeconds(seconds)));
                    text.append(row(work, count, samples, atRest));
                    if (profile.isPresent()) shares.append(profile(site, work, count, samples));
                }
            }
        }
        System.out.println(text.append(shares));
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    private static List<String> cluster(int port) {
        return List.of("-Dakka.remote.artery.canonical.hostname=" + Ports.HOST, "-Dakka.remote.artery.canonical.port=" + port);
    }

    /** Returns when a new node has been given some of each capability that sells. */
    private static void awaitPartitions(NodeUnderLoad joined) {
        long deadline = System.nanoTime() + MOVED_WITHIN.toNanos();
        while (!Stream.of("cart", "inventory", "orders").allMatch(capability -> joined.stats().keySet().stream().anyMatch(log -> log.startsWith(capability + "-")))) {
            if (System.nanoTime() > deadline) throw new IllegalStateException("The new node was given only " + joined.stats().keySet() + " in " + MOVED_WITHIN);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private Duration pace(int count) {
        return rate == 0 ? Duration.ZERO : Duration.ofSeconds(clients).dividedBy((long) rate * count);
    }

    /**
     * One window of one kind of work.
     *
     * @param compilers CPU time in it of the nodes' compilers: what a node does for its future, not for this operation
     * @param segments  that were appended to logs in it
     */
    private record Window(Sample sample, long compilers, long segments) {}

    /** What was used and counted so far. */
    private record Reading(long nodes, long compilers, long segments, long cassandra, long own) {
        static Reading of(Site site) {
            long compilers = site.nodes().stream().mapToLong(node -> Cpu.compilers(node.pid())).sum();
            long segments = site.nodes().stream().flatMap(node -> node.stats().values().stream()).mapToLong(counts -> counts.getOrDefault("segments", 0L)).sum();
            return new Reading(site.nodes().stream().mapToLong(node -> Cpu.millis(node.pid())).sum(), compilers, segments, Cpu.millis(site.cassandra().pid()), Cpu.millis(ProcessHandle.current().pid()));
        }
    }

    private Window measure(Site site, Work work, Duration pace, Duration ramp, Duration window) {
        var list = new ArrayList<Shopper>();
        for (int i = 0; i < clients; i++) list.add(work.shopper(goods, Sales.NONE, "scale-" + shoppers++));
        var readings = new ArrayList<Reading>();
        var measured = ClosedLoop.run(site.addresses(), list, tokens, pace, ramp, window, () -> readings.add(Reading.of(site)), () -> readings.add(Reading.of(site)));
        if (measured.errors() > 0) complaints.add(measured.errors() + " errors in " + work.title + ", such as: " + measured.complaints());
        var began = readings.get(0);
        var ended = readings.get(1);
        var sample = new Sample(measured.seconds(), measured.operations(), measured.nanos(), ended.nodes - began.nodes, ended.cassandra - began.cassandra, ended.own - began.own, Map.of(), Map.of());
        return new Window(sample, ended.compilers - began.compilers, ended.segments - began.segments);
    }

    /** Milliseconds of CPU time that the nodes use in a second in which nobody asks for anything, without their compilers. */
    private double atRest(Site site) {
        pause(SETTLE);
        var began = Reading.of(site);
        pause(Duration.ofSeconds(seconds));
        var ended = Reading.of(site);
        return (double) (ended.nodes - ended.compilers - began.nodes + began.compilers) / seconds;
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long now = System.nanoTime(); now < until; now = System.nanoTime()) LockSupport.parkNanos(until - now);
    }

    /** Where the nodes' CPU time of an operation goes, by part. */
    private String profile(Site site, Work work, int count, List<Window> windows) throws IOException {
        Files.createDirectories(profile.get());
        var pids = site.nodes().stream().map(NodeUnderLoad::pid).toList();
        var parts = new TreeMap<String, Double>();
        try (var profiler = new Profile()) {
            for (long pid : pids) profiler.start(pid);
            measure(site, work, pace(count), Bench.WRITE_RAMP, Duration.ofSeconds(seconds));
            for (int node = 0; node < pids.size(); node++) {
                Path file = profile.get().resolve("%s-%d-of-%d.collapsed".formatted(work.name().toLowerCase(Locale.ROOT), node + 1, count));
                profiler.stop(pids.get(node), file);
                Profile.shares(file, Parts::ofNode).forEach((part, share) -> parts.merge(part, share / pids.size(), Double::sum));
            }
        }
        double millis = each(windows, window -> window.sample.nodeMillis());
        return "%n%s, %d nodes, CPU-ms each by part of the nodes: %s%n".formatted(work.title, count, parts.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(part -> "%s %.3f".formatted(part.getKey(), part.getValue() * millis)).collect(Collectors.joining(", ")));
    }

    private static String row(Work work, int count, List<Window> windows, double atRest) {
        var samples = windows.stream().map(Window::sample).toList();
        var nanos = Sample.all(samples);
        double perSecond = Sample.median(samples, Sample::perSecond);
        double millis = each(windows, window -> window.sample.nodeMillis());
        double compilers = each(windows, Window::compilers);
        return "| %s | %d | %,.0f | %.1f | %.1f | %.2f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |%n".formatted(work.title, count, perSecond, nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6,
                each(windows, Window::segments), millis, compilers, atRest / perSecond, millis - compilers - atRest / perSecond,
                each(windows, window -> window.sample.cassandraMillis()), each(windows, window -> window.sample.ownMillis()));
    }

    /** Of one operation, in the median window. */
    private static double each(List<Window> windows, ToLongFunction<Window> count) {
        double[] values = windows.stream().mapToDouble(window -> (double) count.applyAsLong(window) / window.sample.operations()).sorted().toArray();
        return values.length % 2 == 1 ? values[values.length / 2] : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
    }
}
