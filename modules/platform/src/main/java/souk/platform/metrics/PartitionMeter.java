package souk.platform.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kamon.metric.Counter;
import kamon.metric.Histogram;
import kamon.metric.Timer;
import kamon.tag.TagSet;
import souk.kernel.Outcome;

/**
 * What is told of one partition beyond what {@code PartitionStats} counts: by type and code, and how large, long and full things are. Only the
 * partition's own thread records; the numbers that are said may be read by others.
 */
public final class PartitionMeter {
    /** A refusal's codes are constants of the code; should one be made from data, it must not fill the memory. */
    private static final int MOST_CODES = 200;
    /** One that broke does not say that it is gone. */
    private static final long FRESH = TimeUnit.SECONDS.toNanos(15);

    private final String log;
    private final Map<String, OfType> types = new HashMap<>();
    private final Histogram segmentEvents;
    private final Histogram segmentBytes;
    private final Timer append;
    private final Timer recovery;
    private volatile Standing standing;

    /**
     * How a partition stands.
     *
     * @param queued       requests that wait
     * @param queueLimit   how many may
     * @param residents    aggregates in memory
     * @param dirty        those ahead of their pages
     * @param position     the last confirmed position
     * @param checkpoint   the position up to which pages are complete
     * @param checkpointAt by {@link System#nanoTime}: when the checkpoint last moved, or was at the end
     * @param at           when all this was so
     */
    public record Standing(int queued, int queueLimit, int residents, int dirty, long position, long checkpoint, long checkpointAt, long at) {
        /** Segments beyond the checkpoint, but for the last, which always is. */
        public long checkpointBehind() {
            return Math.max(0, position - 1 - checkpoint);
        }

        /** Since when it has not moved, in seconds. */
        public double checkpointAge() {
            return checkpointBehind() == 0 ? 0 : Math.max(0, System.nanoTime() - checkpointAt) / 1e9;
        }
    }

    private final class OfType {
        private final String type;
        private final Counter commands;
        private final Map<String, Counter> rejections = new HashMap<>();

        private OfType(String type) {
            this.type = type;
            commands = Metrics.COMMANDS.withTags(TagSet.of(Metrics.LOG, log).withTag(Metrics.TYPE, type));
        }

        private Counter rejections(String code) {
            Counter known = rejections.get(code);
            if (known != null) return known;
            String counted = rejections.size() < MOST_CODES ? code : "other";
            return rejections.computeIfAbsent(counted, c -> Metrics.REJECTIONS.withTags(TagSet.of(Metrics.TYPE, type).withTag(Metrics.CODE, c)));
        }
    }

    public PartitionMeter(String log) {
        this.log = log;
        segmentEvents = Metrics.SEGMENT_EVENTS.withTag(Metrics.LOG, log);
        segmentBytes = Metrics.SEGMENT_BYTES.withTag(Metrics.LOG, log);
        append = Metrics.APPEND.withTag(Metrics.LOG, log);
        recovery = Metrics.RECOVERY.withTag(Metrics.LOG, log);
    }

    /** A command was decided, and what came of it is certain. */
    public void decided(String type, Outcome<?> outcome) {
        OfType ofType = types.get(type);
        if (ofType == null) types.put(type, ofType = new OfType(type));
        ofType.commands.increment();
        if (outcome instanceof Outcome.Refused<?> refused) ofType.rejections(refused.rejection().code()).increment();
    }

    public void appended(int events, int bytes, long nanos) {
        segmentEvents.record(events);
        segmentBytes.record(bytes);
        append.record(nanos);
    }

    public void recovered(long nanos) {
        recovery.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** It serves, and stands like that. */
    public void stands(Standing now) {
        standing = now;
    }

    /** It does not serve here (any more). */
    public void gone() {
        standing = null;
    }

    /** How it stood a moment ago; nothing where it does not serve. */
    public Optional<Standing> standing() {
        return Optional.ofNullable(standing).filter(known -> System.nanoTime() - known.at() < FRESH);
    }
}
