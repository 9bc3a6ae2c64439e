package souk.platform.reading;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.projection.javadsl.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Reaction;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.platform.Entities;
import souk.platform.journal.Segment;
import souk.platform.wire.UnknownEvent;

/**
 * Sends the commands that events cause, at least once each and, of one aggregate, in the order of its events. A refusal that will pass
 * is tried again: a few times here, then with the reader's own back-off. A final refusal is logged and counted, and passed over: the
 * command was decided, and asking again would not change the answer. At an event that only a newer build knows it stands still until a
 * node of that build has the log.
 */
final class ReactionHandler<E extends Event> extends Handler<Batch> {
    private static final Logger LOG = LoggerFactory.getLogger(ReactionHandler.class);
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** The target stays overloaded or unreachable: the reader backs off. */
    static final class StillRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StillRefused(String reaction, Step.ToAggregate command, Rejection rejection) {
            super(reaction + " could not send " + command.command().getClass().getSimpleName() + " to " + command.to() + ": " + rejection.code() + ", " + rejection.detail());
        }
    }

    private final String log;
    private final Reaction<E> reaction;
    private final ReadingContext context;
    private final Lag.Gauge gauge;
    private final ActorSystem<?> system;
    private final Tail tail;
    private long passedOver;

    ReactionHandler(String log, Reaction<E> reaction, ReadingContext context, Lag.Gauge gauge, Tail tail, ActorSystem<?> system) {
        this.log = log;
        this.reaction = reaction;
        this.context = context;
        this.gauge = gauge;
        this.tail = tail;
        this.system = system;
    }

    @Override
    public CompletionStage<Done> start() {
        return context.quarantine().of(reaction.name(), log).thenApply(cases -> {
            passedOver = cases.size();
            gauge.quarantined(passedOver);
            return Done.getInstance();
        });
    }

    /** A command and the event it comes from. */
    private record Sending(Step.ToAggregate command, String cause, long position) {}

    @Override
    public CompletionStage<Done> process(Batch batch) {
        Map<String, List<Sending>> bySource = new LinkedHashMap<>();
        var troubles = new ArrayList<CompletionStage<?>>();
        for (Segment segment : batch.segments()) {
            for (int i = 0; i < segment.entries().size(); i++) {
                var entry = segment.entries().get(i);
                if (!entry.type().equals(reaction.type())) continue;
                try {
                    E event = reaction.events().cast(context.events().decode(entry));
                    var recorded = new Recorded<>(entry.id(), entry.version(), log, segment.position(), i, segment.now(), entry.cause(), event);
                    for (var command : reaction.react().apply(recorded)) {
                        bySource.computeIfAbsent(entry.id(), id -> new ArrayList<>(2)).add(new Sending(command, reaction.name() + ":" + entry.id() + "#" + entry.version(), segment.position()));
                    }
                } catch (UnknownEvent newer) {
                    // Passed over it would be lost: the next owner of the log with that build reacts to it.
                    return Trouble.noted(reaction.name() + " of " + log, gauge, CompletableFuture.failedFuture(newer));
                } catch (RuntimeException | StackOverflowError e) {
                    troubles.add(passOver(entry, segment, e));
                }
            }
        }
        return Trouble.noted(reaction.name() + " of " + log, gauge, CompletableFuture.allOf(troubles.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new))
                .thenCompose(noted -> Lanes.each(bySource.values(), context.settings().parallelism(), sendings -> Lanes.each(sendings, 1, this::send)))
                .thenApply(all -> Done.getInstance()));
    }

    private CompletionStage<?> send(Sending sending) {
        return send(sending, 1, FIRST_PAUSE);
    }

    private CompletionStage<?> send(Sending sending, int attempt, Duration pause) {
        var command = sending.command;
        return context.entities().ask(command.to(), command.command(), asking(sending)).thenCompose(outcome -> {
            if (!(outcome instanceof Outcome.Refused<?> refused)) return CompletableFuture.completedFuture(null);
            Rejection rejection = refused.rejection();
            if (!rejection.kind().passing()) {
                gauge.refused();
                LOG.warn("{}: {} refused {} for good: {}, {}", sending.cause, command.to(), command.command().getClass().getSimpleName(), rejection.code(), rejection.detail());
                return CompletableFuture.completedFuture(null);
            }
            if (attempt == TRIES || tail.isClosed()) return CompletableFuture.failedFuture(new StillRefused(reaction.name(), command, rejection));
            return after(pause).thenCompose(now -> send(sending, attempt + 1, pause.multipliedBy(2)));
        });
    }

    private Entities.Asking asking(Sending sending) {
        var asking = Entities.Asking.DEFAULT.because(sending.cause);
        boolean here = sending.command.begins() && context.entities().log(sending.command.to()).equals(log);
        return here ? asking.begunSince(sending.position) : asking;
    }

    private CompletableFuture<Void> after(Duration pause) {
        var time = new CompletableFuture<Void>();
        system.scheduler().scheduleOnce(pause, () -> time.complete(null), system.executionContext());
        return time;
    }

    private CompletionStage<?> passOver(Segment.Entry entry, Segment segment, Throwable error) {
        LOG.error("{} cannot react to {} of {} (version {}, segment {} of {}): this event is passed over", reaction.name(), entry.name(), entry.id(), entry.version(),
                segment.position(), log, error);
        gauge.quarantined(++passedOver);
        return context.quarantine().add(reaction.name(), log, entry.id(), entry.version(), error, segment.now());
    }
}
