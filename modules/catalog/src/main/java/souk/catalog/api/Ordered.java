package souk.catalog.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Immutable copies that keep the order in which a shop's staff wrote things down. */
final class Ordered {
    private Ordered() {}

    /** An unmodifiable copy in the same order; none is empty. */
    static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        return map == null || map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
