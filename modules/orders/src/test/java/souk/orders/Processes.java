package souk.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.orders.Owners.Hosted;

/**
 * How the owners in a {@link Shop} carry out what processes do next. It is the reference for what a partition does with a {@link Step},
 * and harder: a run that nobody waits for any more may go on sending, a call may be made again alone or with all of its step.
 */
final class Processes {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A step being carried out. */
    static final class Run {
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        private final Object state;
        private Step step;
        private int made;
        private boolean stopped;
        private boolean finished;

        /** @param state whose step this is; a run that was left behind knows of no other */
        private Run(Object state) {
            this.state = state;
        }
    }

    private final Shop shop;
    private final Owners owners;

    Processes(Shop shop, Owners owners) {
        this.shop = shop;
        this.owners = owners;
    }

    /** The state has changed: is the step under way still the right one? */
    void overtake(Hosted to) {
        var next = to.blueprint.next(to.state(), owners.time(to.owner));
        boolean same = to.run != null && !to.run.finished && next.isPresent() && to.run.step != null && to.run.step.name().equals(next.get().name());
        if (same && shop.chance(0.5)) return;
        leave(to);
        if (next.isPresent()) begin(to, next.get());
    }

    /** Nobody waits for this run any more; it may go on all the same. */
    void leave(Hosted to) {
        if (to.run != null && !shop.chance(shop.trouble().ghost())) to.run.stopped = true;
        to.run = null;
    }

    /** The owner is there again. */
    void resume(Hosted to) {
        if (to.run == null) to.blueprint.next(to.state(), owners.time(to.owner)).ifPresent(step -> begin(to, step));
    }

    private void begin(Hosted to, Step step) {
        var run = new Run(to.state());
        to.run = run;
        var wait = step.notBefore().map(time -> Duration.between(owners.time(to.owner), time)).orElse(Duration.ZERO);
        shop.after(wait, () -> {
            if (to.run != run || owners.down(to.owner)) return;
            var now = to.blueprint.next(to.state(), owners.time(to.owner));
            if (now.isEmpty()) return;
            run.step = now.get();
            call(to, run);
        });
    }

    private void call(Hosted to, Run run) {
        if (run.stopped) return;
        var call = run.step.calls().get(run.made);
        var calls = call instanceof Step.Together together ? together.calls() : List.of(call);
        var answers = new Outcome<?>[calls.size()];
        var over = new boolean[1];
        Runnable again = () -> {
            if (!over[0]) again(to, run);
            over[0] = true;
        };
        shop.after(TIMEOUT, again);
        for (int i = 0; i < answers.length; i++) {
            int place = i;
            make(calls.get(i), outcome -> {
                if (over[0] || run.stopped || answers[place] != null) return;
                if (outcome.fold(yes -> false, no -> no.kind().passing())) {
                    again.run();
                    return;
                }
                answers[place] = outcome;
                for (var answer : answers) if (answer == null) return;
                over[0] = true;
                heard(to, run, List.of(answers));
            });
        }
    }

    private void make(Step.Call call, Consumer<Outcome<?>> reply) {
        if (call instanceof Step.ToAggregate aggregate) shop.tell(aggregate.to(), aggregate.command(), reply);
        else shop.askProvider(((Step.ToProvider) call).request(), reply);
    }

    private void heard(Hosted to, Run run, List<Outcome<?>> outcomes) {
        run.made++;
        run.outcomes.addAll(outcomes);
        if (Step.refusal(outcomes).isEmpty() && run.made < run.step.calls().size()) {
            call(to, run);
            return;
        }
        var result = run.step.result().apply(List.copyOf(run.outcomes));
        int copies = shop.chance(shop.trouble().copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            shop.after(shop.delay(), () -> {
                if (owners.down(to.owner)) return;
                run.finished = true;
                owners.decide(to, result, done -> {
                    if (done instanceof Outcome.Refused) throw new AssertionError("The result of a step was refused: " + result + ": " + done);
                });
            });
        }
    }

    /** A call failed for a passing reason: the same call again, or the whole step. */
    private void again(Hosted to, Run run) {
        boolean leftBehind = to.run != run;
        boolean onlyTheCall = leftBehind || shop.chance(0.5);
        if (!onlyTheCall) run.stopped = run.stopped || !shop.chance(shop.trouble().ghost());
        shop.after(Duration.ofMillis(200L + shop.random(3_000)), () -> {
            if (!leftBehind && (to.run != run || owners.down(to.owner))) return;
            to.blueprint.next(run.state, owners.time(to.owner)).ifPresent(step -> {
                if (!onlyTheCall) {
                    begin(to, step);
                } else {
                    run.step = step;
                    call(to, run);
                }
            });
        });
    }
}
