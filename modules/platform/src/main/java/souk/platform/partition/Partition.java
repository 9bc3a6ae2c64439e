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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.reading.Reading;

/**
 * The gate of a partition: one actor that hosts the aggregates whose ids hash to it, decides their commands one after the other, and has
 * the events of all the commands of a batch written as one segment. While a segment is written commands queue; when it is durable all
 * of them go as the next batch.
 *
 * <pre>
 *   starting --log read--> fencing --own first segment durable--> outlasting --trust is over--> idle &lt;--> writing
 *      ^                      |                                        |                          |          |
 *      |                      +---------------------- log stopped -----+--------------------------+----------+
 *      +--- after a pause --- failed &lt;------+
 *
 *   Caches made anew, in idle: starting
 *   Stop in idle or writing: draining (confirm and answer the write under way, turn the queue away, flush) -> stopped
 *   Stop elsewhere: stopped
 * </pre>
 *
 * <ul>
 * <li>Nothing is handed to the log before recovery is complete and a segment of this start is on it: from then on an older owner cannot append.
 * <li>Every answer, refusals too, rests on confirmed state only, and on one that is no older than {@link PartitionSettings#trust}: an owner
 * that was overtaken without noticing finds it out before it answers. A new owner acknowledges nothing until that time is over: so nothing that
 * was acknowledged is unknown to anybody who still answers.
 * <li>When the log fails, what was handed over is answered UNKNOWN_OUTCOME, never as a refusal, everything in memory is forgotten, and the
 * log is read anew after a pause.
 * <li>What a start has made (its log, what it remembers) lives in a {@link Room}; messages of an earlier start are dropped.
 * </ul>
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster-sharding.html">cluster sharding</a> (one entity a partition).
 */
public final class Partition extends AbstractBehavior<PartitionMessage> {
    // Not the context's, which goes by the class that it finds on the stack: some of these lines came under another name and were filtered out.
    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

    /** Stop: confirm and answer what is under way, write the pages, end. */
    public enum Stop implements PartitionMessage { NOW }

    private enum State { STARTING, FENCING, OUTLASTING, IDLE, WRITING, DRAINING, FAILED }

    private enum Tick implements PartitionMessage, NoSerializationVerificationNeeded { TICK }

    private enum Restart implements PartitionMessage, NoSerializationVerificationNeeded { NOW }

    private enum DrainOver implements PartitionMessage, NoSerializationVerificationNeeded { NOW }

    private record HeadRead(long incarnation, long since, Proof.Moment asked, Storage.Head head, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record ReadHead(long incarnation, long since) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record Outlasted(long incarnation, Segment started) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record LogStopped(long incarnation) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private record CheckpointRead(long incarnation, Storage.Checkpoint checkpoint, List<Segment> tail, Throwable failure)
            implements PartitionMessage, NoSerializationVerificationNeeded {}

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
    private long beganAt;
    private ActorRef<Log.Append> log;
    private ActorRef<Reading.Message> reading;
    private Room room;

    private long position;
    /** The end of the log as this owner left it, and when it was last known to be still there. */
    private Storage.Head head;
    private boolean nobodyElse;
    private final Proof proof;
    private Proof.Moment askedAt;
    private CachesInUse caches;
    private Batch underWay;
    private long handedOverAt;
    private final Deque<Request> early = new ArrayDeque<>();

    private Partition(ActorContext<PartitionMessage> context, TimerScheduler<PartitionMessage> timers, PartitionSetup setup) {
        super(context);
        this.setup = setup;
        this.settings = setup.settings();
        this.stats = setup.stats();
        this.timers = timers;
        this.replies = new Replies(setup.names(), stats);
        this.clock = new PartitionClock(setup.clock());
        this.proof = new Proof(setup.clock());
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
                .onMessage(HeadRead.class, this::onHeadRead)
                .onMessage(ReadHead.class, again -> readHead(again.incarnation(), again.since()))
                .onMessage(Steps.Answered.class, answered -> inRoom(answered.incarnation(), () -> room.stepAnswered(answered)))
                .onMessage(Loading.PageRead.class, read -> inRoom(read.incarnation(), () -> room.pageRead(read)))
                .onMessage(Pages.Written.class, written -> inRoom(written.incarnation(), () -> room.pageWritten(written)))
                .onMessage(Checkpoints.Written.class, written -> inRoom(written.incarnation(), () -> room.checkpointWritten(written)))
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(Wake.class, wake -> onWake())
                .onMessage(CachesInUse.Read.class, this::onCachesRead)
                .onMessage(AreYouServing.class, this::onAreYouServing)
                .onMessage(Watch.class, this::onWatch)
                .onMessage(Room.AgendaRead.class, read -> inRoom(read.incarnation(), () -> room.agendaRead(read)))
                .onMessage(Log.Recovered.class, this::onRecovered)
                .onMessage(CheckpointRead.class, this::onCheckpointRead)
                .onMessage(Outlasted.class, this::onOutlasted)
                .onMessage(LogStopped.class, this::onLogStopped)
                .onMessage(Restart.class, restart -> onRestart())
                .onMessage(Stop.class, stop -> onStop())
                .onMessage(DrainOver.class, over -> stopNow())
                .build();
    }

    // ---- starting ----

    private void start() {
        state = State.STARTING;
        beganAt = System.nanoTime();
        incarnation++;
        log = getContext().spawn(Log.create(setup.log(), getContext().getSelf(), incarnation), "log-" + incarnation);
        getContext().watchWith(log, new LogStopped(incarnation));
    }

    private Behavior<PartitionMessage> onRecovered(Log.Recovered recovered) {
        if (recovered.incarnation() != incarnation) return this;
        position = recovered.position();
        // A new log, or one that ends where this actor has left it.
        nobodyElse = position == 0 || head != null && head.position() == position;
        caches = new CachesInUse(setup, incarnation, recovered.caches(), this::pipe);
        long current = incarnation;
        pipe(setup.storage().checkpoint(caches.name()), (checkpoint, failure) -> new CheckpointRead(current, checkpoint, recovered.tail(), failure));
        return this;
    }

    private Behavior<PartitionMessage> onCheckpointRead(CheckpointRead read) {
        if (read.incarnation() != incarnation || state != State.STARTING) return this;
        if (read.failure() != null) return fail("its checkpoint cannot be read: " + read.failure());
        List<Segment> tail = read.tail();
        if (!tail.isEmpty()) clock.notBefore(tail.get(tail.size() - 1).now());
        // Of appointments before this the next owner will not hear: none may be made, however far ahead the clock was that says so.
        clock.notBefore(read.checkpoint().handled());
        room = new Room(setup, caches.name(), incarnation, clock, replies, this::pipe, getContext().getExecutionContext(), read.checkpoint(), tail, this::decide, this::proven);
        state = State.FENCING;
        handOver(new Batch(setup.names(), clock.now(), settings.segmentBytes(), settings.segmentCommands()));
        return this;
    }

    /**
     * The own first segment is durable: nobody else can append, nor learn anew that the log is theirs. Who has learnt it just before may live, and answer from memory for as long as that is
     * trusted; what is acknowledged from now on they would not know.
     */
    private Behavior<PartitionMessage> outlast(Segment started) {
        if (nobodyElse || settings.trust().isZero()) return serve(started);
        state = State.OUTLASTING;
        // A little longer, as no two clocks run equally fast.
        timers.startSingleTimer(new Outlasted(incarnation, started), settings.trust().plus(settings.trust().dividedBy(20)));
        return this;
    }

    private Behavior<PartitionMessage> onOutlasted(Outlasted over) {
        return over.incarnation() == incarnation && state == State.OUTLASTING ? serve(over.started()) : this;
    }

    /** Nobody else tells anything of this log any more. */
    private Behavior<PartitionMessage> serve(Segment started) {
        servingSince = System.nanoTime();
        stats.meter.recovered(servingSince - beganAt);
        state = State.IDLE;
        LOG.info("{} serves from position {} on", setup.log(), position);
        reading = getContext().spawn(setup.reading().apply(setup.log()), "reading-" + incarnation);
        reading.tell(new Reading.Confirmed(started.head(), started));
        room.begin();
        while (!early.isEmpty()) room.admit(early.poll());
        return this;
    }

    private Behavior<PartitionMessage> onAreYouServing(AreYouServing question) {
        if (serving()) question.replyTo().tell(new AreYouServing.Yes(setup.log()));
        return this;
    }

    /** One that does not serve yet need not remember it: it will be said again. */
    private Behavior<PartitionMessage> onWatch(Watch watch) {
        if (serving()) room.watch(watch);
        return this;
    }

    // ---- serving ----

    private Behavior<PartitionMessage> onRequest(Request request) {
        switch (state) {
            case STARTING, FENCING, OUTLASTING -> {
                if (early.size() < settings.queue()) early.add(request);
                else replies.turnAway(request);
            }
            case IDLE, WRITING -> room.admit(request);
            case DRAINING, FAILED -> replies.turnAway(request);
        }
        return this;
    }

    /**
     * Has everything decided that waits, batch by batch, until one has something to write, or must not be answered yet. While that is under way the next
     * one is decided already, on what it will have changed: then the log never waits for decisions.
     */
    private void decide() {
        while (state == State.IDLE) {
            var batch = room.next();
            if (batch.isEmpty()) return;
            if (!batch.get().hasEvents() && proven()) {
                room.finish(batch.get());
                continue;
            }
            state = State.WRITING;
            if (batch.get().hasEvents()) handOver(batch.get());
            else confirm(batch.get());
        }
        if (state == State.WRITING) room.decide();
    }

    private void handOver(Batch batch) {
        underWay = batch;
        handedOverAt = System.nanoTime();
        askedAt = proof.now();
        log.tell(new Log.Append(batch.segment(setup.log(), position + 1)));
    }

    private Behavior<PartitionMessage> onAppended(Log.Appended appended) {
        if (appended.incarnation() != incarnation || underWay == null) return this;
        Batch batch = underWay;
        underWay = null;
        position = appended.segment().position();
        head = appended.segment().head();
        proof.asOf(askedAt);
        stats.segments.increment();
        stats.events.add(batch.events());
        long took = System.nanoTime() - handedOverAt;
        stats.appendNanos.add(took);
        stats.meter.appended(batch.events(), batch.weight(), took);
        // The next one first: it is written while the answers to this one go out.
        if (state == State.WRITING && !caches.outdated() && room.nextHasEvents()) handOver(room.next().orElseThrow());
        room.confirmed(batch, position);
        if (state == State.FENCING) return outlast(appended.segment());
        reading.tell(new Reading.Confirmed(appended.segment().head(), appended.segment()));
        if (state == State.DRAINING) return drained();
        if (underWay == null) state = State.IDLE;
        return goOn();
    }

    private Behavior<PartitionMessage> goOn() {
        if (caches.outdated() && state == State.IDLE) return renew();
        decide();
        return this;
    }

    /** Whether what is known here was the truth a moment ago: nobody can have owned the log since. */
    private boolean proven() {
        return proof.holds(settings.trust());
    }

    /** Answers that write nothing rest on what is known here, so after a while it is asked whether the log still ends where it did. */
    private void confirm(Batch batch) {
        underWay = batch;
        readHead(incarnation, System.nanoTime());
    }

    private Behavior<PartitionMessage> readHead(long of, long since) {
        if (of != incarnation || underWay == null) return this;
        var asked = proof.now();
        pipe(setup.storage().head(setup.log()), (found, failure) -> new HeadRead(of, since, asked, found, failure));
        return this;
    }

    private Behavior<PartitionMessage> onHeadRead(HeadRead read) {
        if (read.incarnation() != incarnation || underWay == null) return this;
        if (read.failure() != null) {
            if (System.nanoTime() - read.since() > settings.maxBackoff().toNanos()) return fail("the end of its log cannot be read: " + read.failure());
            timers.startSingleTimer(new ReadHead(incarnation, read.since()), settings.minBackoff());
            return this;
        }
        if (!read.head().equals(head)) return fail("somebody else has written to its log");
        proof.asOf(read.asked());
        Batch batch = underWay;
        underWay = null;
        room.finish(batch);
        if (state == State.DRAINING) return drained();
        state = State.IDLE;
        return goOn();
    }

    /** Something that the room has started came back, if it was this room. */
    private Behavior<PartitionMessage> inRoom(long of, Runnable what) {
        if (of != incarnation || room == null) return this;
        what.run();
        return state == State.DRAINING ? drained() : this;
    }

    private Behavior<PartitionMessage> onTick() {
        if (state == State.DRAINING) return drained();
        if (serving()) room.tick(position);
        return this;
    }

    // ---- other caches ----

    private Behavior<PartitionMessage> onWake() {
        if (serving()) caches.look();
        return this;
    }

    private Behavior<PartitionMessage> onCachesRead(CachesInUse.Read read) {
        if (read.incarnation() != incarnation || !serving() || read.failure() != null) return this;
        caches.found(read.caches(), servingSince);
        return caches.outdated() && state == State.IDLE ? renew() : this;
    }

    /** The caches were made anew: between two batches this start gives way to one that reads those. What waits is turned away, undecided. */
    private Behavior<PartitionMessage> renew() {
        LOG.info("{} starts again on caches that were made anew", setup.log());
        stats.restarts.increment();
        leave();
        start();
        return this;
    }

    // ---- failing and stopping ----

    private Behavior<PartitionMessage> onLogStopped(LogStopped stopped) {
        if (stopped.incarnation() != incarnation || state == State.FAILED) return this;
        return fail("its log stopped");
    }

    private Behavior<PartitionMessage> fail(String why) {
        if (state == State.DRAINING) return stopNow();
        // Two owners who overtake each other in turn, or a database that takes one append in two: slower each time, until it lasts.
        if (serving() && System.nanoTime() - servingSince > settings.maxBackoff().toNanos()) failures = 0;
        Duration pause = settings.backoff(failures++);
        LOG.error("{} starts again in {} ms because {}", setup.log(), pause.toMillis(), why);
        stats.restarts.increment();
        leave();
        state = State.FAILED;
        timers.startSingleTimer(Restart.NOW, pause);
        return this;
    }

    /** Forgets what this start has made. */
    private void leave() {
        // Whoever was before this start was not outlasted, though nobody has written since.
        if (state == State.OUTLASTING) head = null;
        release();
        incarnation++;
        getContext().stop(log);
        if (reading != null) getContext().stop(reading);
        reading = null;
    }

    /** Answers everybody who waits, as far as it is known what became of it, and forgets everything in memory. */
    private void release() {
        if (underWay != null) underWay.clients().forEach(request -> replies.unknown(request, setup.names().command(request.to(), request.command())));
        underWay = null;
        early.forEach(replies::turnAway);
        early.clear();
        if (room != null) room.leave();
        room = null;
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
        room.end();
        state = State.DRAINING;
        timers.startSingleTimer(DrainOver.NOW, settings.stopFlush());
        return drained();
    }

    /** Stops as soon as the write under way is confirmed, every page is written and the checkpoint is behind them. */
    private Behavior<PartitionMessage> drained() {
        boolean written = room.drained(position);
        return written && underWay == null ? stopNow() : this;
    }

    private Behavior<PartitionMessage> stopNow() {
        room.endWaiting();
        release();
        return Behaviors.stopped();
    }

    private boolean serving() {
        return state == State.IDLE || state == State.WRITING;
    }

    private <T> void pipe(CompletionStage<? extends T> stage, BiFunction<T, Throwable, PartitionMessage> message) {
        getContext().pipeToSelf(stage, message::apply);
    }
}
