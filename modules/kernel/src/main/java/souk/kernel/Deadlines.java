package souk.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ids by the millisecond in which their time is over.
 *
 * @param ids by time and id, the time written with a fixed number of digits, so that the order of the text is that of time
 */
public record Deadlines(PersistentMap<String, Boolean> ids) {
    public static final Deadlines NONE = new Deadlines(PersistentMap.empty());
    private static final long DIGITS = 10_000_000_000_000L;
    private static final int LENGTH = 14;

    public Deadlines {
        if (ids == null) ids = PersistentMap.empty();
    }

    public Deadlines with(String id, Instant time) {
        return new Deadlines(ids.with(key(id, time), true));
    }

    public Deadlines without(String id, Instant time) {
        return new Deadlines(ids.without(key(id, time)));
    }

    /** When the first one's time is over. */
    public Optional<Instant> first() {
        return ids.first().map(entry -> time(entry.getKey()));
    }

    /** Those whose time is over, the earliest first, at most so many. */
    public List<String> due(Instant now, int limit) {
        var due = new ArrayList<String>();
        for (String key : ids.keySet()) {
            if (due.size() == limit || time(key).isAfter(now)) break;
            due.add(key.substring(LENGTH));
        }
        return due;
    }

    private static String key(String id, Instant time) {
        return Long.toString(DIGITS + time.toEpochMilli()) + id;
    }

    private static Instant time(String key) {
        return Instant.ofEpochMilli(Long.parseLong(key, 0, LENGTH, 10) - DIGITS);
    }
}
