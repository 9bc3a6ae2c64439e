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
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
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

    private record PageRead(long incarnation, Key key, Optional<Storage.Page> page, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private static final Duration TICK = Duration.ofMillis(200);

    private final PartitionSetup setup;
    private final PartitionSettings settings;
    private final PartitionStats stats;
    private final TimerScheduler<PartitionMessage> timers;

    private State state = State.STARTING;
    private long incarnation;
    private int failures;
    private ActorRef<Log.Append> log;
    private ActorRef<Reading.Message> reading;
    private Instant lastNow = Instant.EPOCH;
    private long position;
    private Residents residents;
    private Agenda agenda;
    private Pages pages;
    private Steps steps;
    private Batch underWay;
    private long handedOverAt;
    private boolean agendaReading;
    private Deque<Key> toLoad = new ArrayDeque<>();
    private final Set<Key> loadingTail = new HashSet<>();

    private final Deque<Request> early = new ArrayDeque<>();
    private final Deque<Work> clients = new ArrayDeque<>();
    private final Deque<Work> own = new ArrayDeque<>();
    private final Deque<Resident> waiting = new ArrayDeque<>();
    private int parked;

    private Partition(ActorContext<PartitionMessage> context, TimerScheduler<PartitionMessage> timers, PartitionSetup setup) {
        super(context);
        this.setup = setup;
        this.settings = setup.settings();
        this.stats = setup.stats();
        this.timers = timers;
        timers.startTimerWithFixedDelay(Tick.TICK, TICK);
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
                .onMessage(PageRead.class, this::onPageRead)
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
        getContext().pipeToSelf(setup.storage().checkpoint(setup.log()), (checkpoint, failure) -> new CheckpointRead(current, checkpoint, recovered.tail(), failure));
        return this;
    }

    private Behavior<PartitionMessage> onCheckpointRead(CheckpointRead read) {
        if (read.incarnation() != incarnation || state != State.STARTING) return this;
        if (read.failure() != null) return fail("its checkpoint cannot be read: " + read.failure());
        List<Segment> tail = read.tail();
        if (!tail.isEmpty()) lastNow = max(lastNow, tail.get(tail.size() - 1).now());
        // Before the first checkpoint no appointment is older than the log.
        Instant agendaFrom = read.checkpoint().position() == 0 ? (tail.isEmpty() ? now() : tail.get(0).now()) : read.checkpoint().handled();
        residents = new Residents(setup.names(), settings.residents());
        residents.keepTail(tail);
        agenda = new Agenda(agendaFrom);
        pages = new Pages(setup, incarnation, residents, agenda, read.checkpoint(), this::pipeWrite);
        steps = new Steps(setup, incarnation, this::pipeCall, agenda::remind, this::queueResult);
        state = State.FENCING;
        handOver(new Batch(setup.names(), now(), settings.segmentBytes()));
        return this;
    }

    /** The own first segment is durable: nobody else can append. */
    private void serve(Segment started) {
        failures = 0;
        state = State.IDLE;
        getContext().getLog().info("{} serves from position {} on, {} aggregates to read from the tail", setup.log(), position, residents.tailKeys().size());
        reading = getContext().spawn(setup.reading().apply(setup.log()), "reading-" + incarnation);
        reading.tell(new Reading.Confirmed(started.head(), started));
        toLoad = new ArrayDeque<>(residents.tailKeys());
        loadMore();
        readAgenda();
        while (!early.isEmpty()) admit(early.poll());
    }

    private void readAgenda() {
        if (agendaReading) return;
        agendaReading = true;
        Instant until = now().plus(settings.horizon());
        long current = incarnation;
        getContext().pipeToSelf(setup.storage().agenda(setup.log(), agenda.loadedUntil(), until), (found, failure) -> new AgendaRead(current, until, found, failure));
    }

    private Behavior<PartitionMessage> onAgendaRead(AgendaRead read) {
        if (read.incarnation() != incarnation) return this;
        agendaReading = false;
        if (read.failure() != null) {
            getContext().getLog().warn("The agenda of {} cannot be read ({}); it is tried again", setup.log(), read.failure().toString());
            return this;
        }
        agenda.extend(read.until(), read.found());
        // A process that was under way when the node went down goes on at once, not at its time.
        for (Storage.Appointment each : read.found()) if (each.due() == Storage.Due.STEP) visit(new Key(each.type(), each.id()));
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
                else turnAway(request);
            }
            case IDLE, WRITING -> admit(request);
            case DRAINING, FAILED -> turnAway(request);
        }
        return this;
    }

    private void admit(Request request) {
        if (clients.size() + parked >= settings.queue() || residents.dirty().size() > 2 * settings.residents()) {
            turnAway(request);
            return;
        }
        var key = new Key(request.to().type(), request.to().id());
        Resident resident = residents.find(key);
        if (resident == null) resident = request.fresh() ? fresh(key) : load(key);
        if (!resident.ready) {
            resident.parked.add(request);
            parked++;
        } else {
            take(request, resident);
        }
    }

    private Resident fresh(Key key) {
        Resident resident = residents.admit(key);
        resident.ready = true;
        return resident;
    }

    private void take(Request request, Resident resident) {
        if (resident.quarantine.isPresent()) {
            answer(request, handlingName(request, resident), Outcome.refused(Rejection.Kind.OVERLOADED, "quarantined",
                    "What is stored of this cannot be read; it was reported to the operators and nothing else is affected."));
            return;
        }
        Blueprint.Handling handling = resident.blueprint.handling(request.command());
        if (handling instanceof Blueprint.Answered question) {
            stats.questions.increment();
            answer(request, handling.name(), ask(question, request, resident));
            return;
        }
        resident.queued++;
        clients.add(new Work(request, resident, Origin.CLIENT, 0));
        decide();
    }

    private Outcome<?> ask(Blueprint.Answered question, Request request, Resident resident) {
        try {
            return question.answer().answer(resident.state(), request.command(), now());
        } catch (RuntimeException e) {
            getContext().getLog().error("{} failed to answer {}", resident.key, question.name(), e);
            return Outcome.refused(Rejection.Kind.FAULT, "internal-error", "This could not be answered because of a mistake of ours; it is in our log under " + resident.key + ".");
        }
    }

    private static String handlingName(Request request, Resident resident) {
        return resident.blueprint.handling(request.command()).name();
    }

    private void turnAway(Request request) {
        stats.overloaded.increment();
        answer(request, setup.names().command(request.to(), request.command()),
                Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Too much is asked at the moment, nothing was done. Try again shortly."));
    }

    private void answer(Request request, String command, Outcome<?> outcome) {
        if (request.replyTo() != null) request.replyTo().tell(new Reply(request.correlation(), request.to().type(), command, outcome));
    }

    // ---- reading aggregates ----

    private Resident load(Key key) {
        Resident resident = residents.admit(key);
        readPage(key);
        return resident;
    }

    private void readPage(Key key) {
        stats.pagesRead.increment();
        long current = incarnation;
        getContext().pipeToSelf(setup.storage().page(key.type(), key.id()), (page, failure) -> new PageRead(current, key, page, failure));
    }

    /** Reads the aggregates of the tail, a few side by side: their processes and deadlines must not wait until somebody asks for them. */
    private void loadMore() {
        while (loadingTail.size() < settings.loadTogether() && !toLoad.isEmpty()) {
            Key key = toLoad.poll();
            if (residents.find(key) != null) continue;
            loadingTail.add(key);
            load(key);
        }
    }

    private Behavior<PartitionMessage> onPageRead(PageRead read) {
        if (read.incarnation() != incarnation || state == State.FAILED) return this;
        loadingTail.remove(read.key());
        Resident resident = residents.find(read.key());
        parked -= resident.parked.size();
        var requests = new ArrayList<>(resident.parked);
        resident.parked.clear();
        if (read.failure() != null) {
            residents.forget(read.key());
            requests.forEach(this::turnAway);
            getContext().getLog().warn("{} cannot be read ({}); it is tried again when it is asked for", read.key(), read.failure().toString());
            agenda.remind(now().plus(settings.maxBackoff()), read.key());
            return this;
        }
        try {
            if (!residents.restore(resident, read.page().orElse(null))) {
                stats.quarantined.increment();
                getContext().getLog().error("{} is in quarantine: {}", read.key(), resident.quarantine.get());
            } else {
                read.page().flatMap(Storage.Page::scheduledAt).ifPresent(at ->
                        resident.scheduled = Optional.of(new Storage.Appointment(at, read.key().type(), read.key().id(), Storage.Due.WAKE)));
                changed(resident);
            }
        } finally {
            requests.forEach(request -> take(request, resident));
            loadMore();
            residents.evict();
        }
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
                // Whoever asked has given up; nothing was decided, so nothing is owed.
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
        pages.appended(position, batch.weight());
        for (Resident resident : batch.changed()) {
            resident.confirm(position);
            residents.markDirty(resident);
        }
        finish(batch);
        for (Resident resident : batch.changed()) changed(resident);
        if (state == State.FENCING) {
            serve(appended.segment());
            return this;
        }
        reading.tell(new Reading.Confirmed(appended.segment().head(), appended.segment()));
        if (residents.dirty().size() > settings.residents() / 2) pages.flush(now(), false);
        if (state == State.DRAINING) return drained();
        state = State.IDLE;
        decide();
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
                    if (each.handling() instanceof Blueprint.Awaited awaited && !refused) await(work.request(), resident, awaited);
                    else answer(work.request(), each.handling().name(), each.outcome());
                }
                case STEP -> steps.reported(resident, work.run(), each.outcome(), batch.now);
                case WAKE -> {
                    resident.wakeUnderWay = false;
                    resident.wakeNotBefore = batch.now.plus(settings.maxBackoff());
                    if (refused) getContext().getLog().warn("{} refused to be woken: {}", resident.key, each.outcome());
                }
            }
        }
        residents.evict();
    }

    private void await(Request request, Resident resident, Blueprint.Awaited handling) {
        Optional<Outcome<Object>> outcome = handling.outcome().apply(resident.state());
        if (outcome.isPresent()) {
            answer(request, handling.name(), outcome.get());
            return;
        }
        resident.waiters.add(new Resident.Waiter(request, handling, System.nanoTime()));
        waiting.add(resident);
    }

    /** After every confirmed change, and when it was read: tell those who wait, note when it wants to be woken, see to its process. */
    private void changed(Resident resident) {
        Instant now = now();
        resident.waiters.removeIf(waiter -> {
            Optional<Outcome<Object>> outcome = waiter.handling().outcome().apply(resident.state());
            outcome.ifPresent(found -> answer(waiter.request(), waiter.handling().name(), found));
            return outcome.isPresent();
        });
        Optional<Instant> before = resident.wakeAt;
        resident.wakeAt = resident.blueprint.wakeAt(resident.state());
        resident.wakeNotBefore = Instant.MIN;
        if (resident.wakeAt.isPresent() && !resident.wakeAt.equals(before)) agenda.remind(resident.wakeAt.get(), resident.key);
        consider(resident, now);
    }

    /** Whether something is due for it now. */
    private void consider(Resident resident, Instant now) {
        if (resident.quarantine.isPresent() || state == State.DRAINING) return;
        for (Instant at : agenda.due(resident.key, now)) {
            if (resident.scheduled.filter(s -> s.at().equals(at)).isEmpty()) {
                agenda.handled(resident.key, at);
            } else if (!resident.revisit) {
                resident.revisit = true;
                if (!resident.dirty()) resident.dirtySince = System.nanoTime();
                residents.markDirty(resident);
            }
        }
        if (resident.wakeAt.isPresent() && !resident.wakeAt.get().isAfter(now) && !resident.wakeUnderWay) {
            if (resident.wakeNotBefore.isAfter(now)) {
                agenda.remind(resident.wakeNotBefore, resident.key);
            } else {
                resident.wakeUnderWay = true;
                queueOwn(resident, resident.blueprint.wake().orElseThrow().command().get(), Origin.WAKE, 0, "wake");
            }
        }
        steps.consider(resident, now);
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
        Resident resident = residents.find(answered.key());
        if (resident != null) steps.answered(resident, answered, now());
        return this;
    }

    // ---- time ----

    private Behavior<PartitionMessage> onTick() {
        if (!serving() && state != State.DRAINING) return this;
        Instant now = now();
        pages.flush(now, state == State.DRAINING);
        pages.checkpoint(position, now);
        if (state == State.DRAINING) return drained();
        for (Key key : agenda.pop(now)) visit(key);
        if (agenda.loadedUntil().isBefore(now.plus(settings.horizon().dividedBy(2)))) readAgenda();
        endWaiting();
        return this;
    }

    private void visit(Key key) {
        Resident resident = residents.find(key);
        if (resident == null) load(key);
        else if (resident.ready) consider(resident, now());
    }

    /** Whoever has waited long enough for a process is told what is known. */
    private void endWaiting() {
        while (!waiting.isEmpty()) {
            Resident resident = waiting.peek();
            resident.waiters.removeIf(waiter -> {
                boolean over = System.nanoTime() - waiter.since() > settings.await().toNanos() || waiter.request().deadline() - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(500);
                if (over) tellMeanwhile(waiter, resident);
                return over;
            });
            if (!resident.waiters.isEmpty()) return;
            waiting.poll();
        }
    }

    private void tellMeanwhile(Resident.Waiter waiter, Resident resident) {
        answer(waiter.request(), waiter.handling().name(), Outcome.accepted(waiter.handling().meanwhile().apply(resident.state())));
    }

    private Behavior<PartitionMessage> onPageWritten(Pages.Written written) {
        if (written.incarnation() != incarnation || residents == null || !(serving() || state == State.DRAINING)) return this;
        pages.written(written);
        pages.flush(now(), state == State.DRAINING);
        residents.evict();
        return state == State.DRAINING ? drained() : this;
    }

    private Behavior<PartitionMessage> onCheckpointWritten(Pages.CheckpointWritten written) {
        if (written.incarnation() != incarnation || !(serving() || state == State.DRAINING)) return this;
        pages.checkpointWritten(written);
        return state == State.DRAINING ? drained() : this;
    }

    // ---- failing and stopping ----

    private Behavior<PartitionMessage> onLogStopped(LogStopped stopped) {
        if (stopped.incarnation() != incarnation || state == State.FAILED) return this;
        return state == State.DRAINING ? stopNow() : fail("its log stopped");
    }

    private Behavior<PartitionMessage> fail(String why) {
        Duration pause = settings.backoff(failures++);
        getContext().getLog().error("{} starts again in {} ms because {}", setup.log(), pause.toMillis(), why);
        stats.restarts.increment();
        release();
        state = State.FAILED;
        incarnation++;
        getContext().stop(log);
        if (reading != null) getContext().stop(reading);
        timers.startSingleTimer(Restart.NOW, pause);
        return this;
    }

    /** Answers everybody who waits, as far as it is known what became of it, and forgets everything in memory. */
    private void release() {
        if (underWay != null) {
            for (Batch.Answer each : underWay.answers()) if (each.work().origin() == Origin.CLIENT) unknown(each.work().request(), each.handling().name());
        }
        underWay = null;
        early.forEach(this::turnAway);
        early.clear();
        clients.forEach(work -> turnAway(work.request()));
        clients.clear();
        own.clear();
        waiting.clear();
        if (residents != null) {
            for (Resident resident : residents.all()) {
                resident.parked.forEach(this::turnAway);
                resident.waiters.forEach(waiter -> unknown(waiter.request(), waiter.handling().name()));
            }
        }
        parked = 0;
        loadingTail.clear();
        toLoad.clear();
        agendaReading = false;
        residents = null;
    }

    private void unknown(Request request, String command) {
        answer(request, command, Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome",
                "Nobody can tell yet whether this was done. Repeat it with the same Idempotency-Key to learn it."));
    }

    private Behavior<PartitionMessage> onRestart() {
        if (state == State.FAILED) start();
        return this;
    }

    private Behavior<PartitionMessage> onStop() {
        if (!serving()) {
            release();
            return Behaviors.stopped();
        }
        clients.forEach(work -> turnAway(work.request()));
        clients.clear();
        own.clear();
        state = State.DRAINING;
        timers.startSingleTimer(DrainOver.NOW, settings.stopFlush());
        pages.flush(now(), true);
        return drained();
    }

    private Behavior<PartitionMessage> drained() {
        if (underWay != null || pages.busy()) return this;
        if (residents.dirty().isEmpty()) {
            pages.checkpoint(position, now());
            return pages.busy() ? this : stopNow();
        }
        pages.flush(now(), true);
        return pages.busy() ? this : stopNow();
    }

    private Behavior<PartitionMessage> stopNow() {
        for (Resident resident : residents.all()) {
            resident.waiters.forEach(waiter -> tellMeanwhile(waiter, resident));
            resident.waiters.clear();
        }
        release();
        return Behaviors.stopped();
    }

    private boolean serving() {
        return state == State.IDLE || state == State.WRITING;
    }

    /** The partition's time never runs backwards, whatever the node's clock does. */
    private Instant now() {
        lastNow = max(lastNow, setup.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        return lastNow;
    }

    private static Instant max(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private Void pipeWrite(CompletionStage<?> write, Function<Throwable, PartitionMessage> message) {
        getContext().pipeToSelf(write, (done, failure) -> message.apply(failure));
        return null;
    }

    private Void pipeCall(CompletionStage<? extends Outcome<?>> call, BiFunction<Outcome<?>, Throwable, PartitionMessage> message) {
        getContext().pipeToSelf(call, message::apply);
        return null;
    }
}
