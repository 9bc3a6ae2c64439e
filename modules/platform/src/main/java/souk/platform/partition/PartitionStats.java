package souk.platform.partition;

import java.util.concurrent.atomic.LongAdder;
import souk.platform.metrics.PartitionMeter;

/** What a partition counts, for operators and benchmarks; each only ever grows. */
public final class PartitionStats {
    /** What is told of it beyond these. */
    public final PartitionMeter meter;
    /** Commands decided, refused ones too. */
    public final LongAdder commands = new LongAdder();
    /** Refusals among them. */
    public final LongAdder refused = new LongAdder();
    /** Questions answered without the log. */
    public final LongAdder questions = new LongAdder();
    /** Requests turned away because too many waited. */
    public final LongAdder overloaded = new LongAdder();
    /** Segments appended. */
    public final LongAdder segments = new LongAdder();
    /** Events in them. */
    public final LongAdder events = new LongAdder();
    /** Nanoseconds spent deciding batches. */
    public final LongAdder decideNanos = new LongAdder();
    /** Nanoseconds from handing a segment over to its confirmation. */
    public final LongAdder appendNanos = new LongAdder();
    /** Pages read. */
    public final LongAdder pagesRead = new LongAdder();
    /** Pages written. */
    public final LongAdder pagesWritten = new LongAdder();
    /** Calls made by steps of processes. */
    public final LongAdder calls = new LongAdder();
    /** Calls that had to be made again. */
    public final LongAdder callsRepeated = new LongAdder();
    /** Times the log had to be started again. */
    public final LongAdder restarts = new LongAdder();
    /** Aggregates that could not be read. */
    public final LongAdder quarantined = new LongAdder();

    /** Of a partition that has no name. */
    public PartitionStats() {
        this("unnamed");
    }

    /** @param log the partition's log */
    public PartitionStats(String log) {
        meter = new PartitionMeter(log);
    }
}
