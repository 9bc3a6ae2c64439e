package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.journal.Append;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.metrics.PartitionMeter;
import souk.platform.partition.Resident.Key;
import souk.platform.partition.Work.Origin;

/**
 * What one start of a partition has in memory, and what happens there: requests find their aggregates, wait, are decided in batches and
 * answered once those are durable; times that have come are seen to. The {@link Partition} says when a batch may be decided and when it
 * is durable; it throws the room away when its log fails. Only the partition's own thread comes here.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    /** The agenda was read, or not. */
    record AgendaRead(long incarnation, Instant until, List<Storage.Appointment> found, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final String cache;
    private final PartitionSettings settings;
    private final PartitionStats stats;
    private final long incarnation;
    private final PartitionClock clock;
    private final Replies replies;
    private final Pipe pipe;
    private final Runnable somethingToDecide;
    private final BooleanSupplier proven;

    private final Residents residents;
    private final Agenda agenda;
    private final Loading loading;
    private final Checkpoints checkpoints;
    private final Respite respite;
    private final Pages pages;
    private final Steps steps;
    private final Waiting waiting;
    private final Followup followup;
    private final Watchers watchers = new Watchers();

    private final Deque<Work> clients = new ArrayDeque<>();
    private final Deque<Work> own = new ArrayDeque<>();
    /** What was decided while the batch before it is being written; null: nothing. */
    private Batch next;
    private final Set<Key> afterProof = new LinkedHashSet<>();
    private boolean justProven;
    private boolean agendaReading;
    private boolean ended;

    /**
     * @param cache             where its pages, its checkpoint and its agenda are
     * @param executor          where pages are encoded
     * @param checkpoint        up to where the pages are complete
     * @param tail              what the log holds beyond it
     * @param somethingToDecide called when there is, again and again
     * @param proven            whether what is known here may be told without asking
     */
    Room(PartitionSetup setup, String cache, long incarnation, PartitionClock clock, Replies replies, Pipe pipe, Executor executor, Storage.Checkpoint checkpoint, List<Segment> tail, Runnable somethingToDecide,
            BooleanSupplier proven) {
        this.setup = setup;
        this.cache = cache;
        this.settings = setup.settings();
        this.stats = setup.stats();
        this.incarnation = incarnation;
        this.clock = clock;
        this.replies = replies;
        this.pipe = pipe;
        this.somethingToDecide = somethingToDecide;
        this.proven = () -> justProven || proven.getAsBoolean();
        residents = new Residents(setup.names(), settings.residents(), tail.isEmpty() ? checkpoint.position() : tail.get(tail.size() - 1).position());
        residents.keepTail(tail);
        // Before the first checkpoint no appointment is older than the log.
        agenda = new Agenda(checkpoint.position() > 0 ? checkpoint.handled() : tail.isEmpty() ? clock.now() : tail.get(0).now());
        loading = new Loading(setup, cache, incarnation, residents, pipe);
        respite = new Respite(settings);
        checkpoints = new Checkpoints(setup, cache, incarnation, residents, agenda, checkpoint, pipe, respite);
        pages = new Pages(setup, cache, incarnation, residents, agenda, checkpoints, respite, pipe, executor);
        steps = new Steps(setup, incarnation, pipe, agenda::remind, this::queueResult, this.proven, this::lookAfterProof);
        waiting = new Waiting(settings, replies);
        followup = new Followup(settings, residents, agenda, steps, waiting, this::queueOwn);
    }

    // ---- beginning ----

    /** The log is this partition's own: what was under way goes on, without anybody asking. */
    void begin() {
        readAgenda();
        LOG.info("{}: {} aggregates to read from the tail", setup.log(), residents.tailKeys().size());
        loading.lookAt(residents.tailKeys());
    }

    /** The time. However far it has jumped, what is to be remembered for soon after it is within what the memory holds. */
    private Instant now() {
        Instant now = clock.now();
        agenda.asking(now.plus(settings.horizon()));
        return now;
    }

    private void readAgenda() {
        if (agendaReading) return;
        agendaReading = true;
        Instant until = now().plus(settings.horizon());
        pipe.to(setup.storage().agenda(cache, agenda.loadedUntil(), until), (found, failure) -> new AgendaRead(incarnation, until, found, failure));
    }

    void agendaRead(AgendaRead read) {
        agendaReading = false;
        if (read.failure() != null) {
            LOG.warn("The agenda of {} cannot be read ({}); it is tried again", setup.log(), read.failure().toString());
            return;
        }
        agenda.extend(read.until(), read.found());
        // A process that was under way when the node went down goes on at once, not at its time.
        for (Storage.Appointment each : read.found()) if (each.due() == Storage.Due.STEP) look(new Key(each.type(), each.id()));
    }

    // ---- requests ----

    void admit(Request request) {
        // Whoever asked has given up, so nothing is owed. Decided here already, because a late copy is not fresh whatever it says.
        if (request.late()) return;
        if (queued() >= settings.queue() || residents.dirty().size() > 2 * settings.residents()) {
            replies.turnAway(request);
            return;
        }
        var key = new Key(request.to().type(), request.to().id());
        Resident resident = residents.find(key);
        boolean unstored = resident == null && (request.fresh() || residents.haveAllBegunSince(request.since()));
        if (resident == null) resident = unstored ? residents.fresh(key) : loading.load(key);
        if (resident.ready) take(request, resident);
        else loading.park(request, resident);
        if (unstored) residents.evict();
    }

    /** How many commands wait: for their aggregates, for being decided, or for the batch before theirs. */
    private int queued() {
        return clients.size() + loading.parked() + (next == null ? 0 : next.size());
    }

    /** Somebody wants to hear of changes. */
    void watch(Watch watch) {
        watchers.watch(watch);
    }

    private void take(Request request, Resident resident) {
        Blueprint.Handling handling = resident.blueprint.handling(request.command());
        if (resident.quarantine.isPresent()) {
            replies.answer(request, handling.name(), Outcome.refused(Rejection.Kind.OVERLOADED, "quarantined",
                    "What is stored of this cannot be read; it was reported to the operators and nothing else is affected."));
        } else if (handling instanceof Blueprint.Answered question && proven.getAsBoolean()) {
            stats.questions.increment();
            replies.answer(request, handling.name(), ask(question, request, resident));
        } else {
            resident.queued++;
            clients.add(new Work(request, resident, Origin.CLIENT, 0));
            somethingToDecide.run();
        }
    }

    private Outcome<?> ask(Blueprint.Answered question, Request request, Resident resident) {
        try {
            return question.answer().answer(resident.state(), request.command(), clock.now());
        } catch (RuntimeException e) {
            request.trace().during(() -> LOG.error("{} failed to answer {}", resident.key, question.name(), e));
            return Outcome.refused(Rejection.Kind.FAULT, "internal-error", "This could not be answered because of a mistake of ours; it is in our log under " + resident.key + ".");
        }
    }

    void pageRead(Loading.PageRead read) {
        Resident resident = residents.find(read.key());
        List<Request> requests = loading.came(resident);
        Throwable failure = read.failure() == null ? null : Append.cause(read.failure());
        if (failure != null && !(failure instanceof Storage.Unreadable)) {
            residents.forget(read.key());
            requests.forEach(replies::turnAway);
            LOG.warn("{} cannot be read ({}); it is tried again", read.key(), failure.toString());
            agenda.remind(now().plus(settings.maxBackoff()), read.key());
            return;
        }
        if (failure != null) residents.quarantine(resident, failure.getMessage());
        else if (residents.restore(resident, read.page().orElse(null))) read.page().ifPresent(page -> pages.read(resident, page));
        if (resident.quarantine.isPresent()) {
            stats.quarantined.increment();
            LOG.error("{} is in quarantine: {}", read.key(), resident.quarantine.get());
        } else {
            followup.changed(resident, now());
        }
        requests.forEach(request -> take(request, resident));
        residents.evict();
    }

    // ---- deciding ----

    /** Decides what waits, as much as goes into the next segment, also while the one before it is being written. */
    void decide() {
        if (own.isEmpty() && clients.isEmpty()) return;
        long began = System.nanoTime();
        Instant now = now();
        if (next == null) next = batch(now);
        // Results of steps and deadlines first: they end what holds stock and money, however many clients are queued.
        fill(own, now);
        fill(clients, now);
        stats.decideNanos.add(System.nanoTime() - began);
    }

    /** The next batch; nothing if nothing waits, not even for a proof that the log is still our own. */
    Optional<Batch> next() {
        decide();
        if (next == null && afterProof.isEmpty()) return Optional.empty();
        var batch = next == null ? batch(now()) : next;
        next = null;
        return Optional.of(batch);
    }

    /** Whether the next batch has something to write. */
    boolean nextHasEvents() {
        return next != null && next.hasEvents();
    }

    private Batch batch(Instant now) {
        return new Batch(setup.names(), now, settings.segmentBytes(), settings.segmentCommands());
    }

    private void fill(Deque<Work> queue, Instant now) {
        while (!queue.isEmpty() && !next.full()) {
            Work work = queue.peek();
            if (work.origin() == Origin.CLIENT && work.request().late()) {
                work.resident().queued--;
                queue.poll();
                continue;
            }
            if (!next.decide(work, now)) return;
            queue.poll();
        }
    }

    /** The batch is durable in the segment of that position. */
    void confirmed(Batch batch, long position) {
        checkpoints.appended(position, batch.weight());
        batch.confirm(position);
        batch.changed().forEach(residents::markDirty);
        finish(batch);
        watchers.changed(batch.changed());
        for (Resident resident : batch.changed()) followup.changed(resident, now());
        if (pages.crowded()) pages.flush(now(), false);
        residents.evict();
    }

    /** Answers a batch whose events, if any, are durable, and which proves that the log is our own. */
    void finish(Batch batch) {
        for (Batch.Answer each : batch.answers()) {
            Work work = each.work();
            Resident resident = work.resident();
            resident.queued--;
            stats.commands.increment();
            boolean refused = each.outcome() instanceof Outcome.Refused;
            if (refused) stats.refused.increment();
            stats.meter.decided(resident.key.type(), each.outcome());
            switch (work.origin()) {
                case CLIENT -> {
                    if (each.handling() instanceof Blueprint.Awaited awaited && !refused) waiting.await(work.request(), resident, awaited);
                    else replies.answer(work.request(), each.handling().name(), each.outcome());
                }
                case STEP -> steps.reported(resident, work.run(), each.outcome(), batch.now());
                case WAKE -> followup.woken(resident, each.outcome(), batch.now());
            }
        }
        if (afterProof.isEmpty()) return;
        var keys = List.copyOf(afterProof);
        afterProof.clear();
        justProven = true;
        keys.forEach(this::look);
        justProven = false;
    }

    private void lookAfterProof(Key key) {
        afterProof.add(key);
        somethingToDecide.run();
    }

    private void queueResult(Resident resident, Command<?> command) {
        var run = resident.run.orElseThrow();
        queueOwn(resident, command, Origin.STEP, run.id, resident.key + "#" + run.version + " " + run.name());
    }

    private void queueOwn(Resident resident, Command<?> command, Origin origin, long run, String cause) {
        var to = new Address<Command<?>>(resident.key.type(), resident.key.id());
        resident.queued++;
        own.add(new Work(new Request(to, command, null, 0, Long.MAX_VALUE, cause, false, 0, resident.trace), resident, origin, run));
        somethingToDecide.run();
    }

    // ---- as time goes by ----

    void stepAnswered(Steps.Answered answered) {
        Resident resident = ended ? null : residents.find(answered.key());
        if (resident != null) steps.answered(resident, answered, now());
    }

    /** @param position the last confirmed position */
    void tick(long position) {
        Instant now = now();
        pages.flush(now, false);
        checkpoints.move(position, now, false);
        stats.meter.stands(standing(position));
        agenda.pop(now).forEach(this::look);
        if (agenda.loadedUntil().isBefore(now.plus(settings.horizon().dividedBy(2)))) readAgenda();
        waiting.endWhoseTimeIsOver();
        watchers.forgetOverdue();
    }

    private PartitionMeter.Standing standing(long position) {
        return new PartitionMeter.Standing(queued() + own.size(), settings.queue(), residents.size(), residents.dirty().size(), position, checkpoints.position(),
                checkpoints.movedAt(position), System.nanoTime());
    }

    private void look(Key key) {
        Resident resident = residents.find(key);
        if (resident == null) loading.lookAt(List.of(key));
        else if (resident.ready) followup.look(resident, now());
    }

    void pageWritten(Pages.Written written) {
        pages.written(written);
        pages.flush(now(), false);
        residents.evict();
    }

    void checkpointWritten(Checkpoints.Written written) {
        checkpoints.written(written);
    }

    // ---- ending ----

    /** Takes no more and begins nothing more; who waits in the queue is turned away. */
    void end() {
        ended = true;
        followup.end();
        // What was decided and not handed over has not happened.
        if (next != null) next.clients().forEach(replies::turnAway);
        next = null;
        clients.forEach(work -> replies.turnAway(work.request()));
        clients.clear();
        own.clear();
        afterProof.clear();
    }

    /** Whether every page is written and the checkpoint is behind them; until then, writes on. */
    boolean drained(long position) {
        pages.flush(now(), true);
        if (!busy() && residents.dirty().isEmpty()) checkpoints.move(position, now(), true);
        return !busy();
    }

    /** Whether writes are under way, or wait for the database to recover. */
    private boolean busy() {
        return pages.busy() || checkpoints.busy() || respite.lasts();
    }

    /** Tells those who wait for a process what is known: what they asked for is durable, its outcome is for the next owner to bring about. */
    void endWaiting() {
        waiting.endAll();
    }

    /** Answers everybody who is still here; nothing is remembered. */
    void leave() {
        stats.meter.gone();
        end();
        loading.leave().forEach(replies::turnAway);
        waiting.unknownToAll();
    }
}
