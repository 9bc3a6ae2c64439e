package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    /** By then every node has heard that a generation is given up. */
    private static final Duration HEARD = Duration.ofSeconds(5);

    /** A read model, its views, and the logs that each of them reads. */
    record Subject(ReadModel model, Map<String, List<String>> logsByView) {
        Set<String> logs() {
            var all = new HashSet<String>();
            logsByView.values().forEach(all::addAll);
            return all;
        }
    }

    /** How far one reader of a generation is. */
    public record Progress(String reader, String log, long position, long head) {}

    /** A read model as operators see it; {@code progress} while something is being built. */
    public record Report(String name, State state, List<Progress> progress) {}

    private record Targets(Map<String, Long> heads, Instant taken) {}

    private final Map<String, Subject> subjects;
    private final Generations generations;
    private final Lag lag;
    private final LogReader logs;
    private final InstantSource clock;
    private final String self;
    private final CqlSession cql;
    private final PreparedStatement report;
    private final PreparedStatement progress;
    private final Map<String, Targets> targets = new ConcurrentHashMap<>();
    private final Map<String, AtomicBoolean> working = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Map<String, Phase> phases = Map.of();
    private int rounds;

    Rebuilds(Collection<Subject> subjects, Generations generations, CqlSession cql, Lag lag, LogReader logs, InstantSource clock, String self) {
        this.subjects = new TreeMap<>();
        subjects.forEach(subject -> {
            this.subjects.put(subject.model.name(), subject);
            working.put(subject.model.name(), new AtomicBoolean());
        });
        this.generations = generations;
        this.cql = cql;
        this.lag = lag;
        this.logs = logs;
        this.clock = clock;
        this.self = self;
        report = cql.prepare("INSERT INTO read_model_progress (name, generation, reader, log, position, head, at) VALUES (?, ?, ?, ?, ?, ?, ?)");
        progress = cql.prepare("SELECT reader, log, position, head FROM read_model_progress WHERE name = ? AND generation = ?");
    }

    /**
     * Those of a shop.
     *
     * @param partitions how many each capability has
     * @param self       the node's address, its name among the others
     */
    public static Rebuilds of(List<Capability> all, Map<String, Integer> partitions, Node node, Storage storage, Generations generations, Lag lag, String self) {
        var subjects = new ArrayList<Subject>();
        for (Capability each : all) {
            for (var made : each.models()) {
                var model = made.apply(node);
                var logsByView = new HashMap<String, List<String>>();
                all.forEach(other -> other.viewsOfModels().getOrDefault(model.name(), List.of()).forEach(view -> logsByView.put(view.name(), logs(view.type(), all, partitions))));
                subjects.add(new Subject(model, logsByView));
            }
        }
        return new Rebuilds(subjects, generations, node.cql(), lag, new LogReader(storage), node.clock(), self);
    }

    private static List<String> logs(String type, List<Capability> all, Map<String, Integer> partitions) {
        var host = all.stream().filter(capability -> capability.blueprints().stream().anyMatch(blueprint -> blueprint.type().equals(type))).findFirst().orElseThrow();
        return IntStream.range(0, partitions.get(host.name())).mapToObj(number -> Placement.log(host.name(), number)).toList();
    }

    /** Whether there is anything to look after. */
    public boolean isEmpty() {
        return subjects.isEmpty();
    }

    /** Learns how everything stands; before the first reader starts. */
    public void load() {
        subjects.keySet().forEach(name -> generations.heard(name, generations.stored(name).toCompletableFuture().join()));
    }

    /** Looks what is to be done; called four times a second. With nothing to do it asks the database for one row of each model a second. */
    public void look() {
        boolean busy = phases.values().stream().anyMatch(phase -> phase != Phase.RESTING && phase != Phase.DIFFERENT);
        if (rounds++ % 4 != 0 && !busy || !looking.compareAndSet(false, true)) return;
        CompletableFuture<?> all;
        try {
            all = CompletableFuture.allOf(subjects.values().stream().map(subject -> look(subject).toCompletableFuture()).toArray(CompletableFuture<?>[]::new));
        } catch (RuntimeException stopped) {
            all = CompletableFuture.failedFuture(stopped);
        }
        all.whenComplete((done, failure) -> {
            if (failure != null) LOG.debug("The generations of read models could not be looked at: {}", failure.toString());
            looking.set(false);
        });
    }

    private CompletionStage<?> look(Subject subject) {
        String name = subject.model.name();
        return generations.stored(name).thenCompose(state -> {
            generations.heard(name, state);
            var now = new HashMap<>(phases);
            now.put(name, state.phase());
            phases = now;
            boolean building = state.phase() == Phase.BUILDING || state.phase() == Phase.COMPARING || state.phase() == Phase.SWITCHING;
            CompletionStage<?> told = building ? tell(subject, state) : CompletableFuture.completedFuture(null);
            return told.thenCompose(done -> mine(name, state));
        }).thenAccept(state -> state.ifPresent(mine -> work(subject, mine)));
    }

    /** The state, if it is this node that has to do something. */
    private CompletionStage<Optional<State>> mine(String name, State state) {
        if (state.phase() == Phase.RESTING || state.phase() == Phase.DIFFERENT) return CompletableFuture.completedFuture(Optional.empty());
        var now = clock.instant();
        if (state.worker().equals(self)) {
            if (state.seen().plus(SIGN).isAfter(now)) return CompletableFuture.completedFuture(Optional.of(state));
            return generations.replace(name, state, state.seen(now)).thenApply(done -> Optional.empty());
        }
        if (state.seen().plus(LOST).isAfter(now)) return CompletableFuture.completedFuture(Optional.empty());
        LOG.warn("{} was worked on by {}, which has not been heard of since {}: this node goes on", name, state.worker(), state.seen());
        return generations.replace(name, state, state.to(state.phase(), now, self)).thenApply(done -> Optional.empty());
    }

    private CompletionStage<?> tell(Subject subject, State state) {
        int other = state.other().orElseThrow();
        var own = lag.readers().stream().filter(reader -> subject.logsByView.keySet().stream().anyMatch(view -> reader.reader().equals(Reading.reader(view, other)))).toList();
        return Lanes.each(own, 8, reader -> cql.executeAsync(report.bind(subject.model.name(), other, reader.reader(), reader.log(), reader.offset(), reader.head(), clock.instant())));
    }

    private void work(Subject subject, State state) {
        String name = subject.model.name();
        if (!working.get(name).compareAndSet(false, true)) return;
        CompletionStage<?> done;
        try {
            done = switch (state.phase()) {
                case BUILDING -> build(subject, state);
                case COMPARING -> compare(subject, state);
                case SWITCHING -> change(subject, state);
                case DROPPING -> drop(subject, state);
                case RESTING, DIFFERENT -> CompletableFuture.completedFuture(null);
            };
        } catch (RuntimeException e) {
            done = CompletableFuture.failedFuture(e);
        }
        done.whenComplete((all, failure) -> {
            if (failure != null) LOG.warn("The rebuild of {} did not get on and is tried again: {}", name, failure.toString());
            working.get(name).set(false);
        });
    }

    private CompletionStage<?> build(Subject subject, State state) {
        String name = subject.model.name();
        int other = state.other().orElseThrow();
        var aim = targets.get(name + other);
        if (aim == null) return subject.model.prepare(other).thenCompose(made -> aim(subject, other));
        return passed(subject, other, aim).thenCompose(passed -> {
            if (!passed) return CompletableFuture.<Void>completedFuture(null);
            if (aim.taken.plus(NEAR).isBefore(clock.instant())) return aim(subject, other).<Void>thenApply(aimed -> null);
            return move(name, state, now -> now.to(Phase.COMPARING, clock.instant(), self)).<Void>thenApply(moved -> null);
        });
    }

    private CompletionStage<Targets> aim(Subject subject, int other) {
        var heads = new ConcurrentHashMap<String, Long>();
        var taken = clock.instant();
        return Lanes.each(subject.logs(), 8, log -> logs.head(log).thenAccept(head -> heads.put(log, head.position()))).thenApply(all -> {
            var aim = new Targets(heads, taken);
            targets.put(subject.model.name() + other, aim);
            return aim;
        });
    }

    private CompletionStage<Boolean> passed(Subject subject, int generation, Targets aim) {
        return progress(subject.model.name(), generation).thenApply(all -> {
            var positions = new HashMap<String, Long>();
            all.forEach(each -> positions.put(each.reader + " " + each.log, each.position));
            return subject.logsByView.entrySet().stream().allMatch(view -> view.getValue().stream()
                    .allMatch(log -> positions.getOrDefault(Reading.reader(view.getKey(), generation) + " " + log, -1L) >= aim.heads.get(log)));
        });
    }

    private CompletionStage<List<Progress>> progress(String name, int generation) {
        return cql.executeAsync(progress.bind(name, generation)).thenApply(rows -> {
            var all = new ArrayList<Progress>();
            for (Row row : rows.currentPage()) all.add(new Progress(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3)));
            return all;
        });
    }

    private CompletionStage<?> compare(Subject subject, State state) {
        int other = state.other().orElseThrow();
        return subject.model.show(other).thenCompose(shown -> subject.model.compare(state.serving(), other)).thenCompose(found -> {
            LOG.info("{}: generations {} and {} were compared: {} entries, {} differ {}", subject.model.name(), state.serving(), other, found.entries(), found.differing(), found.examples());
            return move(subject.model.name(), state, now -> now.found(Optional.of(found)).to(found.differing() == 0 ? Phase.SWITCHING : Phase.DIFFERENT, clock.instant(), self));
        });
    }

    private CompletionStage<?> change(Subject subject, State state) {
        var model = subject.model;
        int from = state.serving();
        int to = state.other().orElseThrow();
        return model.hold(from).thenCompose(held -> aim(subject, to))
                .thenCompose(aim -> waitFor(subject, to, aim, clock.instant().plus(HELD)))
                .thenCompose(passed -> {
                    if (!passed) return model.show(from).thenCompose(shown -> CompletableFuture.<Void>failedFuture(new IllegalStateException("its readers are too far behind to take over")));
                    return model.show(to).thenCompose(shown -> model.serve(to))
                            .thenCompose(served -> move(model.name(), state, now -> now.switched().to(Phase.RESTING, clock.instant(), self)))
                            .thenCompose(moved -> model.show(from)).<Void>thenApply(shown -> null);
                });
    }

    private CompletionStage<Boolean> waitFor(Subject subject, int generation, Targets aim, Instant until) {
        return passed(subject, generation, aim).thenCompose(passed -> {
            if (passed || clock.instant().isAfter(until)) return CompletableFuture.completedFuture(passed);
            return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)).thenCompose(later -> waitFor(subject, generation, aim, until));
        });
    }

    private CompletionStage<?> drop(Subject subject, State state) {
        if (state.since().plus(HEARD).isAfter(clock.instant())) return CompletableFuture.completedFuture(null);
        int other = state.other().orElseThrow();
        return subject.model.drop(other).thenCompose(dropped -> move(subject.model.name(), state, now -> now.last() > Math.max(now.serving(), other)
                ? now.beside(Optional.of(now.last())).to(Phase.BUILDING, clock.instant(), self)
                : now.beside(Optional.empty()).to(Phase.RESTING, clock.instant(), self)));
    }

    /** Moves on from a phase, unless somebody else has. */
    private CompletionStage<State> move(String name, State from, UnaryOperator<State> on) {
        return generations.stored(name).thenCompose(now -> {
            if (now.phase() != from.phase() || !now.other().equals(from.other()) || now.serving() != from.serving()) return CompletableFuture.completedFuture(now);
            var next = on.apply(now);
            return generations.replace(name, now, next).thenCompose(done -> {
                if (!done) return move(name, from, on);
                generations.heard(name, next);
                return CompletableFuture.completedFuture(next);
            });
        });
    }

    /** Begins to build a read model anew. A generation that was kept is given up first. Refused with CONFLICT while something is being done. */
    public CompletionStage<Outcome<Report>> rebuild(String name) {
        return ask(name, state -> state.other().isPresent()
                ? new State(state.change(), state.serving(), state.other(), state.last() + 1, state.phase(), state.since(), self, clock.instant(), Optional.empty()).to(Phase.DROPPING, clock.instant(), self)
                : state.beside(Optional.of(state.last() + 1)).found(Optional.empty()).to(Phase.BUILDING, clock.instant(), self), false);
    }

    /** Goes back to the generation that was kept. Refused with CONFLICT when there is none, or something is being done. */
    public CompletionStage<Outcome<Report>> rollback(String name) {
        return ask(name, state -> state.to(Phase.SWITCHING, clock.instant(), self), true);
    }

    /** Gives up the generation that was kept. Refused with CONFLICT when there is none, or something is being done. */
    public CompletionStage<Outcome<Report>> finish(String name) {
        return ask(name, state -> state.to(Phase.DROPPING, clock.instant(), self), true);
    }

    private CompletionStage<Outcome<Report>> ask(String name, UnaryOperator<State> to, boolean needsAnother) {
        if (!subjects.containsKey(name)) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("read model that can be rebuilt")));
        return generations.stored(name).thenCompose(state -> {
            boolean different = state.phase() == Phase.DIFFERENT;
            if (state.phase() != Phase.RESTING && !different) return refuse("rebuild-in-progress", "Something is being done to it right now: " + state.phase().name().toLowerCase(java.util.Locale.ROOT) + ".");
            if (needsAnother && state.other().isEmpty()) return refuse("no-other-generation", "There is only one generation.");
            if (needsAnother && different && to.apply(state).phase() == Phase.SWITCHING) return refuse("generations-differ", "The other generation is not equal and is not written any more.");
            targets.keySet().removeIf(key -> key.startsWith(name));
            return generations.replace(name, state, to.apply(state)).thenCompose(done -> done ? of(name) : ask(name, to, needsAnother));
        });
    }

    private static CompletionStage<Outcome<Report>> refuse(String code, String detail) {
        return CompletableFuture.completedFuture(Outcome.refused(Kind.CONFLICT, code, detail));
    }

    /** How a read model stands. */
    public CompletionStage<Outcome<Report>> of(String name) {
        if (!subjects.containsKey(name)) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("read model that can be rebuilt")));
        return generations.stored(name).thenCompose(state -> (state.other().isEmpty() ? CompletableFuture.completedFuture(List.<Progress>of()) : progress(name, state.other().get()))
                .thenApply(all -> Outcome.accepted(new Report(name, state, all))));
    }
}
