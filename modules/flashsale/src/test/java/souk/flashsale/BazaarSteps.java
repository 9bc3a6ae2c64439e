package souk.flashsale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import souk.flashsale.Bazaar.Hosted;
import souk.kernel.Outcome;
import souk.kernel.Step;

/** How a {@link Bazaar} carries out what processes do next: as a partition does, and harder, since a step that was left behind may go on, and its result come twice. */
final class BazaarSteps {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A step being carried out. */
    static final class Run {
        private final Step step;
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        private int made;
        private boolean stopped;

        private Run(Step step) {
            this.step = step;
        }
    }

    private final Bazaar bazaar;

    BazaarSteps(Bazaar bazaar) {
        this.bazaar = bazaar;
    }

    /** The state has changed: what is under way belongs to the one before. */
    void overtake(Hosted to) {
        if (!to.blueprint.isProcess()) return;
        leave(to);
        resume(to);
    }

    /** Nobody waits for this run any more; it may go on all the same. */
    void leave(Hosted to) {
        if (to.run != null && !bazaar.chance(bazaar.trouble().ghost())) to.run.stopped = true;
        to.run = null;
    }

    /** Begins what the state asks for, from its first call. */
    void resume(Hosted to) {
        if (to.run != null) return;
        to.blueprint.next(to.state(), bazaar.time(to)).ifPresent(step -> {
            var run = new Run(step);
            to.run = run;
            var wait = step.notBefore().map(time -> Duration.between(bazaar.time(to), time)).orElse(Duration.ZERO);
            bazaar.after(wait.isNegative() ? Duration.ZERO : wait, () -> call(to, run));
        });
    }

    private void call(Hosted to, Run run) {
        if (run.stopped) return;
        int which = run.made;
        var call = run.step.calls().get(which);
        var calls = call instanceof Step.Together together ? together.calls() : List.of(call);
        var answers = new Outcome<?>[calls.size()];
        bazaar.after(TIMEOUT, () -> {
            if (run.made == which) call(to, run);
        });
        for (int i = 0; i < answers.length; i++) {
            int place = i;
            var one = (Step.ToAggregate) calls.get(i);
            bazaar.tell(one.to(), one.command(), outcome -> {
                if (run.made != which || run.stopped || answers[place] != null) return;
                answers[place] = outcome;
                for (var answer : answers) if (answer == null) return;
                heard(to, run, List.of(answers));
            });
        }
    }

    private void heard(Hosted to, Run run, List<Outcome<?>> outcomes) {
        run.made++;
        run.outcomes.addAll(outcomes);
        if (Step.refusal(outcomes).isEmpty() && run.made < run.step.calls().size()) {
            call(to, run);
            return;
        }
        var result = run.step.result().apply(List.copyOf(run.outcomes));
        int copies = bazaar.chance(bazaar.trouble().copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            bazaar.after(bazaar.delay(), () -> bazaar.decide(to, result, done -> {
                if (done instanceof Outcome.Refused) throw new AssertionError("The result of a step was refused: " + result + ": " + done);
            }));
        }
    }
}
