package souk.loadtests;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Storage;

/** How long a start takes when much is stored and the last node was killed with much of its log not yet in pages. */
@Command(name = "recovery", description = "Measures how long a killed node takes from its start until it serves.", mixinStandardHelpOptions = true)
final class Recovery implements Callable<Integer> {
    @Option(names = "--aggregates", defaultValue = "1000000", description = "How many aggregates are stored (default ${DEFAULT-VALUE}).")
    long aggregates;

    @Option(names = "--tail", defaultValue = "100000", description = "How many commands are written last, before the kill (default ${DEFAULT-VALUE}).")
    long tail;

    @Option(names = "--tail-aggregates", defaultValue = "20000", description = "To how many aggregates (default ${DEFAULT-VALUE}).")
    long tailAggregates;

    @Option(names = "--starts", defaultValue = "3", description = "How many times it is killed so and started (default ${DEFAULT-VALUE}).")
    int starts;

    @Option(names = "--node-option", description = "One more option for the node's JVM; may come again.")
    List<String> nodeOptions = List.of();

    @Override
    public Integer call() throws IOException {
        String load = Cpu.load();
        try (Site site = Site.open(nodeOptions)) {
            System.out.printf("An empty shop serves %.1f s after its start (with its tables made); load average %s%n", site.node().started().toMillis() / 1e3, load);
            long began = System.nanoTime();
            long part = Math.max(1, aggregates / 10);
            for (long from = 0; from < aggregates; from += part) {
                site.node().ask("create " + from + " " + Math.min(part, aggregates - from));
                System.err.printf("%,d aggregates stored after %.0f s%n", Math.min(from + part, aggregates), (System.nanoTime() - began) / 1e9);
            }
            System.out.printf("%,d aggregates stored in %.0f s%n", aggregates, (System.nanoTime() - began) / 1e9);
            for (int i = 0; i < starts; i++) {
                awaitPages(site);
                long tailBegan = System.nanoTime();
                site.node().ask("recount " + tailAggregates + " " + tail);
                double tailSeconds = (System.nanoTime() - tailBegan) / 1e9;
                site.node().kill();
                String left = left(site);
                String before = Cpu.load();
                site.killAndRestart();
                System.out.printf("%,d commands in %.1f s, then SIGKILL, leaving %s: ready %.1f s after its start; load average %s%n", tail, tailSeconds, left,
                        site.node().started().toMillis() / 1e3, before);
            }
            Files.readAllLines(site.node().log()).stream().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")).limit(10).forEach(System.err::println);
        }
        return 0;
    }

    /** Until no page is behind the log. */
    private static void awaitPages(Site site) {
        long before = -1;
        for (long now = pages(site); now != before; now = pages(site)) {
            before = now;
            LockSupport.parkNanos(12_000_000_000L);
        }
    }

    private static long pages(Site site) {
        return site.node().stats().values().stream().mapToLong(counts -> counts.get("pagesWritten")).sum();
    }

    /** How much of the inventory's logs is beyond their checkpoints. */
    private static String left(Site site) {
        try (var cql = CqlSession.builder().addContactPoint(site.cassandra().contactPoint()).withLocalDatacenter(site.cassandra().datacenter()).withKeyspace(NodeUnderLoad.KEYSPACE).build()) {
            Storage storage = new CassandraStorage(cql);
            var reader = new LogReader(storage);
            long segments = 0;
            long events = 0;
            for (var row : cql.execute("SELECT log FROM head")) {
                String log = row.getString(0);
                if (!log.startsWith("inventory")) continue;
                var head = reader.head(log).toCompletableFuture().join();
                long from = storage.checkpoint(log).toCompletableFuture().join().position() + 1;
                while (from <= head.position()) {
                    var read = reader.read(log, from, head).toCompletableFuture().join();
                    segments += read.size();
                    for (var segment : read) events += segment.entries().size();
                    from += read.size();
                }
            }
            return "%,d events in %,d segments beyond the checkpoints".formatted(events, segments);
        } catch (CompletionException e) {
            throw new IllegalStateException("The logs cannot be read: " + e.getCause().getMessage(), e);
        }
    }
}
