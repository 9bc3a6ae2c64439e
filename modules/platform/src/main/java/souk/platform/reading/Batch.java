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

    /** The time of its last segment. */
    Instant now() {
        return segments.get(segments.size() - 1).now();
    }
}
