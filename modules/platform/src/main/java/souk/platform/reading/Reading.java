package souk.platform.reading;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.projection.HandlerRecoveryStrategy;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.StatusObserver;
import akka.projection.cassandra.javadsl.CassandraProjection;
import akka.projection.javadsl.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import souk.kernel.Event;
import souk.kernel.Reaction;
import souk.platform.history.History;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;

/**
 * Reads one partition's log for every view and reaction that listens to its events: the partition's child, told each confirmed segment.
 * Each view and reaction is a projection of its own, with its own offset and back-off, so that none waits for another; they share the
 * {@link Tail}. Completeness rests on the log's numbers: what is not told is found by asking for the head, once a minute.
 *
 * <p>Builds on Akka Projections' <a href="https://doc.akka.io/docs/akka-projection/1.2/">ProjectionBehavior and CassandraProjection</a>.
 */
public final class Reading extends AbstractBehavior<Reading.Message> {
    /** The generation of what is not kept in generations. */
    private static final int FIRST = 1;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);
    /** Many batches are one offset: it is saved by time. */
    private static final int SAVE_AFTER_BATCHES = 1_000;
    private static final int RETRIES = 2;

    /** What the reading of a log is told. */
    public sealed interface Message extends NoSerializationVerificationNeeded {}

    /**
     * A segment is on the log.
     *
     * @param head    the log's head then, at this segment
     * @param segment the segment itself
     */
    public record Confirmed(Storage.Head head, Segment segment) implements Message {}

    /** Finish the batches under way, save the offsets and stop; after three seconds stop anyway. */
    public record Stop() implements Message {}

    private record SelfCheck() implements Message {}

    /** These generations of a view, or of a history, are to be written; {@code start} lets one begin. */
    private record Written(String view, IntConsumer start, Set<Integer> generations) implements Message {}

    private record Found(Storage.Head head) implements Message {}

    private record NotFound(Throwable failure) implements Message {}

    /** A reader of one generation, and what is to be forgotten when it has stopped. */
    private record GenerationReader(ActorRef<ProjectionBehavior.Command> reader, Lag.Gauge gauge) {}

    private record ReaderStopped(ActorRef<ProjectionBehavior.Command> reader) implements Message {}

    private record TimeIsUp() implements Message {}

    private final String log;
    private final ReadingContext reading;
    private final TimerScheduler<Message> timers;
    private final LogReader reader;
    private final Tail tail;
    private final Set<ActorRef<ProjectionBehavior.Command>> readers = new HashSet<>();
    private final Map<String, GenerationReader> byGeneration = new HashMap<>();
    private boolean stopping;
    private final List<Runnable> farewells = new ArrayList<>();

    /**
     * The reading of a log. It stops by {@link Stop}, or with its parent: then it takes nothing more, and what is under way ends by
     * itself, its offsets saved as long as the session is open. Should it break, it begins again after a pause, each reader at its
     * stored offset; what it was not told meanwhile it finds by itself.
     *
     * @param log the log's name ({@code inventory-3})
     */
    public static Behavior<Message> create(String log, ReadingContext context) {
        var pause = context.settings();
        Behavior<Message> reading = Behaviors.setup(actor -> Behaviors.withTimers(timers -> new Reading(actor, timers, log, context)));
        return Behaviors.supervise(reading).onFailure(SupervisorStrategy.restartWithBackoff(pause.minBackoff(), pause.maxBackoff(), 0.2).withResetBackoffAfter(pause.maxBackoff()));
    }

    /** The name under which the history of a type reads. */
    public static String history(String type) {
        return "history." + type;
    }

    private Reading(ActorContext<Message> actor, TimerScheduler<Message> timers, String log, ReadingContext context) {
        super(actor);
        this.log = log;
        this.reading = context;
        this.timers = timers;
        this.reader = new LogReader(context.storage());
        this.tail = new Tail(log, reader, context.settings());
        try {
            context.views().forEach(this::start);
            context.histories().forEach(this::start);
            context.reactions().forEach(this::start);
        } catch (RuntimeException broken) {
            leave();
            throw broken;
        }
        // At once too: whoever begins again after a failure has missed what was told meanwhile.
        timers.startTimerWithFixedDelay(new SelfCheck(), Duration.ZERO, context.settings().selfCheck());
    }

    /** The name under which operators see a reader of a view that is kept in generations. */
    static String reader(String view, int generation) {
        return view + ".v" + generation;
    }

    /** The name under which rows are in quarantine. */
    static String inQuarantine(String view, int generation) {
        return generation == FIRST ? view : reader(view, generation);
    }

    private <V, E extends Event> void start(ReadingContext.BoundView<V, E> view) {
        if (view.store() instanceof GenerationStore<V> generations) {
            follow(generations.model(), view.view().name(), generation -> start(view, reader(view.view().name(), generation), generation));
        } else {
            start(view, view.view().name(), FIRST);
        }
    }

    private void follow(String model, String view, IntConsumer start) {
        farewells.add(reading.generations().listen(model, written -> getContext().getSelf().tell(new Written(view, start, written))));
    }

    private Behavior<Message> written(Written written) {
        String view = written.view;
        written.generations.forEach(generation -> {
            if (!byGeneration.containsKey(reader(view, generation))) written.start.accept(generation);
        });
        byGeneration.entrySet().removeIf(each -> {
            boolean over = each.getKey().startsWith(view + ".v") && written.generations.stream().noneMatch(generation -> each.getKey().equals(reader(view, generation)));
            if (over) {
                each.getValue().reader.tell(ProjectionBehavior.stopMessage());
                reading.lag().forget(each.getKey(), log, each.getValue().gauge);
            }
            return over;
        });
        return this;
    }

    private <V, E extends Event> void start(ReadingContext.BoundView<V, E> view, String known, int generation) {
        var gauge = gauge(known);
        // What passes quickly does not cost the offset's progress.
        var retry = HandlerRecoveryStrategy.retryAndFail(RETRIES, reading.settings().minBackoff());
        var reader = start(view.view().name(), generation, view.view().type(), reading.settings().batchEvents(view.view().name()), gauge, reading.settings().pace(view.view().name()), retry, () -> new ViewHandler<>(log, view, generation, reading, gauge, system().executionContext()));
        if (!known.equals(view.view().name())) several(known, reader, gauge);
    }

    private void several(String known, ActorRef<ProjectionBehavior.Command> reader, Lag.Gauge gauge) {
        byGeneration.put(known, new GenerationReader(reader, gauge));
        getContext().watchWith(reader, new ReaderStopped(reader));
    }

    private void start(ReadingContext.BoundHistory kept) {
        if (kept.several()) follow(History.ALL, history(kept.type()), generation -> start(kept, reader(history(kept.type()), generation), generation));
        else start(kept, history(kept.type()), FIRST);
    }

    private void start(ReadingContext.BoundHistory kept, String known, int generation) {
        var gauge = gauge(known);
        var retry = HandlerRecoveryStrategy.retryAndFail(RETRIES, reading.settings().minBackoff());
        var reader = start(history(kept.type()), generation, kept.type(), kept.settings().batchEvents(), gauge, kept.settings().pace(), retry, () -> new HistoryHandler(log, kept, generation, reading, gauge));
        if (kept.several()) several(known, reader, gauge);
    }

    private <E extends Event> void start(Reaction<E> reaction) {
        var gauge = gauge(reaction.name());
        start(reaction.name(), FIRST, reaction.type(), reading.settings().batchEvents(), gauge, reading.settings().pace(), HandlerRecoveryStrategy.fail(), () -> new ReactionHandler<>(log, reaction, reading, gauge, tail, system()));
    }

    private ActorRef<ProjectionBehavior.Command> start(String name, int generation, String type, int events, Lag.Gauge gauge, Duration pace, HandlerRecoveryStrategy recovery,
            Supplier<Handler<Batch>> handler) {
        var settings = reading.settings();
        Projection<Batch> projection = CassandraProjection
                .atLeastOnce(ProjectionId.of(name + ".v" + generation, log), new LogSource(tail, type, events, gauge, pace, system()), handler)
                .withSaveOffset(SAVE_AFTER_BATCHES, settings.saveOffsetEvery())
                .withRecoveryStrategy(recovery)
                .withRestartBackoff(settings.minBackoff(), settings.maxBackoff(), 0.2)
                .withStatusObserver(new Progress(gauge));
        var behavior = Behaviors.supervise(ProjectionBehavior.create(projection))
                .onFailure(SupervisorStrategy.restartWithBackoff(settings.minBackoff(), settings.maxBackoff(), 0.2));
        var reader = getContext().spawn(behavior, name.replaceAll("[^a-zA-Z0-9._-]", "_") + ".v" + generation);
        readers.add(reader);
        return reader;
    }

    private Lag.Gauge gauge(String name) {
        var gauge = reading.lag().gauge(name, log);
        farewells.add(() -> reading.lag().forget(name, log, gauge));
        return gauge;
    }

    private ActorSystem<?> system() {
        return getContext().getSystem();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Confirmed.class, confirmed -> {
                    reading.lag().lengths(log).told(confirmed.segment);
                    tail.told(confirmed.head, confirmed.segment);
                    return this;
                })
                .onMessage(SelfCheck.class, check -> {
                    getContext().pipeToSelf(reader.head(log), (head, failure) -> failure == null ? new Found(head) : new NotFound(failure));
                    return this;
                })
                .onMessage(Found.class, found -> {
                    tail.knows(found.head);
                    return this;
                })
                .onMessage(NotFound.class, notFound -> {
                    getContext().getLog().warn("The head of {} could not be asked for, it is asked for again later: {}", log, notFound.failure.toString());
                    return this;
                })
                .onMessage(Written.class, written -> stopping ? this : written(written))
                .onMessage(Stop.class, stop -> stop())
                .onMessage(ReaderStopped.class, stopped -> {
                    readers.remove(stopped.reader);
                    return stopping && readers.isEmpty() ? Behaviors.stopped() : this;
                })
                .onMessage(TimeIsUp.class, timeIsUp -> {
                    getContext().getLog().warn("{} readers of {} did not end in time; what they had under way is done again by the next owner", readers.size(), log);
                    return Behaviors.stopped();
                })
                .onSignal(PostStop.class, stopped -> leave())
                .onSignal(PreRestart.class, broken -> {
                    getContext().getLog().error("The reading of {} broke: its views, histories and reactions stand still until it starts again, each at its stored offset", log);
                    return leave();
                })
                .build();
    }

    private Behavior<Message> leave() {
        tail.close();
        farewells.forEach(Runnable::run);
        return this;
    }

    private Behavior<Message> stop() {
        if (readers.isEmpty()) return Behaviors.stopped();
        stopping = true;
        tail.close();
        timers.startSingleTimer(new TimeIsUp(), STOP_WITHIN);
        for (var each : readers) {
            if (byGeneration.values().stream().noneMatch(other -> other.reader.equals(each))) getContext().watchWith(each, new ReaderStopped(each));
            each.tell(ProjectionBehavior.stopMessage());
        }
        return this;
    }

    /** Writes down how a reader is doing. */
    private static final class Progress extends StatusObserver<Batch> {
        private final Lag.Gauge gauge;

        private Progress(Lag.Gauge gauge) {
            this.gauge = gauge;
        }

        @Override
        public void started(ProjectionId id) {}

        @Override
        public void failed(ProjectionId id, Throwable cause) {
            gauge.failed(cause);
        }

        @Override
        public void stopped(ProjectionId id) {}

        @Override
        public void beforeProcess(ProjectionId id, Batch batch) {}

        @Override
        public void afterProcess(ProjectionId id, Batch batch) {
            gauge.done(batch);
        }

        @Override
        public void offsetProgress(ProjectionId id, Batch batch) {}

        @Override
        public void error(ProjectionId id, Batch batch, Throwable cause, HandlerRecoveryStrategy strategy) {
            gauge.failed(cause);
        }
    }
}
