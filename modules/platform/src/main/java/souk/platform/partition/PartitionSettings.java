package souk.platform.partition;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * A partition's measures, from {@code souk.partition}.
 *
 * @param queue          how many commands of clients may wait; beyond it they are refused at once
 * @param residents      how many aggregates are kept in memory
 * @param segmentBytes   how large a segment may get (a larger event stands alone)
 * @param segmentCommands how many commands are decided together at most, that write into one segment
 * @param flushAfter     how long an aggregate may be ahead of its page; one with a large page for longer, see {@link Pages}
 * @param flushBytes     how much log may lie beyond the checkpoint
 * @param flushTogether  how many buckets of pages are written side by side
 * @param flushStatement how many bytes of pages one statement takes; a larger page goes with it or alone
 * @param loadTogether   how many pages are read side by side after a start
 * @param stopFlush      how long a stopping partition may write pages
 * @param await          how long a caller is kept waiting for a process
 * @param horizon        how much of the agenda is kept in memory
 * @param trust          how long it is believed, without asking, that nobody else has taken over the log; who takes over waits as long, so it is the same on all nodes
 * @param tick           how often it looks at its deadlines, pages and waiting callers
 * @param callTimeout    how long a call of a process's step may take before it is made again
 * @param minBackoff     the first pause after a failure
 * @param maxBackoff     the longest pause after repeated failures
 */
public record PartitionSettings(int queue, int residents, int segmentBytes, int segmentCommands, Duration flushAfter, long flushBytes, int flushTogether, long flushStatement, int loadTogether,
        Duration stopFlush, Duration await, Duration horizon, Duration trust, Duration tick, Duration callTimeout, Duration minBackoff, Duration maxBackoff) {

    /** Reads them from the {@code souk.partition} part of the configuration. */
    public static PartitionSettings from(Config own) {
        return new PartitionSettings(own.getInt("queue"), own.getInt("residents"), own.getBytes("segment-size").intValue(), own.getInt("segment-commands"), own.getDuration("flush-after"),
                own.getBytes("flush-size"), own.getInt("flush-together"), own.getBytes("flush-statement"), own.getInt("load-together"), own.getDuration("stop-flush"), own.getDuration("await"),
                own.getDuration("horizon"), own.getDuration("trust"), own.getDuration("tick"), own.getDuration("call-timeout"), own.getDuration("min-backoff"), own.getDuration("max-backoff"));
    }

    /** The pause before the n-th repetition, from 0: doubled each time, up to the longest. */
    Duration backoff(int n) {
        Duration pause = minBackoff.multipliedBy(1L << Math.min(n, 16));
        return pause.compareTo(maxBackoff) > 0 ? maxBackoff : pause;
    }
}
