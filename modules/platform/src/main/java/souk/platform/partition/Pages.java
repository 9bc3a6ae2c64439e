package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.wire.Codec;

/**
 * Writes confirmed states to their pages, oldest first: first the appointment that a state needs, then its page; the {@link Checkpoints} move
 * on behind them, when no page before a position is missing. A page whose time has come takes along the others of its
 * bucket, since one statement costs the database about the same for many rows as for one. Only the partition's own thread
 * comes here, but for what is encoded and written of states that were captured.
 */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    /** When much log lies beyond the checkpoint a page may be behind for so much less; not for nothing, or a hot aggregate would be written each time. */
    private static final int HURRY = 8;
    /** A page of so many bytes is large: it is put off until the events that it saves a start are as many bytes, but not for longer than so many times as others. */
    private static final int LARGE = 8 * 1024;
    private static final int LONGER = 8;
    /** How large a page is thought to be that was never written. */
    private static final int USUAL = 512;

    /** What of an aggregate was captured for its page, and the appointment that was made with it. */
    private record Captured(Key key, Object state, long version, long changedAt, int form, boolean revisited, Optional<Storage.Appointment> made, Optional<Instant> stands) {
        Storage.PageOf page(byte[] body) {
            return new Storage.PageOf(key.type(), key.id(), new Storage.Page(changedAt, version, form, stands, body));
        }
    }

    /** How large the page of a captured state is; less than 0: it cannot be stored. */
    private record Size(Captured of, int bytes) {}

    /** The pages of a bucket were written, or not; how large they are is not known if not. */
    record Written(long incarnation, List<Captured> pages, List<Size> sizes, Instant at, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final String cache;
    private final long incarnation;
    private final Residents residents;
    private final Agenda agenda;
    private final Pipe pipe;
    private final Executor executor;
    private final Checkpoints checkpoints;
    private final Respite respite;
    private int writing;

    /**
     * @param pipe     sends the partition what comes of a write
     * @param executor where states are encoded: a large one would keep the partition from deciding
     */
    Pages(PartitionSetup setup, String cache, long incarnation, Residents residents, Agenda agenda, Checkpoints checkpoints, Respite respite, Pipe pipe, Executor executor) {
        this.setup = setup;
        this.cache = cache;
        this.incarnation = incarnation;
        this.residents = residents;
        this.agenda = agenda;
        this.checkpoints = checkpoints;
        this.respite = respite;
        this.pipe = pipe;
        this.executor = executor;
    }

    /** Starts writing the pages whose time has come, as many buckets side by side as allowed; with {@code all}, every page that is behind. */
    void flush(Instant now, boolean all) {
        if (respite.lasts()) return;
        long patience = setup.settings().flushAfter().toNanos();
        boolean anyhow = all || crowded();
        if (anyhow) patience = 0;
        else if (checkpoints.bytesBeyond() > setup.settings().flushBytes()) patience /= HURRY;
        long before = System.nanoTime() - patience;
        // What has only just changed may be about to change again: it does not ride along, or it would soon be written twice.
        long settled = before + patience - patience / HURRY;
        for (var due = due(before, anyhow); due.isPresent() && writing < setup.settings().flushTogether(); due = due(before, anyhow)) write(bucket(due.get(), settled, anyhow), now);
    }

    /** The first page that is behind since a time, and not being written; what is put off goes to the end. */
    private Optional<Resident> due(long before, boolean anyhow) {
        for (var found = firstDue(before); found.isPresent(); found = firstDue(before)) {
            if (anyhow || worthIt(found.get())) return found;
            later(found.get());
        }
        return Optional.empty();
    }

    private Optional<Resident> firstDue(long before) {
        for (Resident resident : residents.dirty()) {
            // They are in the order of their times: what is under way comes first, and after the first that can wait all can.
            if (resident.dirtySince - before > 0) return Optional.empty();
            if (!resident.flushing) return Optional.of(resident);
        }
        return Optional.empty();
    }

    /** Whether it is small, or saves a start enough, or was put off for long: a large page after every few events would cost more than the events. */
    private boolean worthIt(Resident resident) {
        return resident.pageBytes < LARGE || resident.revisit || resident.logged >= resident.pageBytes
                || System.nanoTime() - resident.behindSince > LONGER * setup.settings().flushAfter().toNanos();
    }

    /** The page whose time has come and those of its bucket that were changed before {@code settled}. */
    private List<Resident> bucket(Resident due, long settled, boolean anyhow) {
        var together = new ArrayList<Resident>();
        together.add(due);
        for (Resident resident : residents.dirtyBeside(due)) {
            if (resident != due && !resident.flushing && resident.dirtySince - settled <= 0 && (anyhow || worthIt(resident))) together.add(resident);
        }
        return together;
    }

    /** Whether so many aggregates are ahead of their pages that they crowd out the others. */
    boolean crowded() {
        return residents.dirty().size() > setup.settings().residents() / 2;
    }

    private void write(List<Resident> bucket, Instant now) {
        var captured = new ArrayList<Captured>();
        var appointments = new ArrayList<Storage.Appointment>();
        long bytes = 0;
        for (Resident resident : bucket) {
            // The rest is still due, and goes with the next statement.
            if (bytes > setup.settings().flushStatement()) break;
            bytes += Math.max(resident.pageBytes, USUAL);
            Optional<Storage.Appointment> due = appointment(resident, now);
            boolean make = due.isPresent() && (resident.revisit || resident.scheduled.filter(standing -> covers(standing, due.get())).isEmpty());
            Optional<Storage.Appointment> stands = make ? due : resident.revisit ? Optional.empty() : resident.scheduled;
            captured.add(new Captured(resident.key, resident.state(), resident.version(), resident.changedAt, resident.blueprint.pageVersion(), resident.revisit, make ? due : Optional.empty(),
                    stands.map(Storage.Appointment::at)));
            resident.flushing = true;
            resident.unflushedFromAfterCapture = 0;
            resident.logged = 0;
            resident.behindSince = System.nanoTime();
            if (make) appointments.add(due.get());
        }
        writing++;
        // Open from now on: their times may come before it is known that they were made, and must not count as seen to.
        appointments.forEach(agenda::opened);
        CompletionStage<?> appointed = appointments.isEmpty() ? CompletableFuture.completedFuture(null) : setup.storage().appoint(cache, appointments);
        pipe.to(appointed.thenComposeAsync(made -> write(bucket.get(0).bucket, captured), executor),
                (sizes, failure) -> new Written(incarnation, captured, failure == null ? sizes : List.of(), now, failure));
    }

    /** Nothing of the partition is touched here, only what was captured. */
    private CompletionStage<List<Size>> write(int bucket, List<Captured> captured) {
        var pages = new ArrayList<Storage.PageOf>();
        var sizes = new ArrayList<Size>();
        for (Captured each : captured) {
            try {
                byte[] body = Codec.encode(each.state());
                pages.add(each.page(body));
                sizes.add(new Size(each, body.length));
            } catch (RuntimeException e) {
                LOG.error("The state of {} cannot be stored, so the checkpoint stays before it", each.key(), e);
                sizes.add(new Size(each, -1));
            }
        }
        return pages.isEmpty() ? CompletableFuture.completedFuture(sizes) : setup.storage().writePages(cache, bucket, pages).thenApply(done -> sizes);
    }

    /**
     * When somebody must look at this state again, even if nobody asks for it. What is under way is seen to from memory; its appointment
     * is for the next owner, who looks at such ones at once, so it may lie ahead by a part of what a start reads.
     */
    private Optional<Storage.Appointment> appointment(Resident resident, Instant now) {
        boolean overdue = resident.wakeAt.filter(at -> !at.isAfter(now)).isPresent();
        if (resident.run.isEmpty() && !overdue) return resident.wakeAt.map(at -> new Storage.Appointment(at, resident.key.type(), resident.key.id(), Storage.Due.WAKE));
        Instant at = now.plus(setup.settings().horizon().dividedBy(4));
        if (resident.run.isPresent() && resident.run.get().notBefore().isAfter(at)) at = resident.run.get().notBefore();
        if (!overdue && resident.wakeAt.isPresent() && resident.wakeAt.get().isBefore(at)) at = resident.wakeAt.get();
        return Optional.of(new Storage.Appointment(at, resident.key.type(), resident.key.id(), Storage.Due.STEP));
    }

    private static boolean covers(Storage.Appointment standing, Storage.Appointment due) {
        return !due.at().isBefore(standing.at()) && (due.due() == Storage.Due.WAKE || standing.due() == Storage.Due.STEP);
    }

    /** A write of pages came back. */
    void written(Written written) {
        writing--;
        if (written.failure() == null) {
            respite.succeeded();
            written.sizes().forEach(size -> written(size, written.at()));
        } else {
            LOG.warn("{} pages of {}, {} among them, were not written ({}); it is tried again", written.pages().size(), setup.log(), written.pages().get(0).key(),
                    written.failure().toString());
            written.pages().forEach(page -> notWritten(residents.find(page.key())));
            respite.failed();
        }
    }

    private void written(Size page, Instant at) {
        Resident resident = residents.find(page.of().key());
        if (page.bytes() < 0) {
            notWritten(resident);
            return;
        }
        setup.stats().pagesWritten.increment();
        resident.pageBytes = page.bytes();
        resident.flushing = false;
        resident.unflushedFrom = resident.unflushedFromAfterCapture;
        resident.unflushedFromAfterCapture = 0;
        if (page.of().revisited()) {
            agenda.handled(resident.key, at);
            resident.scheduled = Optional.empty();
            resident.revisit = false;
        }
        if (page.of().made().isPresent()) {
            resident.scheduled = page.of().made();
            // Once more: when it was begun its time may have lain beyond what was read, and be within that now.
            agenda.opened(page.of().made().get());
        }
        residents.markClean(resident);
        // It may have changed, or its appointment may have come, while the page was written.
        if (resident.dirty() || resident.revisit) {
            resident.dirtySince = System.nanoTime();
            residents.markDirty(resident);
        }
    }

    /** Not put off any longer when its time comes again. */
    private void notWritten(Resident resident) {
        resident.flushing = false;
        resident.logged = resident.pageBytes;
        later(resident);
    }

    private void later(Resident resident) {
        resident.dirtySince = System.nanoTime();
        residents.toTheEnd(resident);
    }

    /**
     * Takes over the appointment that a page names. If the checkpoint says already that everything of that time was seen to, an owner of
     * before has written the page after this one had read the agenda: then the page is written again, before the checkpoint passes it.
     */
    void read(Resident resident, Storage.Page page) {
        if (page.scheduledAt().isEmpty()) return;
        var standing = new Storage.Appointment(page.scheduledAt().get(), resident.key.type(), resident.key.id(), Storage.Due.WAKE);
        resident.scheduled = Optional.of(standing);
        agenda.opened(standing);
        if (checkpoints.handled(standing.at()) && page.position() > checkpoints.position() && !resident.dirty()) {
            resident.unflushedFrom = page.position();
            resident.dirtySince = System.nanoTime();
            residents.markDirty(resident);
        }
    }

    /** Whether writes are under way. */
    boolean busy() {
        return writing > 0;
    }
}
