package souk.platform.partition;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Event;
import souk.platform.Trace;
import souk.platform.journal.Storage;

/** An aggregate in memory: its confirmed state, what the batches that are not durable yet make of it, and how far its page is behind. */
final class Resident {
    /** Which aggregate. */
    record Key(String type, String id) {
        @Override
        public String toString() {
            return type + "/" + id;
        }
    }

    final Key key;
    /** Where its page lies: those of one bucket are written together. */
    final int bucket;
    final Blueprint<?, ?> blueprint;

    private Object state;
    private long version;
    private Object decidedState;
    private long decidedVersion;

    /** The position of the last segment with an event of it. */
    long changedAt;
    /** The position of the first such segment that its page does not contain; 0: the page is complete. */
    long unflushedFrom;
    /** The same for what came after the page that is being written was captured. */
    long unflushedFromAfterCapture;
    boolean flushing;
    /** Since when it waits for its page to be written; begins anew when that is put off. */
    long dirtySince;
    /** Since when its page is behind. */
    long behindSince;
    /** How many bytes of events its page lacks, and how large the page was when it was last read or written; 0: it never was. */
    long logged;
    int pageBytes;
    /** Its earliest appointment in the durable agenda that has not been seen to. */
    Optional<Storage.Appointment> scheduled = Optional.empty();
    /** Its appointment has come: the page is written again, even unchanged, so that the next one is made. */
    boolean revisit;

    /** Whether it was read; until then requests are parked. */
    boolean ready;
    /** Why it cannot be used, if so. */
    Optional<String> quarantine = Optional.empty();
    final Deque<Request> parked = new ArrayDeque<>(2);
    final List<Waiting.Waiter> waiters = new ArrayList<>(0);
    Optional<Steps.Run> run = Optional.empty();
    Optional<Instant> wakeAt = Optional.empty();
    boolean wakeUnderWay;
    /** A wake-up that changed nothing is not repeated before this. */
    Instant wakeNotBefore = Instant.MIN;
    /** The request that last changed it, or whose process it carries on. */
    Trace trace = Trace.NONE;
    /** How many of its requests are queued or in the batch under way. */
    int queued;

    Resident(Key key, Blueprint<?, ?> blueprint) {
        this.key = key;
        this.bucket = Storage.bucket(key.type(), key.id());
        this.blueprint = blueprint;
        become(blueprint.empty(), 0);
    }

    /** The confirmed state. */
    Object state() {
        return state;
    }

    /** The confirmed version. */
    long version() {
        return version;
    }

    /** The state with what was decided and is not durable yet. */
    Object decidedState() {
        return decidedState;
    }

    long decidedVersion() {
        return decidedVersion;
    }

    /** Takes over a confirmed state as read. */
    void become(Object newState, long newVersion) {
        state = newState;
        version = newVersion;
        decidedState = newState;
        decidedVersion = newVersion;
    }

    /** Applies an event that is on the log. */
    @SuppressWarnings("unchecked")
    void replay(Event event) {
        become(((Blueprint<Object, Event>) blueprint).apply(state, event), version + 1);
    }

    /** What the last decision makes of it. */
    void decide(Object newState, long newVersion) {
        decidedState = newState;
        decidedVersion = newVersion;
    }

    /** What a batch made of it is durable, by events of so many bytes in the segment of that position; the next batch may be ahead of it. */
    void confirm(Object newState, long newVersion, int bytes, long position) {
        state = newState;
        version = newVersion;
        logged += bytes;
        changed(position);
    }

    /** Its page lacks the events of that position. */
    void changed(long position) {
        changedAt = position;
        if (unflushedFrom == 0) {
            unflushedFrom = position;
            dirtySince = System.nanoTime();
            behindSince = dirtySince;
        }
        if (flushing && unflushedFromAfterCapture == 0) unflushedFromAfterCapture = position;
    }

    boolean dirty() {
        return unflushedFrom != 0;
    }

    /** Whether nothing would be lost if it were forgotten now. */
    boolean evictable() {
        return ready && !dirty() && !flushing && !revisit && queued == 0 && parked.isEmpty() && waiters.isEmpty() && run.isEmpty() && !wakeUnderWay
                && quarantine.isEmpty();
    }
}
