package souk.analytics;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a day of one log came to. Stored, so its maps have an order: of the same movements come the same bytes.
 *
 * @param byQuarter by the quarter of the day, then by currency
 */
record DaySums(SortedMap<Integer, SortedMap<String, Amounts>> byQuarter) {
    static final DaySums NONE = new DaySums(Collections.emptySortedMap());

    /** With these of the same day. */
    DaySums plus(List<Movement> movements) {
        var all = new TreeMap<Integer, SortedMap<String, Amounts>>();
        byQuarter.forEach((quarter, amounts) -> all.put(quarter, new TreeMap<>(amounts)));
        for (Movement each : movements) all.computeIfAbsent(Slot.of(each.at()).quarter(), quarter -> new TreeMap<>()).merge(each.currency(), each.amounts(), Amounts::plus);
        return new DaySums(all);
    }
}
