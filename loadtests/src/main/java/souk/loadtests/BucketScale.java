package souk.loadtests;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import souk.devservices.LateAnswers;

/** How the claims of one SKU scale over buckets, with a Cassandra that may answer late and batches that may be small: what a database far away does to one partition. */
final class BucketScale {
    private static final String MARK = "buckets: written by ./loadtests/run claims --buckets";
    private static final String CAPABILITY = "flashsale";
    /** So many find out which counters there are, for claims from within. */
    private static final int CUSTOMERS = 512;

    private final Claims options;

    BucketScale(Claims options) {
        this.options = options;
    }

    int call() throws IOException {
        String load = Cpu.load();
        var goods = Goods.first(options.products);
        var jvm = new ArrayList<>(options.nodeOptions);
        jvm.add("-Dsouk.partitions." + CAPABILITY + "=" + options.partitions);
        options.batch.ifPresent(most -> jvm.add("-Dsouk.partition.segment-commands=" + most));
        List<String> complaints;
        try (Site site = Site.open(jvm); LateAnswers late = LateAnswers.of(site.cassandra().contactPoint(), options.delay)) {
            if (!options.delay.isZero()) site.restart(List.of("-Dsouk.cassandra.contact-point=" + late.address().getHostString() + ":" + late.address().getPort()));
            site.sell(goods);
            var sales = new LinkedHashMap<Integer, Sales>();
            for (int count : options.buckets) sales.put(count, new Sales(Sales.open(site, goods, sales.size(), count), null));
            var windows = new Windows(site, goods, Sales.NONE, site.guests(options.inside ? CUSTOMERS : options.most()));
            Claims.say("The sales are open. Warming up for " + options.warm + " s");
            var counters = new HashMap<Integer, List<Integer>>();
            if (options.inside) sales.forEach((count, each) -> counters.put(count, Sales.counters(site, each.live(), windows.tokens())));
            for (int count : sales.keySet()) measure(windows, sales.get(count), counters.get(count), options.most(), Duration.ZERO, Duration.ofMillis(1000L * options.warm / sales.size()));
            var samples = measure(windows, sales, counters);
            complaints = windows.complaints();
            String result = markdown(samples, load);
            System.out.println(result);
            if (options.report.isPresent()) Report.replace(options.report.get(), MARK, result);
        }
        complaints.forEach(each -> System.err.println("WRONG: " + each));
        return complaints.isEmpty() ? 0 : 1;
    }

    private record Key(int buckets, int connections) {}

    /** @param counters of the sale, for claims from within; null: over HTTP */
    private static Sample measure(Windows windows, Sales sales, List<Integer> counters, int clients, Duration before, Duration window) {
        return counters == null ? windows.measure(Work.CLAIM, sales, clients, before, window) : windows.inside(Sales.id(sales.live()), counters, clients, before, window);
    }

    private Map<Key, List<Sample>> measure(Windows windows, Map<Integer, Sales> sales, Map<Integer, List<Integer>> counters) {
        var samples = new LinkedHashMap<Key, List<Sample>>();
        for (int connections : options.clients) {
            for (int buckets : sales.keySet()) samples.put(new Key(buckets, connections), new ArrayList<>());
        }
        for (int round = 1; round <= options.rounds; round++) {
            for (var each : samples.entrySet()) {
                windows.awaitForgotten();
                Key key = each.getKey();
                var sample = measure(windows, sales.get(key.buckets), counters.get(key.buckets), key.connections, Bench.WRITE_RAMP, Duration.ofSeconds(options.seconds));
                each.getValue().add(sample);
                Claims.say("Round %d, %d buckets, %d connections: %.0f/s".formatted(round, key.buckets, key.connections, sample.perSecond()));
            }
        }
        return samples;
    }

    private String markdown(Map<Key, List<Sample>> samples, String load) {
        var text = new StringBuilder("Claims %s; %d partitions, Cassandra's answers %d ms late, %s; median of %d windows of %d s; load average before the run %s:%n%n".formatted(options.inside ? "from within the node" : "over HTTP", options.partitions,
                options.delay.toMillis(), options.batch.map(most -> "at most " + most + " commands a segment").orElse("segments as they come"), options.rounds, options.seconds, load));
        if (Report.disturbed(load)) text.append("**The machine was busy with other work: nothing follows from these figures.**\n\n");
        text.append("| Buckets | clients | claims/s | of the first | p50 ms | p99 ms | CPU-ms each: node | Cassandra | generator | commands each | segments a second | commands a segment | ms an append | share of time appending | share of time deciding | pages written a second |\n");
        text.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        samples.forEach((key, each) -> {
            var nanos = Sample.all(each);
            double rate = Sample.median(each, Sample::perSecond);
            double first = Sample.median(samples.get(new Key(options.buckets.get(0), key.connections)), Sample::perSecond);
            text.append("| %d | %d | %,.0f | %.2f | %.1f | %.1f | %.3f | %.3f | %.3f |".formatted(key.buckets, key.connections, rate, rate / first, nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6, Sample.median(each, s -> (double) s.nodeMillis() / s.operations()),
                    Sample.median(each, s -> (double) s.cassandraMillis() / s.operations()), Sample.median(each, s -> (double) s.ownMillis() / s.operations())));
            text.append(Counted.row(each, CAPABILITY)).append('\n');
        });
        return text.append('\n').toString();
    }
}
