package souk.platform.ops;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.metrics.Metrics;

/** What capabilities count in their stores, as it was when it was last asked for. */
final class Counts {
    private static final Logger LOG = LoggerFactory.getLogger(Counts.class);

    private record Asked(Capability.Count what, Supplier<CompletionStage<Long>> count) {}

    private final List<Asked> asked;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    Counts(List<Capability> capabilities, Node node) {
        asked = capabilities.stream().flatMap(each -> each.counts().stream()).map(each -> new Asked(each, each.count().apply(node))).collect(Collectors.toList());
    }

    /** Asks for all of them; what cannot be said now keeps its last value. */
    void ask() {
        for (Asked each : asked) {
            try {
                each.count.get().whenComplete((count, failure) -> {
                    if (failure == null) took(each.what, count);
                    else LOG.debug("{} cannot be counted: {}", each.what.name(), failure.toString());
                });
            } catch (RuntimeException e) {
                LOG.debug("{} cannot be counted: {}", each.what.name(), e.toString());
            }
        }
    }

    private void took(Capability.Count what, long count) {
        known.put(what.name(), count);
        Metrics.counted(what.name(), what.meaning()).withoutTags().update(count);
    }

    /** By name. */
    Map<String, Long> known() {
        return Map.copyOf(known);
    }
}
