package souk.platform.reading;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;

/**
 * The end of one log, as all its readers share it: the head that is known and the newest segments, up to a number of bytes. A reader at
 * the end is served from memory and waits without any cost; one that is further behind reads from the log by itself, and its failures
 * are its own. What is delivered follows the log's own numbers without a gap, whatever was told, late, twice or never.
 *
 * <p>Safe for use by many threads.
 */
final class Tail {
    /** A reader's place in the waiting room: one at a time. */
    static final class Seat {
        private final String type;
        private final int events;
        private final Lag.Gauge gauge;
        private long from;
        private long looked;
        private CompletableFuture<Optional<Batch>> waiting = new CompletableFuture<>();

        private Seat(String type, int events, Lag.Gauge gauge) {
            this.type = type;
            this.events = events;
            this.gauge = gauge;
            waiting.complete(Optional.empty());
        }

        private boolean waits() {
            return !waiting.isDone();
        }
    }

    private final String log;
    private final LogReader reader;
    private final ReadingSettings settings;
    private final List<Seat> seats = new ArrayList<>();
    private final TreeMap<Long, Segment> recent = new TreeMap<>();
    private long recentBytes;
    private Storage.Head head = Storage.Head.NONE;
    private boolean closed;

    Tail(String log, LogReader reader, ReadingSettings settings) {
        this.log = log;
        this.reader = reader;
        this.settings = settings;
    }

    /** A seat for a reader that wants to hear of this type's events, about so many at once. */
    synchronized Seat seat(String type, int events, Lag.Gauge gauge) {
        var seat = new Seat(type, events, gauge);
        gauge.head(head.position());
        seats.add(seat);
        return seat;
    }

    /** A segment is confirmed. */
    void told(Storage.Head newHead, Segment segment) {
        var woken = new ArrayDeque<Runnable>();
        synchronized (this) {
            if (closed) return;
            keep(segment);
            moved(newHead);
            wake(woken);
        }
        woken.forEach(Runnable::run);
    }

    /** The log's head was asked for. */
    void knows(Storage.Head newHead) {
        var woken = new ArrayDeque<Runnable>();
        synchronized (this) {
            if (closed) return;
            moved(newHead);
            wake(woken);
        }
        woken.forEach(Runnable::run);
    }

    /** Ends every reader after what it has under way. */
    void close() {
        var woken = new ArrayList<CompletableFuture<Optional<Batch>>>();
        synchronized (this) {
            closed = true;
            seats.forEach(seat -> woken.add(seat.waiting));
        }
        woken.forEach(waiting -> waiting.complete(Optional.empty()));
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * The next segments for a reader: at once, or when there is something for it.
     *
     * @param from the first position it has not dealt with
     * @return empty when the log is read no longer; exceptional when it had to be read from the database and that failed
     */
    CompletionStage<Optional<Batch>> next(Seat seat, long from) {
        Storage.Head until;
        synchronized (this) {
            if (closed) return CompletableFuture.completedFuture(Optional.empty());
            seat.looked = from - 1;
            if (from > head.position() || held(from) && nothingFor(seat, from)) {
                seat.from = from;
                seat.waiting = new CompletableFuture<>();
                return seat.waiting;
            }
            if (held(from)) return CompletableFuture.completedFuture(Optional.of(recent(seat, from)));
            until = head;
        }
        return reader.read(log, from, settings.batchSegments(), until)
                .thenApply(segments -> Optional.of(new Batch(segments, segments.get(segments.size() - 1).position() < until.position())));
    }

    private void keep(Segment segment) {
        long position = segment.position();
        if (!recent.isEmpty() && position <= recent.lastKey()) return;
        if (!recent.isEmpty() && position != recent.lastKey() + 1) {
            recent.clear();
            recentBytes = 0;
        }
        recent.put(position, segment);
        recentBytes += weight(segment);
        while (recentBytes > settings.recentBytes() && recent.size() > 1) recentBytes -= weight(recent.pollFirstEntry().getValue());
    }

    private static long weight(Segment segment) {
        long weight = 100;
        for (var entry : segment.entries()) weight += entry.weight();
        return weight;
    }

    private void moved(Storage.Head newHead) {
        if (newHead.position() <= head.position()) return;
        head = newHead;
        seats.forEach(seat -> seat.gauge.head(newHead.position()));
    }

    private void wake(ArrayDeque<Runnable> woken) {
        for (Seat seat : seats) {
            if (!seat.waits() || seat.from > head.position() || held(seat.from) && nothingFor(seat, seat.from)) continue;
            var waiting = seat.waiting;
            if (held(seat.from)) {
                var batch = Optional.of(recent(seat, seat.from));
                woken.add(() -> waiting.complete(batch));
            } else {
                // It was not told of all of them: it reads them itself.
                long from = seat.from;
                woken.add(() -> next(seat, from).whenComplete((batch, failure) -> {
                    if (failure == null) waiting.complete(batch);
                    else waiting.completeExceptionally(failure);
                }));
            }
        }
    }

    /** Whether everything from a position to the head is in memory. */
    private boolean held(long from) {
        return !recent.isEmpty() && recent.firstKey() <= from && recent.lastKey() == head.position();
    }

    /** Whether a reader would have nothing to do from a position to the head; if so it counts as being there. */
    private boolean nothingFor(Seat seat, long from) {
        if (head.position() - from >= settings.skipped()) return false;
        // What was looked at before need not be looked at again.
        for (var segment : recent.tailMap(seat.looked + 1).values()) {
            for (var entry : segment.entries()) if (entry.type().equals(seat.type)) return false;
        }
        seat.looked = head.position();
        seat.gauge.passed(head.position());
        return true;
    }

    private Batch recent(Seat seat, long from) {
        var batch = new ArrayList<Segment>();
        int events = 0;
        for (var segment : recent.tailMap(from).values()) {
            if (events >= seat.events) break;
            batch.add(segment);
            events += segment.entries().size();
        }
        return new Batch(batch, batch.get(batch.size() - 1).position() < head.position());
    }
}
