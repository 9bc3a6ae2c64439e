package souk.loadtests;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * One window of one kind of work.
 *
 * @param seconds         how long the window was
 * @param operations      completed in it
 * @param nanos           how long each took
 * @param nodeMillis      CPU time in the window of the node, or what serves in its place
 * @param cassandraMillis of Cassandra, or what stores in its place
 * @param ownMillis       of the load generator
 * @param counts          what the partitions counted in the window, by capability and name
 * @param statements      what Cassandra counted in the window, by table
 */
record Sample(double seconds, long operations, Histogram nanos, long nodeMillis, long cassandraMillis, long ownMillis, Map<String, Map<String, Long>> counts,
        Map<String, Long> statements) {

    double perSecond() {
        return operations / seconds;
    }

    /** Of all capabilities together. */
    long count(String name) {
        return counts.values().stream().mapToLong(each -> each.getOrDefault(name, 0L)).sum();
    }

    static double median(Collection<Sample> samples, ToDoubleFunction<Sample> value) {
        double[] values = samples.stream().mapToDouble(value).sorted().toArray();
        return values.length % 2 == 1 ? values[values.length / 2] : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
    }

    /** What happened between two countings of each log, by capability. */
    static Map<String, Map<String, Long>> between(Map<String, Map<String, Long>> before, Map<String, Map<String, Long>> after) {
        var counts = new TreeMap<String, Map<String, Long>>();
        after.forEach((log, now) -> {
            var capability = counts.computeIfAbsent(log.substring(0, log.lastIndexOf('-')), c -> new TreeMap<>());
            grown(before.getOrDefault(log, Map.of()), now).forEach((name, count) -> capability.merge(name, count, Long::sum));
        });
        return counts;
    }

    /** By how much each count has grown. */
    static Map<String, Long> grown(Map<String, Long> before, Map<String, Long> after) {
        var grown = new TreeMap<String, Long>();
        after.forEach((name, count) -> grown.put(name, count - before.getOrDefault(name, 0L)));
        return grown;
    }

    /** Millicores are too fine for humans: how many of the machine's cores a process kept busy. */
    double cores(long millis) {
        return millis / 1000.0 / seconds;
    }

    /** All latencies of these windows. */
    static Histogram all(Collection<Sample> samples) {
        Histogram[] each = samples.stream().map(Sample::nanos).toArray(Histogram[]::new);
        Histogram all = each[0].copy();
        Arrays.stream(each).skip(1).forEach(all::add);
        return all;
    }
}
