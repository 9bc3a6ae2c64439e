package souk.platform.reading;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.journal.LogReader;
import souk.platform.journal.Storage;
import souk.platform.partition.Placement;
import souk.platform.reading.Generations.Phase;
import souk.platform.reading.Generations.State;
import souk.platform.reading.Headway.Subject;

/**
 * Builds read models anew beside those that serve, compares them and switches, while everything goes on. What is to be done is a row of
 * the database; one node does it, and if that node is lost another one goes on. The readers of both generations run on all nodes, in
 * their partitions, and say how far they are.
 *
 * <p><b>No step back in time.</b> Before the switch the serving generation is held: it shows nothing newer. Then the logs' heads are
 * asked for, the other generation's readers are waited for until they have passed them, and all that they wrote is made visible. So it
 * shows at least what anybody has seen, and takes over in one step. The old one is written further, so that the way back is the same.
 */
public final class Rebuilds {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);
    private static final Duration LOST = Duration.ofSeconds(15);
    private static final Duration SIGN = Duration.ofSeconds(3);
    /** So near to the end of the logs the comparison begins. */
    private static final Duration NEAR = Duration.ofSeconds(3);
    private static final Duration HELD = Duration.ofSeconds(10);
    /** What did not work is tried again after this. */
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** A switch is tried for so long. */
    private static final Duration TRIED = Duration.ofMinutes(1);
    /** By then every node has heard that a generation is given up. */
    private static final Duration HEARD = Duration.ofSeconds(5);

    /** How far one reader of a generation is. */
    public record Progress(String reader, String log, long position, long head) {}

    /** A read model as operators see it; {@code progress} while something is being built. */
    public record Report(String name, State state, List<Progress> progress) {}

    private final Map<String, Subject> subjects;
    private final Generations generations;
    private final Headway headway;
    private final InstantSource clock;
    private final String self;
    private final Map<String, AtomicBoolean> working = new ConcurrentHashMap<>();
    /** When what did not work is tried again. */
    private final Map<String, Instant> again = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean resting = true;
    private int rounds;

    Rebuilds(Collection<Subject> subjects, Generations generations, Headway headway, InstantSource clock, String self) {
        this.subjects = new TreeMap<>();
        subjects.forEach(subject -> {
            this.subjects.put(subject.name(), subject);
            working.put(subject.name(), new AtomicBoolean());
        });
        this.generations = generations;
        this.headway = headway;
        this.clock = clock;
        this.self = self;
    }

    /**
     * Those of a shop.
     *
     * @param partitions how many each capability has
     * @param self       the node's address, its name among the others
     */
    public static Rebuilds of(List<Capability> all, Map<String, Integer> partitions, Node node, Storage storage, Lag lag, String self) {
        var subjects = new ArrayList<Subject>();
        for (Capability each : all) {
            for (var made : each.models()) {
                var model = made.apply(node);
                var logsByView = new HashMap<String, List<String>>();
                all.forEach(other -> other.viewsOfModels().getOrDefault(model.name(), List.of()).forEach(view -> logsByView.put(view.name(), logs(view.type(), all, partitions))));
                subjects.add(new Subject(model, logsByView));
            }
        }
        var histories = new HashMap<String, List<String>>();
        all.forEach(each -> each.histories().forEach(kept -> histories.put(Reading.history(kept.type()), logs(kept.type(), all, partitions))));
        if (!histories.isEmpty()) subjects.add(new Subject(TableModel.ofHistories(node.cql()), histories));
        return new Rebuilds(subjects, node.generations(), new Headway(node.cql(), lag, new LogReader(storage), node.clock()), node.clock(), self);
    }

    private static List<String> logs(String type, List<Capability> all, Map<String, Integer> partitions) {
        var host = all.stream().filter(capability -> capability.blueprints().stream().anyMatch(blueprint -> blueprint.type().equals(type))).findFirst().orElseThrow().logs();
        return IntStream.range(0, partitions.get(host)).mapToObj(number -> Placement.log(host, number)).toList();
    }

    /** Learns how everything stands; before the first reader starts. */
    public void load() {
        generations.stored(subjects.keySet()).toCompletableFuture().join();
    }

    /** Looks what is to be done; called four times a second. With nothing to do it asks the database one question a second, whatever there is. */
    public void look() {
        if (rounds++ % 4 != 0 && resting || !looking.compareAndSet(false, true)) return;
        CompletionStage<?> all;
        try {
            all = generations.stored(subjects.keySet()).thenCompose(states -> {
                resting = states.values().stream().allMatch(State::rests);
                return CompletableFuture.allOf(subjects.values().stream().map(subject -> look(subject, states.get(subject.name())).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
            });
        } catch (RuntimeException stopped) {
            all = CompletableFuture.failedFuture(stopped);
        }
        all.whenComplete((done, failure) -> {
            if (failure != null) LOG.debug("The generations of read models could not be looked at: {}", failure.toString());
            looking.set(false);
        });
    }

    private CompletionStage<?> look(Subject subject, State state) {
        boolean building = state.phase() == Phase.BUILDING || state.phase() == Phase.COMPARING || state.phase() == Phase.SWITCHING;
        CompletionStage<?> told = building ? headway.tell(subject, state.other().orElseThrow()) : CompletableFuture.completedFuture(null);
        return told.thenCompose(done -> mine(subject.name(), state)).thenAccept(mine -> mine.ifPresent(found -> work(subject, found)));
    }

    /** The state, if it is this node that has to do something. */
    private CompletionStage<Optional<State>> mine(String name, State state) {
        if (state.rests()) return CompletableFuture.completedFuture(Optional.empty());
        var now = clock.instant();
        if (state.worker().equals(self)) {
            if (state.seen().plus(SIGN).isAfter(now)) return CompletableFuture.completedFuture(Optional.of(state));
            return generations.replace(name, state, state.seen(now)).thenApply(done -> Optional.empty());
        }
        if (state.seen().plus(LOST).isAfter(now)) return CompletableFuture.completedFuture(Optional.empty());
        LOG.warn("{} was worked on by {}, which has not been heard of since {}: this node goes on", name, state.worker(), state.seen());
        return generations.replace(name, state, state.to(state.phase(), now, self)).thenApply(done -> Optional.empty());
    }

    private void work(Subject subject, State state) {
        String name = subject.name();
        if (clock.instant().isBefore(again.getOrDefault(name, Instant.MIN)) || !working.get(name).compareAndSet(false, true)) return;
        CompletionStage<?> done;
        try {
            // What was read before may have been done meanwhile: only now nobody else on this node does anything.
            done = generations.stored(name).thenCompose(now -> now.standsAs(state) ? step(subject, now).<Object>thenApply(all -> all) : CompletableFuture.<Object>completedFuture(null));
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        done.handle((all, failure) -> failure == null ? well(name, state) : stuck(name, state, text(failure))).thenCompose(said -> said)
                .whenComplete((all, ignored) -> working.get(name).set(false));
    }

    private CompletionStage<?> step(Subject subject, State state) {
        return switch (state.phase()) {
            case PREPARING -> subject.model().prepare(state.other().orElseThrow()).thenCompose(made -> move(subject.name(), state, now -> now.to(Phase.BUILDING, clock.instant(), self)));
            case BUILDING -> build(subject, state);
            case COMPARING -> compare(subject, state);
            // Between two tries views are written; that this one is no longer stuck ends it.
            case SWITCHING -> state.problem().isPresent() ? CompletableFuture.completedFuture(null) : change(subject, state);
            case DROPPING -> drop(subject, state);
            case RESTING, DIFFERENT, FAILED -> CompletableFuture.completedFuture(null);
        };
    }

    /** It is tried again after a pause; until then everybody can read why it does not get on. */
    private CompletionStage<State> stuck(String name, State state, String why) {
        LOG.warn("The rebuild of {} does not get on ({}) and is tried again: {}", name, state.phase(), why);
        again.put(name, clock.instant().plus(PAUSE));
        if (state.problem().equals(Optional.of(why))) return CompletableFuture.completedFuture(state);
        return move(name, state, now -> now.stuck(why, clock.instant()));
    }

    private CompletionStage<State> well(String name, State state) {
        return state.problem().isEmpty() ? CompletableFuture.completedFuture(state) : move(name, state, now -> now.well(clock.instant()));
    }

    private static String text(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? text(failure.getCause()) : failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    private CompletionStage<?> build(Subject subject, State state) {
        int other = state.other().orElseThrow();
        var aim = headway.aim(subject, other);
        if (aim.isEmpty()) return headway.take(subject, other);
        return headway.missing(subject, other, aim.get()).thenCompose(missing -> {
            if (missing.isPresent()) return CompletableFuture.<Void>completedFuture(null);
            if (aim.get().taken().plus(NEAR).isBefore(clock.instant())) return headway.take(subject, other).<Void>thenApply(aimed -> null);
            return move(subject.name(), state, now -> now.to(Phase.COMPARING, clock.instant(), self)).<Void>thenApply(moved -> null);
        });
    }

    private CompletionStage<?> compare(Subject subject, State state) {
        int other = state.other().orElseThrow();
        return subject.model().show(other).thenCompose(shown -> subject.model().compare(state.serving(), other)).thenCompose(found -> {
            LOG.info("{}: generations {} and {} were compared: {} entries, {} differ {}", subject.name(), state.serving(), other, found.entries(), found.differing(), found.examples());
            return move(subject.name(), state, now -> now.found(Optional.of(found)).to(found.differing() == 0 ? Phase.SWITCHING : Phase.DIFFERENT, clock.instant(), self));
        });
    }

    private CompletionStage<?> change(Subject subject, State state) {
        var model = subject.model();
        int from = state.serving();
        int to = state.other().orElseThrow();
        return model.hold(from).thenCompose(held -> headway.take(subject, to))
                .thenCompose(aim -> headway.missing(subject, to, aim, clock.instant().plus(HELD)))
                .thenCompose(missing -> {
                    if (missing.isPresent()) return CompletableFuture.<Void>failedFuture(new IllegalStateException("its readers are too far behind to take over: " + missing.get()));
                    // A node that stood still meanwhile finds that somebody else has gone on, or has let the writers go.
                    return model.show(to).thenCompose(shown -> model.serve(to))
                            .thenCompose(served -> move(model.name(), now -> now.standsAs(state) && now.problem().isEmpty() && now.worker().equals(self), now -> now.switched().to(Phase.RESTING, clock.instant(), self)))
                            .thenCompose(moved -> model.show(from)).<Void>thenApply(shown -> null);
                }).handle((done, failure) -> failure == null ? CompletableFuture.<Void>completedFuture(null) : unchanged(subject, state, failure)).thenCompose(done -> done);
    }

    /** What served serves, and shows what is new: until the next try, or for good when it has been tried for long. */
    private CompletionStage<Void> unchanged(Subject subject, State state, Throwable failure) {
        int serving = state.serving();
        return subject.model().show(serving).thenCompose(shown -> generations.stored(subject.name())).thenCompose(now -> {
            // The switch itself is done: what failed came after it.
            if (now.serving() != serving) return CompletableFuture.<Void>completedFuture(null);
            if (state.since().plus(TRIED).isAfter(clock.instant())) return CompletableFuture.<Void>failedFuture(failure);
            LOG.error("Generation {} of {} could not take over: {}. Generation {} serves as before", state.other().orElseThrow(), subject.name(), text(failure), serving);
            return subject.model().serve(serving).thenCompose(served -> move(subject.name(), state, current -> current.failed(text(failure), clock.instant(), self))).<Void>thenApply(moved -> null);
        });
    }

    private CompletionStage<?> drop(Subject subject, State state) {
        if (state.since().plus(HEARD).isAfter(clock.instant())) return CompletableFuture.completedFuture(null);
        int other = state.other().orElseThrow();
        return subject.model().drop(other).thenCompose(dropped -> headway.forget(subject, other)).thenCompose(forgotten -> move(subject.name(), state, now -> now.last() > Math.max(now.serving(), other)
                ? now.beside(Optional.of(now.last())).to(Phase.PREPARING, clock.instant(), self)
                : now.beside(Optional.empty()).to(Phase.RESTING, clock.instant(), self)));
    }

    /** Moves on from a phase, unless somebody else has. */
    private CompletionStage<State> move(String name, State from, UnaryOperator<State> on) {
        return move(name, now -> now.standsAs(from), on);
    }

    private CompletionStage<State> move(String name, Predicate<State> still, UnaryOperator<State> on) {
        return generations.stored(name).thenCompose(now -> {
            if (!still.test(now)) return CompletableFuture.completedFuture(now);
            var next = on.apply(now);
            return generations.replace(name, now, next).thenCompose(done -> {
                if (!done) return move(name, still, on);
                generations.heard(name, next);
                return CompletableFuture.completedFuture(next);
            });
        });
    }

    /** Begins to build a read model anew. A generation that was kept is given up first. Refused with CONFLICT while something is being done. */
    public CompletionStage<Outcome<Report>> rebuild(String name) {
        return ask(name, state -> state.other().isPresent()
                ? state.next(state.last() + 1).found(Optional.empty()).to(Phase.DROPPING, clock.instant(), self)
                : state.beside(Optional.of(state.last() + 1)).found(Optional.empty()).to(Phase.PREPARING, clock.instant(), self), Rebuilds::busy);
    }

    /** Goes over to the generation that was kept. Refused with CONFLICT when there is none, it is not equal, or something is being done. */
    public CompletionStage<Outcome<Report>> rollback(String name) {
        return ask(name, state -> state.to(Phase.SWITCHING, clock.instant(), self), state -> kept(state).or(() -> state.phase() != Phase.DIFFERENT ? Optional.empty()
                : conflict("generations-differ", "The other generation is not equal. If it is the one that is right, /switch lets it take over.")));
    }

    /** Goes over to the other generation although it is not equal, as when a view was mended. Refused with CONFLICT when there is none, or something is being done. */
    public CompletionStage<Outcome<Report>> takeOver(String name) {
        return ask(name, state -> state.to(Phase.SWITCHING, clock.instant(), self), Rebuilds::kept);
    }

    /** Gives up the generation that was kept. Refused with CONFLICT when there is none, or something is being done. */
    public CompletionStage<Outcome<Report>> finish(String name) {
        return ask(name, state -> state.to(Phase.DROPPING, clock.instant(), self), Rebuilds::kept);
    }

    /**
     * Gives up the generation that is being built or compared; the one that serves is not touched. Refused with CONFLICT when none is: a
     * switch ends by itself, one way or the other.
     */
    public CompletionStage<Outcome<Report>> cancel(String name) {
        return ask(name, state -> state.to(Phase.DROPPING, clock.instant(), self), state -> List.of(Phase.PREPARING, Phase.BUILDING, Phase.COMPARING).contains(state.phase()) ? Optional.empty()
                : conflict("nothing-to-cancel", "No generation is being built: " + word(state) + "."));
    }

    private static Optional<Rejection> busy(State state) {
        return state.rests() ? Optional.empty() : conflict("rebuild-in-progress", "Something is being done to it right now: " + word(state) + ".");
    }

    private static Optional<Rejection> kept(State state) {
        return busy(state).or(() -> state.other().isPresent() ? Optional.empty() : conflict("no-other-generation", "There is only one generation."));
    }

    private static String word(State state) {
        return state.phase().name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Rejection> conflict(String code, String detail) {
        return Optional.of(new Rejection(Kind.CONFLICT, code, detail));
    }

    private CompletionStage<Outcome<Report>> ask(String name, UnaryOperator<State> to, Function<State, Optional<Rejection>> refused) {
        if (!subjects.containsKey(name)) return unknown(name);
        return generations.stored(name).thenCompose(state -> {
            var refusal = refused.apply(state);
            if (refusal.isPresent()) return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
            headway.forget(name);
            again.remove(name);
            return generations.replace(name, state, to.apply(state)).thenCompose(done -> done ? of(name) : ask(name, to, refused));
        });
    }

    private CompletionStage<Outcome<Report>> unknown(String name) {
        return CompletableFuture.completedFuture(Outcome.refused(new Rejection(Kind.NOT_FOUND, "not-found",
                "There is no view " + name + " that can be rebuilt. There are: " + String.join(", ", subjects.keySet()) + ".")));
    }

    /** The names of all that can be rebuilt. */
    public List<String> names() {
        return List.copyOf(subjects.keySet());
    }

    /** How a read model stands. */
    public CompletionStage<Outcome<Report>> of(String name) {
        if (!subjects.containsKey(name)) return unknown(name);
        return generations.stored(name).thenCompose(state -> (state.other().isEmpty() ? CompletableFuture.completedFuture(List.<Progress>of()) : headway.of(name, state.other().get()))
                .thenApply(all -> Outcome.accepted(new Report(name, state, all))));
    }
}
