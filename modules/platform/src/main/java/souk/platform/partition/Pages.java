package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;

/**
 * Writes confirmed states to their pages, oldest first, and moves the checkpoint behind them: first the appointment that a state needs,
 * then its page, then, when no page before a position is missing, the checkpoint. Only the partition's own thread comes here.
 */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    /** A page was written, or not. */
    record Written(long incarnation, Key key, boolean revisited, Optional<Storage.Appointment> made, Throwable failure)
            implements PartitionMessage, NoSerializationVerificationNeeded {}

    /** The checkpoint was written, or not. */
    record CheckpointWritten(long incarnation, Storage.Checkpoint checkpoint, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record Weight(long position, int bytes) {}

    private final PartitionSetup setup;
    private final long incarnation;
    private final Residents residents;
    private final Agenda agenda;
    private final BiFunction<CompletionStage<?>, java.util.function.Function<Throwable, PartitionMessage>, Void> pipe;
    private final Deque<Weight> beyondCheckpoint = new ArrayDeque<>();
    private long bytesBeyondCheckpoint;
    private int writing;
    private boolean checkpointing;
    private Storage.Checkpoint checkpoint;

    /** @param pipe sends the partition what comes of a write */
    Pages(PartitionSetup setup, long incarnation, Residents residents, Agenda agenda, Storage.Checkpoint checkpoint,
            BiFunction<CompletionStage<?>, java.util.function.Function<Throwable, PartitionMessage>, Void> pipe) {
        this.setup = setup;
        this.incarnation = incarnation;
        this.residents = residents;
        this.agenda = agenda;
        this.checkpoint = checkpoint;
        this.pipe = pipe;
    }

    /** A segment of that size was confirmed. */
    void appended(long position, int bytes) {
        beyondCheckpoint.add(new Weight(position, bytes));
        bytesBeyondCheckpoint += bytes;
    }

    /** Starts writing the pages whose time has come, as many side by side as allowed; with {@code all}, every page that is behind. */
    void flush(Instant now, boolean all) {
        boolean hurry = all || bytesBeyondCheckpoint > setup.settings().flushBytes() || residents.dirty().size() > setup.settings().residents() / 2;
        long before = System.nanoTime() - setup.settings().flushAfter().toNanos();
        List<Resident> due = new ArrayList<>();
        for (Resident resident : residents.dirty()) {
            if (writing + due.size() >= setup.settings().flushTogether()) break;
            if (!resident.flushing && resident.ready && (hurry || resident.dirtySince - before < 0)) due.add(resident);
        }
        due.forEach(resident -> write(resident, now));
    }

    private void write(Resident resident, Instant now) {
        Optional<Storage.Appointment> due = appointment(resident, now);
        boolean make = due.isPresent() && (resident.revisit || resident.scheduled.isEmpty() || due.get().at().isBefore(resident.scheduled.get().at()));
        Optional<Storage.Appointment> stands = make ? due : resident.revisit ? Optional.empty() : resident.scheduled;
        byte[] body;
        try {
            body = Codec.encode(resident.state());
        } catch (RuntimeException e) {
            LOG.error("The state of {} cannot be stored, so the checkpoint stays before it", resident.key, e);
            resident.dirtySince = System.nanoTime();
            return;
        }
        var page = new Storage.Page(resident.changedAt, resident.version(), resident.blueprint.pageVersion(), stands.map(Storage.Appointment::at), body);
        resident.flushing = true;
        resident.unflushedFromAfterCapture = 0;
        writing++;
        boolean revisited = resident.revisit;
        CompletionStage<?> appointed = make ? setup.storage().appoint(setup.log(), due.get()) : CompletableFuture.completedFuture(null);
        pipe.apply(appointed.thenCompose(made -> setup.storage().writePage(resident.key.type(), resident.key.id(), page)),
                failure -> new Written(incarnation, resident.key, revisited, make ? due : Optional.empty(), failure));
    }

    /** When somebody must look at this state again, even if nobody asks for it. */
    private Optional<Storage.Appointment> appointment(Resident resident, Instant now) {
        if (resident.run.isPresent()) return Optional.of(new Storage.Appointment(now, resident.key.type(), resident.key.id(), Storage.Due.STEP));
        return resident.wakeAt.map(at -> new Storage.Appointment(at.isBefore(now) ? now : at, resident.key.type(), resident.key.id(), Storage.Due.WAKE));
    }

    /** A page write came back. */
    void written(Written written) {
        writing--;
        Resident resident = residents.find(written.key());
        resident.flushing = false;
        if (written.failure() != null) {
            LOG.warn("The page of {} was not written ({}); it is tried again", written.key(), written.failure().toString());
            resident.dirtySince = System.nanoTime();
            return;
        }
        setup.stats().pagesWritten.increment();
        resident.unflushedFrom = resident.unflushedFromAfterCapture;
        resident.unflushedFromAfterCapture = 0;
        if (written.revisited()) {
            resident.scheduled.ifPresent(old -> agenda.handled(resident.key, old.at()));
            resident.scheduled = Optional.empty();
            resident.revisit = false;
        }
        if (written.made().isPresent()) {
            resident.scheduled = written.made();
            agenda.opened(written.made().get());
        }
        residents.markClean(resident);
        if (resident.dirty()) {
            resident.dirtySince = System.nanoTime();
            residents.markDirty(resident);
        }
    }

    /**
     * Moves the checkpoint as far as the pages allow. The last segment always stays beyond it, since a start takes its time from there.
     *
     * @param position the last confirmed position
     */
    void checkpoint(long position, Instant now) {
        if (checkpointing) return;
        long complete = Math.max(checkpoint.position(), Math.min(residents.firstUnflushed(), position) - 1);
        Instant handled = agenda.handledUntil(now);
        boolean later = handled.isAfter(checkpoint.handled().plus(setup.settings().flushAfter()));
        if (complete == checkpoint.position() && !(later && complete > 0 && position > complete + 1)) return;
        var next = new Storage.Checkpoint(complete, handled.isAfter(checkpoint.handled()) ? handled : checkpoint.handled());
        checkpointing = true;
        pipe.apply(setup.storage().writeCheckpoint(setup.log(), next), failure -> new CheckpointWritten(incarnation, next, failure));
    }

    void checkpointWritten(CheckpointWritten written) {
        checkpointing = false;
        if (written.failure() != null) {
            LOG.warn("The checkpoint of {} was not written ({}); it is tried again", setup.log(), written.failure().toString());
            return;
        }
        if (!checkpoint.handled().equals(Instant.EPOCH) && !written.checkpoint().handled().equals(checkpoint.handled())) {
            setup.storage().forgetAgendaBefore(setup.log(), checkpoint.handled(), written.checkpoint().handled());
        }
        checkpoint = written.checkpoint();
        while (!beyondCheckpoint.isEmpty() && beyondCheckpoint.peek().position() <= checkpoint.position()) bytesBeyondCheckpoint -= beyondCheckpoint.poll().bytes();
    }

    /** Whether writes are under way. */
    boolean busy() {
        return writing > 0 || checkpointing;
    }

    Storage.Checkpoint checkpoint() {
        return checkpoint;
    }
}
