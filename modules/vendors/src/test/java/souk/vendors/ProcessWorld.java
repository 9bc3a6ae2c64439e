package souk.vendors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.SimulatedAggregate;
import souk.testkit.Simulation;

/** Aggregates and their processes in memory: each may die after any event, and what its process was doing may go on without it. */
public abstract class ProcessWorld extends Simulation {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Who asked and heard nothing asks again. */
    private static final Duration AGAIN = Duration.ofSeconds(12);

    /** An aggregate, and which run of its process is the present one. */
    private static final class Hosted extends SimulatedAggregate {
        private long downUntil;
        private Run run;

        private Hosted(ProcessWorld world, Blueprint<Object, Event> blueprint, String id) {
            super(world, blueprint, id);
        }
    }

    /** A step being carried out. */
    private static final class Run {
        private final Step step;
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        /** Of those that are made now. */
        private Outcome<?>[] answers;
        private int made;
        private boolean stopped;

        private Run(Step step) {
            this.step = step;
        }
    }

    private final Map<String, Blueprint<?, ?>> blueprints = new LinkedHashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    private Predicate<Command<?>> lost = command -> false;
    private int deaths;

    protected ProcessWorld(Random random, Trouble trouble, Blueprint<?, ?>... types) {
        super(random, trouble, Instant.parse("2026-01-01T00:00:00Z"));
        for (var type : types) blueprints.put(type.type(), type);
    }

    /** What a provider says; empty: nothing, in time. */
    protected abstract Optional<Outcome<?>> provide(String provider, Object request);

    @SuppressWarnings("unchecked")
    private Hosted find(Address<?> to) {
        var blueprint = (Blueprint<Object, Event>) blueprints.get(to.type());
        return hosted.computeIfAbsent(to.toString(), address -> new Hosted(this, blueprint, to.id()));
    }

    /** From now on all of these, and nothing else by this, are lost on their way. */
    public final void loses(Predicate<Command<?>> some) {
        lost = some;
    }

    /** The state of an aggregate. */
    public final <S> S state(Address<?> at, Blueprint<S, ?> blueprint) {
        return blueprint.state().cast(find(at).state());
    }

    /** The states of all aggregates of a type that was ever asked anything, by id. */
    public final <S> Map<String, S> states(Blueprint<S, ?> blueprint) {
        var all = new LinkedHashMap<String, S>();
        hosted.values().stream().filter(each -> each.blueprint.type().equals(blueprint.type())).forEach(each -> all.put(each.id, blueprint.state().cast(each.state())));
        return all;
    }

    /** How often an aggregate has died. */
    public final int deaths() {
        return deaths;
    }

    /** Whoever asks asks again until somebody answers, as clients do. */
    public final void insists(Address<?> to, Command<?> command) {
        var answered = new boolean[1];
        for (int i = 0; i < 4; i++) {
            after(Duration.ofSeconds(i * 12L), () -> {
                if (!answered[0]) tell(to, command, outcome -> answered[0] = true);
            });
        }
    }

    /** Asks until somebody answers more than that it could not be done now, as processes do, and hears of it once. */
    public final void asks(Address<?> to, Command<?> command, Consumer<Outcome<?>> heard) {
        asks(to, command, heard, new boolean[1]);
    }

    private void asks(Address<?> to, Command<?> command, Consumer<Outcome<?>> heard, boolean[] answered) {
        if (answered[0]) return;
        tell(to, command, outcome -> {
            if (answered[0] || outcome.fold(yes -> false, no -> no.kind().passing())) return;
            answered[0] = true;
            heard.accept(outcome);
        });
        after(AGAIN, () -> asks(to, command, heard, answered));
    }

    /** What somebody answers whom the world plays by itself; empty: an aggregate that lives here is asked. */
    protected Optional<Outcome<?>> played(Address<?> to, Command<?> command) {
        return Optional.empty();
    }

    @Override
    protected final void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (!blueprints.containsKey(to.type())) {
            played(to, command).ifPresent(reply);
            return;
        }
        var there = find(to);
        if (isDown(there) || lost.test(command)) return;
        if (chance(trouble().overload())) reply.accept(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
        else decide(there, command, reply);
    }

    private boolean isDown(Hosted there) {
        return now().toEpochMilli() < there.downUntil;
    }

    private void decide(Hosted there, Command<?> command, Consumer<Outcome<?>> reply) {
        if (!there.decide(command, now(), reply, event -> {})) return;
        if (chance(0.02)) there.reread();
        leave(there);
        begin(there);
        if (chance(trouble().crash())) crash(there);
    }

    @Override
    protected final void crashAll() {
        List.copyOf(hosted.values()).forEach(this::crash);
    }

    private void crash(Hosted there) {
        deaths++;
        there.downUntil = now().toEpochMilli() + 1 + random(chance(0.2) ? 60_000 : 2_000);
        leave(there);
        there.gone();
        at(Instant.ofEpochMilli(there.downUntil), () -> {
            if (isDown(there)) return;
            there.back();
            there.reread();
            if (there.run == null) begin(there);
        });
    }

    // ---- processes

    /** Nobody waits for its run any more; it may go on all the same. */
    private void leave(Hosted there) {
        if (there.run != null && !chance(trouble().ghost())) there.run.stopped = true;
        there.run = null;
    }

    /** What it does next, when its time has come. */
    private void begin(Hosted there) {
        there.blueprint.next(there.state(), now()).ifPresent(step -> {
            var run = new Run(step);
            there.run = run;
            at(step.notBefore().orElse(now()), () -> call(there, run));
        });
    }

    /** Of calls side by side only those are made again that were not answered: of a hundred, some are always lost here. */
    private void call(Hosted there, Run run) {
        if (run.stopped) return;
        var next = run.step.calls().get(run.made);
        var calls = next instanceof Step.Together together ? together.calls() : List.of(next);
        if (run.answers == null) run.answers = new Outcome<?>[calls.size()];
        var answers = run.answers;
        var over = new boolean[1];
        Runnable again = () -> {
            if (over[0] || run.answers != answers) return;
            over[0] = true;
            after(Duration.ofMillis(200 + random(3_000)), () -> {
                if (run.answers == answers) call(there, run);
            });
        };
        after(TIMEOUT, again);
        for (int i = 0; i < answers.length; i++) {
            int place = i;
            if (answers[place] == null) make(calls.get(i), outcome -> {
                if (run.stopped || run.answers != answers || answers[place] != null) return;
                if (outcome.fold(yes -> false, no -> no.kind().passing())) {
                    again.run();
                    return;
                }
                answers[place] = outcome;
                for (var answer : answers) if (answer == null) return;
                run.answers = null;
                heard(there, run, List.of(answers));
            });
        }
    }

    private void make(Step.Call call, Consumer<Outcome<?>> reply) {
        if (call instanceof Step.ToAggregate aggregate) {
            tell(aggregate.to(), aggregate.command(), reply);
            return;
        }
        var ask = (Step.ToProvider) call;
        for (int copies = chance(trouble().copy()) ? 2 : 1; copies > 0; copies--) {
            if (chance(trouble().drop())) continue;
            after(delay(), () -> provide(ask.provider(), ask.request()).ifPresent(outcome -> {
                if (!chance(trouble().drop())) after(delay(), () -> reply.accept(outcome));
            }));
        }
    }

    private void heard(Hosted there, Run run, List<Outcome<?>> outcomes) {
        run.made++;
        run.outcomes.addAll(outcomes);
        if (Step.refusal(outcomes).isEmpty() && run.made < run.step.calls().size()) {
            call(there, run);
            return;
        }
        var result = run.step.result().apply(List.copyOf(run.outcomes));
        for (int copies = chance(trouble().copy()) ? 2 : 1; copies > 0; copies--) {
            after(delay(), () -> {
                if (isDown(there)) return;
                var before = there.state();
                decide(there, result, done -> {
                    if (done instanceof Outcome.Refused) throw new AssertionError("The result of a step was refused: " + result + ": " + done);
                });
                // A result that changed nothing: the step is carried out again, after a pause.
                if (there.run == run && there.state() == before) {
                    leave(there);
                    after(Duration.ofMillis(200 + random(3_000)), () -> {
                        if (there.run == null && !isDown(there)) begin(there);
                    });
                }
            });
        }
    }
}
