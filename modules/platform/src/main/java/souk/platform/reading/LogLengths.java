package souk.platform.reading;

import souk.platform.journal.Segment;

/**
 * How many events lie between two positions of a log: counted for the newest segments that were told of, estimated by the mean of all that
 * were seen beyond them. Safe for use by many threads.
 */
final class LogLengths {
    private static final int KEPT = 4096;

    /** By position: events told of up to it. */
    private final long[] sums = new long[KEPT];
    private long first;
    private long last;
    private long sum;
    private long segmentsSeen;
    private long eventsSeen;

    /** A segment is on the log. What comes again changes nothing; a gap begins anew. */
    synchronized void told(Segment segment) {
        long position = segment.position();
        if (position <= last) return;
        if (position != last + 1) first = position;
        last = position;
        first = Math.max(first, last - KEPT + 1);
        sum += segment.entries().size();
        sums[(int) (position % KEPT)] = sum;
        seen(1, segment.entries().size());
    }

    /** A reader has dealt with so much. */
    synchronized void seen(int segments, int events) {
        segmentsSeen += segments;
        eventsSeen += events;
    }

    /** How many events a reader that has dealt with {@code done} has before it up to {@code head}. */
    synchronized long between(long done, long head) {
        if (head <= done) return 0;
        // The sum at the first that is kept contains that segment's own events already.
        long from = Math.max(done, first);
        long until = Math.min(head, last);
        long counted = until > from ? sums[(int) (until % KEPT)] - sums[(int) (from % KEPT)] : 0;
        long unknown = head - done - Math.max(0, until - from);
        double mean = segmentsSeen == 0 ? 1 : (double) eventsSeen / segmentsSeen;
        return counted + Math.round(unknown * mean);
    }
}
