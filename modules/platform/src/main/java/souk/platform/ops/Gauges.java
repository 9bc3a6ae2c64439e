package souk.platform.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import kamon.metric.Metric;
import kamon.tag.TagSet;

/** Gauges that come and go with what they tell of: what was not set this time is taken away. One thread at a time. */
final class Gauges {
    private final Map<Metric.Gauge, Set<TagSet>> shown = new HashMap<>();
    private final Map<Metric.Gauge, Set<TagSet>> now = new HashMap<>();

    void set(Metric.Gauge gauge, TagSet tags, double value) {
        gauge.withTags(tags).update(value);
        now.computeIfAbsent(gauge, g -> new HashSet<>()).add(tags);
    }

    /** Takes away what was not set since this was last called. */
    void sweep() {
        shown.forEach((gauge, before) -> before.stream().filter(tags -> !now.getOrDefault(gauge, Set.of()).contains(tags)).forEach(gauge::remove));
        shown.clear();
        shown.putAll(now);
        now.clear();
    }
}
