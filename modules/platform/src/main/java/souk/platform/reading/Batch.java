package souk.platform.reading;

import java.time.Instant;
import java.util.List;
import souk.platform.journal.Segment;

/**
 * Consecutive segments of a log, handed to a reader at once.
 *
 * @param segments at least one, in order
 * @param more     whether the log went on when the batch was made
 */
record Batch(List<Segment> segments, boolean more) {
    Batch {
        if (segments.isEmpty()) throw new IllegalArgumentException("A batch has segments");
    }

    /** The position after which the next batch begins. */
    long last() {
        return segments.get(segments.size() - 1).position();
    }

    /** How many events are in it, of all types. */
    int events() {
        int events = 0;
        for (Segment segment : segments) events += segment.entries().size();
        return events;
    }

    /** The time of its last segment. */
    Instant now() {
        return segments.get(segments.size() - 1).now();
    }
}
