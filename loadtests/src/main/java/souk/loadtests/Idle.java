package souk.loadtests;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a shop costs in which nothing happens. */
@Command(name = "idle", description = "Measures the CPU that an idle node uses, and Cassandra beside it.", mixinStandardHelpOptions = true)
final class Idle implements Callable<Integer> {
    private static final int THREADS_SHOWN = 8;

    @Option(names = "--seconds", defaultValue = "60", description = "How long (default ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--settle", defaultValue = "30", description = "How long it is left alone before, in seconds (default ${DEFAULT-VALUE}).")
    int settle;

    @Option(names = "--products", defaultValue = "5000", description = "How many products the shop has (default ${DEFAULT-VALUE}).")
    int products;

    @Option(names = "--node-option", description = "One more option for the node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    @Override
    public Integer call() {
        try (Site site = Site.open(nodeOptions)) {
            site.sell(Goods.first(products));
            pause(settle);
            String load = Cpu.load();
            var node = Cpu.byThread(site.node().pid());
            long nodeBefore = Cpu.millis(site.node().pid());
            long cassandraBefore = Cpu.millis(site.cassandra().pid());
            long began = System.nanoTime();
            pause(seconds);
            double millis = (System.nanoTime() - began) / 1e6;
            double share = 100 * (Cpu.millis(site.node().pid()) - nodeBefore) / millis;
            System.out.printf("Idle for %d s, load average at its start %s: node %.1f %% of a core, Cassandra %.1f %%%n", seconds, load, share,
                    100 * (Cpu.millis(site.cassandra().pid()) - cassandraBefore) / millis);
            System.out.println("The node's busiest threads:");
            Cpu.byThread(site.node().pid()).entrySet().stream().map(each -> Map.entry(each.getKey(), each.getValue() - node.getOrDefault(each.getKey(), 0L)))
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(THREADS_SHOWN)
                    .forEach(each -> System.out.printf("  %-16s %.2f %%%n", each.getKey(), 100 * each.getValue() / millis));
        }
        return 0;
    }

    private static void pause(int seconds) {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < until) LockSupport.parkNanos(until - System.nanoTime());
    }
}
