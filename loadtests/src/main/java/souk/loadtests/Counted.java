package souk.loadtests;

import java.util.List;
import java.util.Map;

/** What the partitions of a capability did in some windows, as part of a row of Markdown: how commands became durable. */
final class Counted {
    private Counted() {}

    static double of(List<Sample> samples, String capability, String name) {
        return samples.stream().mapToLong(sample -> sample.counts().getOrDefault(capability, Map.of()).getOrDefault(name, 0L)).sum();
    }

    /** Commands each, segments a second, commands a segment, milliseconds an append, shares of time appending and deciding, pages a second. */
    static String row(List<Sample> samples, String capability) {
        double operations = samples.stream().mapToLong(Sample::operations).sum();
        double seconds = samples.stream().mapToDouble(Sample::seconds).sum();
        double segments = of(samples, capability, "segments");
        return " %.2f | %.0f | %.1f | %.1f | %.2f | %.2f | %.0f |".formatted(of(samples, capability, "commands") / operations, segments / seconds, of(samples, capability, "commands") / segments,
                of(samples, capability, "appendNanos") / segments / 1e6, of(samples, capability, "appendNanos") / 1e9 / seconds, of(samples, capability, "decideNanos") / 1e9 / seconds,
                of(samples, capability, "pagesWritten") / seconds);
    }
}
