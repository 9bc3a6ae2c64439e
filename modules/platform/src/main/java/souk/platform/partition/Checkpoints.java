package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.journal.Storage;

/**
 * Up to where the pages of a partition are complete and its agenda is seen to, as it is stored for the next start: so much of the log it need not read. Moves on behind the
 * {@link Pages}, never past what one of them lacks. Only the partition's own thread comes here.
 */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long ALARM_EVERY = TimeUnit.MINUTES.toNanos(1);

    /** The checkpoint was written, or not. */
    record Written(long incarnation, Storage.Checkpoint checkpoint, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record Weight(long position, int bytes) {}

    private final PartitionSetup setup;
    private final String cache;
    private final long incarnation;
    private final Residents residents;
    private final Agenda agenda;
    private final Pipe pipe;
    private final Respite respite;
    private final Deque<Weight> beyond = new ArrayDeque<>();
    private long bytesBeyond;
    private boolean writing;
    private long writtenAt = System.nanoTime();
    private long movedAt = System.nanoTime();
    private long alarmedAt = System.nanoTime() - ALARM_EVERY;
    private Storage.Checkpoint checkpoint;
    private Instant handled;

    /**
     * @param checkpoint that this start has read
     * @param pipe       sends the partition what comes of a write
     */
    Checkpoints(PartitionSetup setup, String cache, long incarnation, Residents residents, Agenda agenda, Storage.Checkpoint checkpoint, Pipe pipe, Respite respite) {
        this.setup = setup;
        this.cache = cache;
        this.incarnation = incarnation;
        this.residents = residents;
        this.agenda = agenda;
        this.checkpoint = checkpoint;
        this.handled = checkpoint.handled();
        this.pipe = pipe;
        this.respite = respite;
    }

    /** A segment of that size was confirmed. */
    void appended(long position, int bytes) {
        beyond.add(new Weight(position, bytes));
        bytesBeyond += bytes;
    }

    /** So many bytes this owner has written to the log that some page still lacked when it was last looked. */
    long bytesBeyond() {
        return bytesBeyond;
    }

    /**
     * Moves it as far as the pages allow, not more often than once a second unless it is the {@code last} time. The last segment always stays
     * beyond it, since a start takes its time from there.
     *
     * @param position the last confirmed position
     */
    void move(long position, Instant now, boolean last) {
        if (writing || respite.lasts() || !last && System.nanoTime() - writtenAt < EVERY) return;
        writtenAt = System.nanoTime();
        long flushed = Math.min(residents.firstUnflushed(), position) - 1;
        while (!beyond.isEmpty() && beyond.peek().position() <= flushed) bytesBeyond -= beyond.poll().bytes();
        long complete = Math.max(checkpoint.position(), Math.min(flushed, residents.firstHeld() - 1));
        if (!residents.held().isEmpty()) alarm(position);
        Instant until = agenda.handledUntil(now);
        boolean later = until.isAfter(checkpoint.handled().plus(setup.settings().flushAfter()));
        if (complete == checkpoint.position() && !(later && complete > 0 && position > complete + 1)) return;
        if (until.isAfter(handled)) handled = until;
        var next = new Storage.Checkpoint(complete, handled);
        writing = true;
        pipe.to(setup.storage().writeCheckpoint(cache, next), (done, failure) -> new Written(incarnation, next, failure));
    }

    private void alarm(long position) {
        if (System.nanoTime() - alarmedAt < ALARM_EVERY) return;
        alarmedAt = System.nanoTime();
        LOG.error("{} aggregates of {} cannot be read and hold its checkpoint at {}, {} segments behind; each start reads those. Start a version that can read them, "
                + "or rebuild their pages: {}", residents.held().size(), setup.log(), checkpoint.position(), position - checkpoint.position(),
                residents.held().keySet().stream().limit(10).toList());
    }

    /** A write of it came back. */
    void written(Written written) {
        writing = false;
        if (written.failure() != null) {
            LOG.warn("The checkpoint of {} was not written ({}); it is tried again", setup.log(), written.failure().toString());
            respite.failed();
            return;
        }
        respite.succeeded();
        if (!checkpoint.handled().equals(Instant.EPOCH) && !written.checkpoint().handled().equals(checkpoint.handled())) {
            setup.storage().forgetAgendaBefore(cache, checkpoint.handled(), written.checkpoint().handled());
        }
        if (written.checkpoint().position() > checkpoint.position()) movedAt = System.nanoTime();
        checkpoint = written.checkpoint();
    }

    /** The position up to which the pages are complete. */
    long position() {
        return checkpoint.position();
    }

    /** Whether an appointment of that time counts as seen to, or will when the write under way has succeeded. */
    boolean handled(Instant at) {
        return at.isBefore(handled);
    }

    /**
     * Since when it has been where it is, by {@link System#nanoTime}; now, if it is at the end.
     *
     * @param position the last confirmed position
     */
    long movedAt(long position) {
        if (checkpoint.position() >= position - 1) movedAt = System.nanoTime();
        return movedAt;
    }

    /** Whether a write is under way. */
    boolean busy() {
        return writing;
    }
}
