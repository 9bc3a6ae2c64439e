package souk.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/** The results of a run, as Markdown. */
final class Report {
    private static final String MARK = "results: written by ./loadtests/run bench";
    private record Key(Work work, int clients) {}

    private final Map<Key, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, Map<Key, Map<String, Double>>> shares = new TreeMap<>();
    private final String loadBefore;
    private final int rounds;
    private final int seconds;
    private final List<String> options;
    private String loadAfter = "unknown";

    Report(String loadBefore, int rounds, int seconds, List<String> options) {
        this.loadBefore = loadBefore;
        this.rounds = rounds;
        this.seconds = seconds;
        this.options = options;
    }

    void add(Work work, int clients, Sample sample) {
        samples.computeIfAbsent(new Key(work, clients), k -> new ArrayList<>()).add(sample);
    }

    void shares(Work work, int clients, String process, Map<String, Double> parts) {
        shares.computeIfAbsent(process, p -> new LinkedHashMap<>()).put(new Key(work, clients), parts);
    }


    void ended(String load) {
        loadAfter = load;
    }

    String markdown() {
        var text = new StringBuilder();
        text.append("Measured %s on %d cores; median of %d windows of %d s; load average before the run %s, after it %s%s. Everything, with the load generator and Cassandra (`commitlog_sync: batch`), on the same cores.%n%n"
                .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), Runtime.getRuntime().availableProcessors(), rounds, seconds, loadBefore, loadAfter,
                        options.isEmpty() ? "" : "; node options " + options));
        if (disturbed(loadBefore)) text.append("**The machine was busy with other work: these are lower bounds.**\n\n");
        speed(text);
        storing(text);
        capabilities(text);
        statements(text);
        parts(text);
        return text.toString();
    }

    /** Whether others wanted the processors when the run began. */
    static boolean disturbed(String loadBefore) {
        return !loadBefore.equals("unknown") && Double.parseDouble(loadBefore) > Runtime.getRuntime().availableProcessors() / 2.0;
    }

    private void speed(StringBuilder text) {
        text.append("| Work | clients | per second | of do-nothing | p50 ms | p99 ms | CPU-ms each: node | Cassandra | generator | cores busy |\n|---|---|---|---|---|---|---|---|---|---|\n");
        samples.forEach((key, each) -> {
            Histogram nanos = Sample.all(each);
            text.append("| %s | %d | %,.0f | %s | %.1f | %.1f | %.3f | %.3f | %.3f | %.2f |%n".formatted(key.work.title, key.clients, perSecond(each), ratio(key, each),
                    nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6, Sample.median(each, s -> (double) s.nodeMillis() / s.operations()),
                    Sample.median(each, s -> (double) s.cassandraMillis() / s.operations()), Sample.median(each, s -> (double) s.ownMillis() / s.operations()),
                    Sample.median(each, s -> s.cores(s.nodeMillis() + s.cassandraMillis() + s.ownMillis()))));
        });
        text.append('\n');
    }

    private static double perSecond(List<Sample> each) {
        return Sample.median(each, Sample::perSecond);
    }

    private String ratio(Key key, List<Sample> each) {
        List<Sample> nothing = samples.get(new Key(Work.ECHO, key.clients));
        return nothing == null ? "-" : "%.2f %%".formatted(100 * perSecond(each) / perSecond(nothing));
    }

    private void storing(StringBuilder text) {
        text.append("| Work | clients | commands each | segments each | commands a segment | ms an append | pages written each | pages read each | calls of steps each |\n|---|---|---|---|---|---|---|---|---|\n");
        samples.forEach((key, each) -> {
            if (!key.work.writes()) return;
            double operations = each.stream().mapToLong(Sample::operations).sum();
            double segments = sum(each, "segments");
            text.append("| %s | %d | %.2f | %.2f | %.1f | %.1f | %.2f | %.2f | %.2f |%n".formatted(key.work.title, key.clients, sum(each, "commands") / operations, segments / operations,
                    sum(each, "commands") / segments, sum(each, "appendNanos") / segments / 1e6, sum(each, "pagesWritten") / operations, sum(each, "pagesRead") / operations,
                    sum(each, "calls") / operations));
        });
        text.append('\n');
    }

    private static double sum(List<Sample> samples, String name) {
        return samples.stream().mapToLong(sample -> sample.count(name)).sum();
    }

    private void capabilities(StringBuilder text) {
        text.append("| Work | clients | partitions of | commands each | segments a second | commands a segment | ms an append | share of time appending | share of time deciding | pages written each |\n|---|---|---|---|---|---|---|---|---|---|\n");
        samples.forEach((key, each) -> {
            if (!key.work.writes()) return;
            double operations = each.stream().mapToLong(Sample::operations).sum();
            double seconds = each.stream().mapToDouble(Sample::seconds).sum();
            var names = new TreeSet<String>();
            each.forEach(sample -> names.addAll(sample.counts().keySet()));
            for (String name : names) {
                double segments = Counted.of(each, name, "segments");
                if (segments < operations / 1000) continue;
                text.append("| %s | %d | %s | %.2f | %.0f | %.1f | %.1f | %.2f | %.2f | %.2f |%n".formatted(key.work.title, key.clients, name, Counted.of(each, name, "commands") / operations,
                        segments / seconds, Counted.of(each, name, "commands") / segments, Counted.of(each, name, "appendNanos") / segments / 1e6, Counted.of(each, name, "appendNanos") / 1e9 / seconds,
                        Counted.of(each, name, "decideNanos") / 1e9 / seconds, Counted.of(each, name, "pagesWritten") / operations));
            }
        });
        text.append("\nThe shares of time are sums over the partitions of the capability.\n\n");
    }

    /** What Cassandra was asked for by one operation, table by table. */
    private void statements(StringBuilder text) {
        var keys = samples.keySet().stream().filter(key -> key.work.writes()).toList();
        if (keys.isEmpty()) return;
        text.append("| Cassandra: rows each |");
        keys.forEach(key -> text.append(' ').append(key.work.title).append(", ").append(key.clients).append(" |"));
        text.append("\n|---|").append("---|".repeat(keys.size())).append('\n');
        var names = new TreeSet<String>();
        keys.forEach(key -> samples.get(key).forEach(sample -> names.addAll(sample.statements().keySet())));
        for (String name : names) {
            double[] each = keys.stream().mapToDouble(key -> samples.get(key).stream().mapToLong(s -> s.statements().getOrDefault(name, 0L)).sum()
                    / (double) samples.get(key).stream().mapToLong(Sample::operations).sum()).toArray();
            if (Arrays.stream(each).allMatch(number -> number < 0.005)) continue;
            text.append("| ").append(name).append(" |");
            for (double number : each) text.append(" %.2f |".formatted(number));
            text.append('\n');
        }
        text.append('\n');
    }

    private void parts(StringBuilder text) {
        shares.forEach((process, works) -> {
            text.append("CPU-ms each, by part of the ").append(process).append(" (from a profile taken in windows of their own):\n\n| Part |");
            works.keySet().forEach(key -> text.append(' ').append(key.work.title).append(", ").append(key.clients).append(" |"));
            text.append("\n|---|").append("---|".repeat(works.size())).append('\n');
            var names = new LinkedHashMap<String, Boolean>();
            works.values().forEach(parts -> parts.keySet().forEach(part -> names.put(part, true)));
            for (String part : names.keySet()) {
                text.append("| ").append(part).append(" |");
                works.forEach((key, parts) -> {
                    double share = parts.getOrDefault(part, 0.0);
                    double all = Sample.median(samples.get(key), s -> (double) (process.equals("node") ? s.nodeMillis() : s.cassandraMillis()) / s.operations());
                    text.append(" %.3f (%.0f %%) |".formatted(share * all, 100 * share));
                });
                text.append('\n');
            }
            text.append('\n');
        });
    }

    /** Replaces what is between the marks of a file. */
    void writeTo(Path file) throws IOException {
        replace(file, MARK, markdown());
    }

    /**
     * Replaces what is between two marks of a file, which are comments of Markdown.
     *
     * @param mark what the first one says; the second one says "end of" and its first word
     */
    static void replace(Path file, String mark, String markdown) throws IOException {
        String first = "<!-- " + mark + " -->";
        String second = "<!-- end of " + mark.substring(0, mark.indexOf(':')) + " -->";
        String text = Files.readString(file);
        int begin = text.indexOf(first);
        int end = text.indexOf(second);
        if (begin < 0 || end < begin) throw new IllegalArgumentException(file + " has no place for results: it needs the lines " + first + " and " + second);
        Files.writeString(file, text.substring(0, begin) + first + "\n" + markdown + text.substring(end));
    }
}
