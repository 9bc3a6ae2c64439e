package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.journal.Append;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;
import souk.platform.partition.Work.Origin;
import souk.platform.reading.Reading;

/**
 * The gate of a partition: one actor that hosts the aggregates whose ids hash to it, decides their commands one after the other, and has
 * the events of all the commands of a batch written as one segment. While a segment is written commands queue; when it is durable all
 * of them go as the next batch.
 *
 * <pre>
 *   starting --log read--> fencing --own first segment durable--> idle &lt;--> writing
 *      ^                      |                                     |          |
 *      |                      +----------- log stopped -------------+----------+
 *      +--- after a pause --- failed &lt;------+
 *
 *   Stop in idle or writing: draining (confirm and answer the write under way, turn the queue away, flush) -> stopped
 *   Stop elsewhere: stopped
 * </pre>
 *
 * <ul>
 * <li>Nothing is handed to the log before recovery is complete and a segment of this start is on it: from then on an older owner cannot append.
 * <li>Every answer, refusals too, rests on confirmed state only.
 * <li>When the log fails, what was handed over is answered UNKNOWN_OUTCOME, never as a refusal, everything in memory is forgotten, and the
 * log is read anew after a pause.
 * <li>What a start has made (its log, what it remembers) lives in a {@link Room}; messages of an earlier start are dropped.
 * </ul>
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster-sharding.html">cluster sharding</a> (one entity a partition).
 */
public final class Partition extends AbstractBehavior<PartitionMessage> {

    /** Stop: confirm and answer what is under way, write the pages, end. */
    public enum Stop implements PartitionMessage { NOW }

    private enum State { STARTING, FENCING, IDLE, WRITING, DRAINING, FAILED }

    private enum Tick implements PartitionMessage, NoSerializationVerificationNeeded { TICK }

    private enum Restart implements PartitionMessage, NoSerializationVerificationNeeded { NOW }

    private enum DrainOver implements PartitionMessage, NoSerializationVerificationNeeded { NOW }

    private record LogStopped(long incarnation) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record CheckpointRead(long incarnation, Storage.Checkpoint checkpoint, List<Segment> tail, Throwable failure)
            implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record AgendaRead(long incarnation, Instant until, List<Storage.Appointment> found, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final PartitionSettings settings;
    private final PartitionStats stats;
    private final TimerScheduler<PartitionMessage> timers;
    private final Replies replies;
    private final PartitionClock clock;

    private State state = State.STARTING;
    private long incarnation;
    private int failures;
    private long servingSince;
    private ActorRef<Log.Append> log;
    private ActorRef<Reading.Message> reading;
    private Room room;
    private boolean agendaReading;

    private long position;
    private Batch underWay;
    private long handedOverAt;
    private final Deque<Request> early = new ArrayDeque<>();
    private final Deque<Work> clients = new ArrayDeque<>();
    private final Deque<Work> own = new ArrayDeque<>();

    /** What a start remembers; another start begins with an empty one. */
    private record Room(Residents residents, Agenda agenda, Loading loading, Pages pages, Steps steps, Waiting waiting, Followup followup) {}

    private Partition(ActorContext<PartitionMessage> context, TimerScheduler<PartitionMessage> timers, PartitionSetup setup) {
        super(context);
        this.setup = setup;
        this.settings = setup.settings();
        this.stats = setup.stats();
        this.timers = timers;
        this.replies = new Replies(setup.names(), stats);
        this.clock = new PartitionClock(setup.clock());
        timers.startTimerWithFixedDelay(Tick.TICK, settings.tick());
        start();
    }

    /** A partition that starts with reading its log. */
    public static Behavior<PartitionMessage> create(PartitionSetup setup) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Partition(context, timers, setup)));
    }

    @Override
    public Receive<PartitionMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Request.class, this::onRequest)
                .onMessage(Log.Appended.class, this::onAppended)
                .onMessage(Steps.Answered.class, this::onStepAnswered)
                .onMessage(Loading.PageRead.class, this::onPageRead)
                .onMessage(Pages.Written.class, this::onPageWritten)
                .onMessage(Pages.CheckpointWritten.class, this::onCheckpointWritten)
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(Wake.class, wake -> this)
                .onMessage(AreYouServing.class, this::onAreYouServing)
                .onMessage(AgendaRead.class, this::onAgendaRead)
                .onMessage(Log.Recovered.class, this::onRecovered)
                .onMessage(CheckpointRead.class, this::onCheckpointRead)
                .onMessage(LogStopped.class, this::onLogStopped)
                .onMessage(Restart.class, restart -> onRestart())
                .onMessage(Stop.class, stop -> onStop())
                .onMessage(DrainOver.class, over -> stopNow())
                .build();
    }

    // ---- starting ----

    private void start() {
        state = State.STARTING;
        incarnation++;
        log = getContext().spawn(Log.create(setup.log(), getContext().getSelf(), incarnation), "log-" + incarnation);
        getContext().watchWith(log, new LogStopped(incarnation));
    }

    private Behavior<PartitionMessage> onRecovered(Log.Recovered recovered) {
        if (recovered.incarnation() != incarnation) return this;
        position = recovered.position();
        long current = incarnation;
        pipe(setup.storage().checkpoint(setup.log()), (checkpoint, failure) -> new CheckpointRead(current, checkpoint, recovered.tail(), failure));
        return this;
    }

    private Behavior<PartitionMessage> onCheckpointRead(CheckpointRead read) {
        if (read.incarnation() != incarnation || state != State.STARTING) return this;
        if (read.failure() != null) return fail("its checkpoint cannot be read: " + read.failure());
        List<Segment> tail = read.tail();
        if (!tail.isEmpty()) clock.notBefore(tail.get(tail.size() - 1).now());
        // Before the first checkpoint no appointment is older than the log.
        Instant agendaFrom = read.checkpoint().position() == 0 ? (tail.isEmpty() ? now() : tail.get(0).now()) : read.checkpoint().handled();
        var residents = new Residents(setup.names(), settings.residents());
        residents.keepTail(tail);
        var agenda = new Agenda(agendaFrom);
        var steps = new Steps(setup, incarnation, this::pipe, agenda::remind, this::queueResult);
        var waiting = new Waiting(settings, replies);
        room = new Room(residents, agenda, new Loading(setup, incarnation, residents, this::pipe), new Pages(setup, incarnation, residents, agenda, read.checkpoint(), this::pipe),
                steps, waiting, new Followup(settings, residents, agenda, steps, waiting, this::queueOwn));
        state = State.FENCING;
        handOver(new Batch(setup.names(), now(), settings.segmentBytes()));
        return this;
    }

    /** The own first segment is durable: nobody else can append. */
    private void serve(Segment started) {
        servingSince = System.nanoTime();
        state = State.IDLE;
        getContext().getLog().info("{} serves from position {} on, {} aggregates to read from the tail", setup.log(), position, room.residents.tailKeys().size());
        reading = getContext().spawn(setup.reading().apply(setup.log()), "reading-" + incarnation);
        reading.tell(new Reading.Confirmed(started.head(), started));
        readAgenda();
        // Their processes and deadlines must not wait until somebody asks for them.
        room.loading.lookAt(room.residents.tailKeys());
        while (!early.isEmpty()) admit(early.poll());
    }

    private void readAgenda() {
        if (agendaReading) return;
        agendaReading = true;
        Instant until = now().plus(settings.horizon());
        long current = incarnation;
        room.agenda.asking(until);
        pipe(setup.storage().agenda(setup.log(), room.agenda.loadedUntil(), until), (found, failure) -> new AgendaRead(current, until, found, failure));
    }

    private Behavior<PartitionMessage> onAgendaRead(AgendaRead read) {
        if (read.incarnation() != incarnation) return this;
        agendaReading = false;
        if (read.failure() != null) {
            getContext().getLog().warn("The agenda of {} cannot be read ({}); it is tried again", setup.log(), read.failure().toString());
            return this;
        }
        room.agenda.extend(read.until(), read.found());
        // A process that was under way when the node went down goes on at once, not at its time.
        for (Storage.Appointment each : read.found()) if (each.due() == Storage.Due.STEP) look(new Key(each.type(), each.id()));
        return this;
    }

    private Behavior<PartitionMessage> onAreYouServing(AreYouServing question) {
        if (serving()) question.replyTo().tell(new AreYouServing.Yes(setup.log()));
        return this;
    }

    // ---- requests ----

    private Behavior<PartitionMessage> onRequest(Request request) {
        switch (state) {
            case STARTING, FENCING -> {
                if (early.size() < settings.queue()) early.add(request);
                else replies.turnAway(request);
            }
            case IDLE, WRITING -> admit(request);
            case DRAINING, FAILED -> replies.turnAway(request);
        }
        return this;
    }

    private void admit(Request request) {
        // Whoever asked has given up, so nothing is owed. Decided here already, because a late copy is not fresh whatever it says.
        if (request.late()) return;
        if (clients.size() + room.loading.parked() >= settings.queue() || room.residents.dirty().size() > 2 * settings.residents()) {
            replies.turnAway(request);
            return;
        }
        var key = new Key(request.to().type(), request.to().id());
        Resident resident = room.residents.find(key);
        if (resident == null) resident = request.fresh() ? room.residents.fresh(key) : room.loading.load(key);
        if (resident.ready) take(request, resident);
        else room.loading.park(request, resident);
        if (request.fresh()) room.residents.evict();
    }

    private void take(Request request, Resident resident) {
        Blueprint.Handling handling = resident.blueprint.handling(request.command());
        if (resident.quarantine.isPresent()) {
            replies.answer(request, handling.name(), Outcome.refused(Rejection.Kind.OVERLOADED, "quarantined",
                    "What is stored of this cannot be read; it was reported to the operators and nothing else is affected."));
        } else if (handling instanceof Blueprint.Answered question) {
            stats.questions.increment();
            replies.answer(request, handling.name(), ask(question, request, resident));
        } else {
            resident.queued++;
            clients.add(new Work(request, resident, Origin.CLIENT, 0));
            decide();
        }
    }

    private Outcome<?> ask(Blueprint.Answered question, Request request, Resident resident) {
        try {
            return question.answer().answer(resident.state(), request.command(), now());
        } catch (RuntimeException e) {
            getContext().getLog().error("{} failed to answer {}", resident.key, question.name(), e);
            return Outcome.refused(Rejection.Kind.FAULT, "internal-error", "This could not be answered because of a mistake of ours; it is in our log under " + resident.key + ".");
        }
    }

    private Behavior<PartitionMessage> onPageRead(Loading.PageRead read) {
        if (read.incarnation() != incarnation) return this;
        Resident resident = room.residents.find(read.key());
        List<Request> requests = room.loading.came(resident);
        if (read.failure() != null && !(Append.cause(read.failure()) instanceof Storage.Unreadable)) {
            room.residents.forget(read.key());
            requests.forEach(replies::turnAway);
            getContext().getLog().warn("{} cannot be read ({}); it is tried again", read.key(), read.failure().toString());
            room.agenda.remind(now().plus(settings.maxBackoff()), read.key());
            return this;
        }
        if (read.failure() != null) room.residents.quarantine(resident, Append.cause(read.failure()).getMessage());
        else if (room.residents.restore(resident, read.page().orElse(null))) read.page().ifPresent(page -> room.pages.read(resident, page));
        if (resident.quarantine.isPresent()) {
            stats.quarantined.increment();
            getContext().getLog().error("{} is in quarantine: {}", read.key(), resident.quarantine.get());
        } else {
            room.followup.changed(resident, now());
        }
        requests.forEach(request -> take(request, resident));
        room.residents.evict();
        return this;
    }

    // ---- deciding ----

    /** Decides everything that waits, as batches, until one has something to write. */
    private void decide() {
        while (state == State.IDLE && !(own.isEmpty() && clients.isEmpty())) {
            long began = System.nanoTime();
            var batch = new Batch(setup.names(), now(), settings.segmentBytes());
            // Results of steps and deadlines first: they end what holds stock and money, however many clients are queued.
            fill(batch, own);
            fill(batch, clients);
            stats.decideNanos.add(System.nanoTime() - began);
            if (batch.hasEvents()) {
                state = State.WRITING;
                handOver(batch);
            } else {
                finish(batch);
            }
        }
    }

    private void fill(Batch batch, Deque<Work> queue) {
        while (!queue.isEmpty() && !batch.full()) {
            Work work = queue.peek();
            if (work.origin() == Origin.CLIENT && work.request().late()) {
                work.resident().queued--;
                queue.poll();
                continue;
            }
            if (!batch.decide(work)) return;
            queue.poll();
        }
    }

    private void handOver(Batch batch) {
        underWay = batch;
        handedOverAt = System.nanoTime();
        log.tell(new Log.Append(batch.segment(setup.log(), position + 1)));
    }

    private Behavior<PartitionMessage> onAppended(Log.Appended appended) {
        if (appended.incarnation() != incarnation || underWay == null) return this;
        Batch batch = underWay;
        underWay = null;
        position = appended.segment().position();
        stats.segments.increment();
        stats.events.add(batch.events());
        stats.appendNanos.add(System.nanoTime() - handedOverAt);
        room.pages.appended(position, batch.weight());
        for (Resident resident : batch.changed()) {
            resident.confirm(position);
            room.residents.markDirty(resident);
        }
        finish(batch);
        for (Resident resident : batch.changed()) room.followup.changed(resident, now());
        if (state == State.FENCING) {
            serve(appended.segment());
            return this;
        }
        reading.tell(new Reading.Confirmed(appended.segment().head(), appended.segment()));
        if (state == State.DRAINING) return drained();
        if (room.pages.crowded()) room.pages.flush(now(), false);
        state = State.IDLE;
        decide();
        room.residents.evict();
        return this;
    }

    /** Answers a batch whose events, if any, are durable. */
    private void finish(Batch batch) {
        for (Batch.Answer each : batch.answers()) {
            Work work = each.work();
            Resident resident = work.resident();
            resident.queued--;
            stats.commands.increment();
            boolean refused = each.outcome() instanceof Outcome.Refused;
            if (refused) stats.refused.increment();
            switch (work.origin()) {
                case CLIENT -> {
                    if (each.handling() instanceof Blueprint.Awaited awaited && !refused) room.waiting.await(work.request(), resident, awaited);
                    else replies.answer(work.request(), each.handling().name(), each.outcome());
                }
                case STEP -> room.steps.reported(resident, work.run(), each.outcome(), batch.now);
                case WAKE -> room.followup.woken(resident, each.outcome(), batch.now);
            }
        }
    }

    private void queueResult(Resident resident, Command<?> command) {
        var run = resident.run.orElseThrow();
        queueOwn(resident, command, Origin.STEP, run.id, resident.key + "#" + run.version + " " + run.name());
    }

    private void queueOwn(Resident resident, Command<?> command, Origin origin, long run, String cause) {
        var to = new Address<Command<?>>(resident.key.type(), resident.key.id());
        resident.queued++;
        own.add(new Work(new Request(to, command, null, 0, Long.MAX_VALUE, cause, false), resident, origin, run));
        decide();
    }

    private Behavior<PartitionMessage> onStepAnswered(Steps.Answered answered) {
        if (answered.incarnation() != incarnation || !serving()) return this;
        Resident resident = room.residents.find(answered.key());
        if (resident != null) room.steps.answered(resident, answered, now());
        return this;
    }

    // ---- time ----

    private Behavior<PartitionMessage> onTick() {
        if (state == State.DRAINING) return drained();
        if (!serving()) return this;
        Instant now = now();
        room.pages.flush(now, false);
        room.pages.checkpoint(position, now, false);
        room.agenda.pop(now).forEach(this::look);
        if (room.agenda.loadedUntil().isBefore(now.plus(settings.horizon().dividedBy(2)))) readAgenda();
        room.waiting.endWhoseTimeIsOver();
        return this;
    }

    private void look(Key key) {
        Resident resident = room.residents.find(key);
        if (resident == null) room.loading.lookAt(List.of(key));
        else if (resident.ready) room.followup.look(resident, now());
    }

    private Behavior<PartitionMessage> onPageWritten(Pages.Written written) {
        if (written.incarnation() != incarnation) return this;
        room.pages.written(written);
        if (state == State.DRAINING) return drained();
        room.pages.flush(now(), false);
        room.residents.evict();
        return this;
    }

    private Behavior<PartitionMessage> onCheckpointWritten(Pages.CheckpointWritten written) {
        if (written.incarnation() != incarnation) return this;
        room.pages.checkpointWritten(written);
        return state == State.DRAINING ? drained() : this;
    }

    // ---- failing and stopping ----

    private Behavior<PartitionMessage> onLogStopped(LogStopped stopped) {
        if (stopped.incarnation() != incarnation || state == State.FAILED) return this;
        return state == State.DRAINING ? stopNow() : fail("its log stopped");
    }

    private Behavior<PartitionMessage> fail(String why) {
        // Two owners who overtake each other in turn, or a database that takes one append in two: slower each time, until it lasts.
        if (serving() && System.nanoTime() - servingSince > settings.maxBackoff().toNanos()) failures = 0;
        Duration pause = settings.backoff(failures++);
        getContext().getLog().error("{} starts again in {} ms because {}", setup.log(), pause.toMillis(), why);
        stats.restarts.increment();
        release();
        state = State.FAILED;
        incarnation++;
        getContext().stop(log);
        if (reading != null) getContext().stop(reading);
        reading = null;
        timers.startSingleTimer(Restart.NOW, pause);
        return this;
    }

    /** Answers everybody who waits, as far as it is known what became of it, and forgets everything in memory. */
    private void release() {
        if (underWay != null) {
            for (Batch.Answer each : underWay.answers()) if (each.work().origin() == Origin.CLIENT) replies.unknown(each.work().request(), each.handling().name());
        }
        underWay = null;
        turnAwayQueued();
        early.forEach(replies::turnAway);
        early.clear();
        if (room != null) {
            room.loading.leave().forEach(replies::turnAway);
            room.waiting.unknownToAll();
        }
        room = null;
        agendaReading = false;
    }

    private void turnAwayQueued() {
        clients.forEach(work -> replies.turnAway(work.request()));
        clients.clear();
        own.clear();
    }

    private Behavior<PartitionMessage> onRestart() {
        if (state == State.FAILED) start();
        return this;
    }

    private Behavior<PartitionMessage> onStop() {
        if (state == State.DRAINING) return this;
        if (!serving()) {
            release();
            return Behaviors.stopped();
        }
        room.followup.end();
        turnAwayQueued();
        state = State.DRAINING;
        timers.startSingleTimer(DrainOver.NOW, settings.stopFlush());
        return drained();
    }

    /** Stops as soon as the write under way is confirmed, every page is written and the checkpoint is behind them. */
    private Behavior<PartitionMessage> drained() {
        room.pages.flush(now(), true);
        if (underWay != null || room.pages.busy()) return this;
        if (room.residents.dirty().isEmpty()) room.pages.checkpoint(position, now(), true);
        return room.pages.busy() ? this : stopNow();
    }

    private Behavior<PartitionMessage> stopNow() {
        // What they asked for is durable, but its outcome is for the next owner to bring about.
        room.waiting.endAll();
        release();
        return Behaviors.stopped();
    }

    private boolean serving() {
        return state == State.IDLE || state == State.WRITING;
    }

    private Instant now() {
        return clock.now();
    }

    private <T> void pipe(CompletionStage<? extends T> stage, BiFunction<T, Throwable, PartitionMessage> message) {
        getContext().pipeToSelf(stage, message::apply);
    }
}
