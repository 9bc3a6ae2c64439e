package souk.platform.reading;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How far each view and reaction of this node is, log by log: for operators. */
public final class Lag {
    /**
     * One reader as it stands now.
     *
     * @param reader      the view's or the reaction's name
     * @param offset      the last position it has dealt with
     * @param head        the last position of the log that is known here
     * @param events      how many events it has still to deal with; for what is beyond the newest 4,096 segments an estimate
     * @param behind      how long ago the newest thing happened that it has certainly shown; zero when it is at the end
     * @param quarantined rows (for a reaction: events) in quarantine
     * @param refused     commands of a reaction that were refused for good, since this reader started
     * @param lastError   what last went wrong; it is cleared by the next batch that goes well
     */
    public record Reader(String reader, String log, long offset, long head, long events, Duration behind, long quarantined, long refused, Optional<String> lastError) {
        /** How many segments of the log it has still to deal with. */
        public long segmentsBehind() {
            return Math.max(0, head - offset);
        }
    }

    private final Map<String, LogLengths> lengths = new ConcurrentHashMap<>();

    private record Key(String reader, String log) {}

    private final Map<Key, Gauge> gauges = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public Lag(InstantSource clock) {
        this.clock = clock;
    }

    /** Every reader that runs on this node, by name and log. */
    public List<Reader> readers() {
        return gauges.entrySet().stream().map(e -> e.getValue().reading(e.getKey()))
                .sorted(Comparator.comparing(Reader::reader).thenComparing(Reader::log)).toList();
    }

    /** The reader of that name and log, if it runs on this node. */
    public Optional<Reader> of(String reader, String log) {
        var key = new Key(reader, log);
        return Optional.ofNullable(gauges.get(key)).map(gauge -> gauge.reading(key));
    }

    /** How long the segments of a log are, as far as this node has seen them. */
    LogLengths lengths(String log) {
        return lengths.computeIfAbsent(log, l -> new LogLengths());
    }

    Gauge gauge(String reader, String log) {
        var gauge = new Gauge(lengths(log));
        gauges.put(new Key(reader, log), gauge);
        return gauge;
    }

    void forget(String reader, String log, Gauge gauge) {
        // A successor on this node may already have put its own there.
        gauges.remove(new Key(reader, log), gauge);
    }

    /** What a reader writes down about itself. */
    final class Gauge {
        private final LongAdder refused = new LongAdder();
        private final LogLengths lengths;
        private volatile long quarantined;
        private volatile String lastError;
        private long offset;
        private long head;
        private Instant shownUntil = clock.instant();

        private Gauge(LogLengths lengths) {
            this.lengths = lengths;
        }

        /** The log is longer now. */
        synchronized void head(long position) {
            if (offset >= head && position > head) shownUntil = clock.instant();
            head = Math.max(head, position);
        }

        /** This reader begins after a position. */
        synchronized void begins(long position) {
            offset = position;
        }

        /** Everything up to a position has been dealt with, or does not concern this reader. */
        synchronized void passed(long position) {
            offset = Math.max(offset, position);
        }

        /** A batch went well. */
        synchronized void done(Batch batch) {
            passed(batch.last());
            lengths.seen(batch.segments().size(), batch.events());
            shownUntil = batch.now();
            lastError = null;
        }

        /** @return whether all was well before */
        synchronized boolean failed(Throwable error) {
            boolean first = lastError == null;
            lastError = error.toString();
            return first;
        }

        void refused() {
            refused.increment();
        }

        void quarantined(long rows) {
            quarantined = rows;
        }

        private synchronized Reader reading(Key key) {
            Duration behind = offset >= head ? Duration.ZERO : Duration.between(shownUntil, clock.instant());
            return new Reader(key.reader, key.log, offset, head, lengths.between(offset, head), behind.isNegative() ? Duration.ZERO : behind, quarantined, refused.sum(), Optional.ofNullable(lastError));
        }
    }
}
