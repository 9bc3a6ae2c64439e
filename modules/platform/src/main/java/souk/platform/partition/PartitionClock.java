package souk.platform.partition;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A partition's time, to the millisecond: the node's, but never less than it was, whatever the node's clock does and whoever owned the
 * log before. While the node's clock is behind, the partition's time goes on at half its speed, so that pauses and deadlines still come
 * and the node's clock catches up.
 */
final class PartitionClock {
    private final InstantSource node;
    private Instant since;
    private long sinceNanos;

    PartitionClock(InstantSource node) {
        this.node = node;
        this.since = node.instant();
        this.sinceNanos = System.nanoTime();
    }

    /** It has been so late already. */
    void notBefore(Instant time) {
        if (time.isAfter(now())) {
            since = time;
            sinceNanos = System.nanoTime();
        }
    }

    Instant now() {
        long nanos = System.nanoTime();
        Instant least = since.plusNanos((nanos - sinceNanos) / 2);
        Instant there = node.instant();
        if (there.isBefore(least)) return least.truncatedTo(ChronoUnit.MILLIS);
        since = there;
        sinceNanos = nanos;
        return there.truncatedTo(ChronoUnit.MILLIS);
    }
}
