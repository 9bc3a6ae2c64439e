package souk.loadtests;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** What claims were measured to do, as Markdown. */
final class ClaimsReport {
    private static final String MARK = "claims: written by ./loadtests/run claims";
    private static final String NOTHING = "-";

    private record Key(String side, int connections) {}

    private final Map<Key, List<Sample>> samples = new LinkedHashMap<>();
    private final List<String> notes;
    private final String loadBefore;
    private final String how;

    /**
     * @param loadBefore the load average before the run
     * @param how        windows, rounds, warming up
     * @param notes      what else is to be known
     */
    ClaimsReport(String loadBefore, String how, List<String> notes) {
        this.loadBefore = loadBefore;
        this.how = how;
        this.notes = notes;
    }

    void add(Side side, int connections, Sample sample) {
        samples.computeIfAbsent(new Key(side.title(), connections), key -> new ArrayList<>()).add(sample);
    }

    String markdown(List<Side> sides) {
        var text = new StringBuilder("Measured %s on %d cores; %s; load average before the run %s. Everything on the same cores. %s%n%n".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Runtime.getRuntime().availableProcessors(), how, loadBefore, String.join(" ", notes)));
        if (Report.disturbed(loadBefore)) text.append("**The machine was busy with other work: nothing follows from these figures.**\n\n");
        text.append("| Side | connections | per second | of do-nothing | of PostgreSQL | p50 ms | p99 ms | CPU-ms each: serving | storing | generator | cores busy |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Side side : sides) for (int connections : side.connections()) row(text, new Key(side.title(), connections));
        text.append('\n');
        storing(text);
        marks(text);
        return text.toString();
    }

    private void row(StringBuilder text, Key key) {
        var each = samples.get(key);
        if (each == null) return;
        var nanos = Sample.all(each);
        text.append("| %s | %d | %,.0f | %s | %s | %.1f | %.1f | %s | %s | %s | %.2f |%n".formatted(key.side, key.connections, Sample.median(each, Sample::perSecond),
                percent(ratio(key, new Key(Side.OfNode.ECHO, key.connections))), times(ratio(key, postgres())), nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6,
                cpu(each, Sample::nodeMillis), cpu(each, Sample::cassandraMillis), cpu(each, Sample::ownMillis),
                Sample.median(each, sample -> sample.cores(sample.nodeMillis() + sample.cassandraMillis() + sample.ownMillis()))));
    }

    /** How the node's claims became durable. */
    private void storing(StringBuilder text) {
        var claims = samples.keySet().stream().filter(key -> key.side.equals(Side.OfNode.CLAIM)).toList();
        if (claims.isEmpty()) return;
        text.append("| Connections | partitions of | commands each | segments a second | commands a segment | ms an append | share of time appending | share of time deciding | pages written a second |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Key key : claims) {
            var each = samples.get(key);
            each.get(0).counts().keySet().stream().filter(name -> Counted.of(each, name, "segments") > 0).forEach(name -> text.append("| %d | %s |".formatted(key.connections, name)).append(Counted.row(each, name)).append('\n'));
        }
        text.append('\n');
    }

    private void marks(StringBuilder text) {
        text.append("| Mark | reached, by connections |\n|---|---|\n");
        mark(text, "claims ahead of Redis `always` behind a small HTTP server", Side.OfNode.CLAIM, key -> ratio(key, new Key(Rivals.REDIS_HTTP, key.connections)), "%.2f times");
        mark(text, "(claims beside Redis `always` behind bare sockets)", Side.OfNode.CLAIM, key -> ratio(key, new Key(Rivals.REDIS_SOCKETS, key.connections)), "%.2f times");
        mark(text, "claims at least 10 times PostgreSQL", Side.OfNode.CLAIM, key -> ratio(key, postgres()), "%.1f times");
        mark(text, "claims at least 60 % of the do-nothing route", Side.OfNode.CLAIM, key -> percents(ratio(key, new Key(Side.OfNode.ECHO, key.connections))), "%.0f %%");
        mark(text, "p99 of claims under 50 ms with 128 connections", Side.OfNode.CLAIM, key -> OptionalDouble.of(Sample.all(samples.get(key)).getValueAtPercentile(99) / 1e6), "%.1f ms");
        mark(text, "refusals at least 80 % of the do-nothing route", Side.OfNode.REFUSED, key -> percents(ratio(key, new Key(Side.OfNode.ECHO, key.connections))), "%.0f %%");
        text.append('\n');
    }

    private interface Reached {
        OptionalDouble by(Key key);
    }

    private void mark(StringBuilder text, String title, String side, Reached reached, String format) {
        var found = new ArrayList<String>();
        for (Key key : samples.keySet()) {
            if (!key.side.equals(side)) continue;
            var value = reached.by(key);
            found.add(key.connections + ": " + (value.isPresent() ? format.formatted(value.getAsDouble()) : "not measured"));
        }
        text.append("| %s | %s |%n".formatted(title, found.isEmpty() ? "not measured" : String.join("; ", found)));
    }

    private Key postgres() {
        return samples.keySet().stream().filter(key -> key.side.equals(Rivals.POSTGRES)).findFirst().orElse(new Key(Rivals.POSTGRES, 0));
    }

    private OptionalDouble ratio(Key key, Key to) {
        var other = samples.get(to);
        return other == null ? OptionalDouble.empty() : OptionalDouble.of(Sample.median(samples.get(key), Sample::perSecond) / Sample.median(other, Sample::perSecond));
    }

    private static OptionalDouble percents(OptionalDouble ratio) {
        return ratio.isEmpty() ? ratio : OptionalDouble.of(100 * ratio.getAsDouble());
    }

    private static String percent(OptionalDouble ratio) {
        return ratio.isEmpty() ? NOTHING : "%.0f %%".formatted(100 * ratio.getAsDouble());
    }

    private static String times(OptionalDouble ratio) {
        return ratio.isEmpty() ? NOTHING : "%.1f".formatted(ratio.getAsDouble());
    }

    private static String cpu(List<Sample> samples, ToLongFunction<Sample> millis) {
        double each = Sample.median(samples, sample -> (double) millis.applyAsLong(sample) / sample.operations());
        return each == 0 ? NOTHING : "%.3f".formatted(each);
    }

    void writeTo(Path file, List<Side> sides) throws IOException {
        Report.replace(file, MARK, markdown(sides));
    }
}
