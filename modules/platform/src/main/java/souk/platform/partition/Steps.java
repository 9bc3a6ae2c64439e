package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.platform.Entities;
import souk.platform.Provider;
import souk.platform.partition.Resident.Key;

/**
 * Carries out what confirmed processes do next: one call after the other, or some side by side, again with back-off while one fails for a
 * passing reason, and hands the result back as a command. Only the partition's own thread comes here.
 */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    /** A step under way. */
    static final class Run {
        final long id;
        /** The aggregate's version whose step this is; a newer version has another. */
        final long version;
        /** Unknown, if the process could not say it. */
        private Step step;
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        /** How many of the step's calls were answered; those side by side count as one. */
        private int made;
        private int tries;
        private Instant notBefore;
        private boolean calling;
        private boolean reported;

        private Run(long id, long version, Step step, Instant notBefore) {
            this.id = id;
            this.version = version;
            this.step = step;
            this.notBefore = notBefore;
        }

        String name() {
            return step == null ? "what it does next" : step.name();
        }

        private void restart() {
            outcomes.clear();
            made = 0;
        }

        /** Nothing happens before this. */
        Instant notBefore() {
            return notBefore;
        }
    }

    /** A call was answered, or failed; calls side by side have an outcome each. */
    record Answered(long incarnation, Key key, long run, List<Outcome<?>> outcomes, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final Pipe pipe;
    private final BiConsumer<Instant, Key> remind;
    private final BiConsumer<Resident, Command<?>> report;
    private final BooleanSupplier proven;
    private final Consumer<Key> lookAfterProof;
    private final long incarnation;
    private long lastRun;

    /**
     * @param pipe   sends the partition what comes of a call
     * @param remind asks to look at an aggregate at a time
     * @param report queues the result of an aggregate's run as a command to it
     * @param proven whether what is known here was the truth a moment ago
     * @param lookAfterProof asks to look at an aggregate once it is
     */
    Steps(PartitionSetup setup, long incarnation, Pipe pipe, BiConsumer<Instant, Key> remind, BiConsumer<Resident, Command<?>> report, BooleanSupplier proven,
            Consumer<Key> lookAfterProof) {
        this.setup = setup;
        this.incarnation = incarnation;
        this.pipe = pipe;
        this.remind = remind;
        this.report = report;
        this.proven = proven;
        this.lookAfterProof = lookAfterProof;
    }

    /** Notes what the aggregate's confirmed state does next; begins nothing. */
    void plan(Resident resident, Instant now) {
        if (!resident.blueprint.isProcess() || resident.run.filter(run -> run.version == resident.version()).isPresent()) return;
        try {
            resident.run = resident.blueprint.next(resident.state(), now).map(step -> new Run(++lastRun, resident.version(), step, step.notBefore().orElse(now)));
        } catch (RuntimeException e) {
            LOG.error("{} cannot say what it does next; it is asked again", resident.key, e);
            resident.run = Optional.of(new Run(++lastRun, resident.version(), null, now.plus(setup.settings().maxBackoff())));
        }
    }

    /** Carries the plan out as far as its time has come, or notes a look for when it will have. */
    void act(Resident resident, Instant now) {
        Run run = resident.run.orElse(null);
        if (run == null || run.calling || run.reported) return;
        if (run.notBefore.isAfter(now)) remind.accept(run.notBefore, resident.key);
        // An owner that was overtaken would go on with a process that its successor may have taken back meanwhile.
        else if (!proven.getAsBoolean()) lookAfterProof.accept(resident.key);
        else call(resident, run, now);
    }

    private void call(Resident resident, Run run, Instant now) {
        Optional<Step> current;
        try {
            // Asked anew each time, because what it carries may depend on the time at which it is sent.
            current = resident.blueprint.next(resident.state(), now);
        } catch (RuntimeException e) {
            again(resident, run, now, "it cannot say what it does next: " + e);
            return;
        }
        if (current.isEmpty()) {
            resident.run = Optional.empty();
            return;
        }
        run.step = current.get();
        if (run.step.notBefore().filter(at -> at.isAfter(now)).isPresent()) {
            run.notBefore = run.step.notBefore().get();
            remind.accept(run.notBefore, resident.key);
            return;
        }
        // Another step than before, as the time went by: from its beginning.
        if (run.step.calls().size() <= run.made) run.restart();
        run.calling = true;
        Step.Call call = run.step.calls().get(run.made);
        var calls = call instanceof Step.Together together ? together.calls() : List.of(call);
        var answers = calls.stream().map(each -> make(each, resident, run).toCompletableFuture()).toList();
        pipe.<List<Outcome<?>>>to(CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).thenApply(all -> outcomes(answers)),
                (outcomes, failure) -> new Answered(incarnation, resident.key, run.id, outcomes, failure));
    }

    private static List<Outcome<?>> outcomes(List<? extends CompletableFuture<? extends Outcome<?>>> answers) {
        var outcomes = new ArrayList<Outcome<?>>();
        for (var answer : answers) outcomes.add(Objects.requireNonNull(answer.join(), "it was answered with nothing"));
        return outcomes;
    }

    private CompletionStage<? extends Outcome<?>> make(Step.Call call, Resident resident, Run run) {
        setup.stats().calls.increment();
        try {
            if (call instanceof Step.ToAggregate send) {
                return setup.entities().ask(send.to(), send.command(), new Entities.Asking(setup.settings().callTimeout(), resident.key + "#" + run.version + " " + run.name(), false, 0, resident.trace));
            }
            var ask = (Step.ToProvider) call;
            Provider provider = setup.providers().get(ask.provider());
            if (provider == null) throw new IllegalStateException("No provider is registered as " + ask.provider());
            CompletableFuture<Outcome<?>> answer = new CompletableFuture<>();
            resident.trace.during(() -> provider.call(ask.request())).whenComplete((outcome, failure) -> {
                if (failure == null) answer.complete(outcome);
                else answer.completeExceptionally(failure);
            });
            return answer.orTimeout(setup.settings().callTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A call of an aggregate's step came back. */
    void answered(Resident resident, Answered answered, Instant now) {
        Run run = resident.run.filter(r -> r.id == answered.run()).orElse(null);
        // A result of an older state says nothing about this one; whatever it did is made good by the step of this state.
        if (run == null || run.version != resident.version()) return;
        run.calling = false;
        if (answered.failure() != null) {
            again(resident, run, now, answered.failure().toString());
            return;
        }
        // Those side by side are all made again: by their ids, whoever has answered answers the same.
        Optional<Rejection> passing = answered.outcomes().stream().flatMap(outcome -> Step.refusal(List.of(outcome)).stream())
                .filter(refusal -> refusal.kind().passing() || refusal.kind() == Rejection.Kind.FAULT).findFirst();
        if (passing.isPresent()) {
            again(resident, run, now, passing.get().detail());
            return;
        }
        run.made++;
        run.outcomes.addAll(answered.outcomes());
        if (Step.refusal(answered.outcomes()).isEmpty() && run.made < run.step.calls().size()) {
            // The answer may have lain in the mailbox of a node that stood still: the next call, too, is only made by who owns the log.
            act(resident, now);
            return;
        }
        Command<?> result;
        try {
            result = run.step.result().apply(List.copyOf(run.outcomes));
            resident.blueprint.handling(result);
        } catch (RuntimeException e) {
            LOG.error("{} cannot make a command of what {} was answered", resident.key, run.name(), e);
            run.restart();
            again(resident, run, now, "no command could be made of its result");
            return;
        }
        run.reported = true;
        report.accept(resident, result);
    }

    /** The result was decided; if it changed nothing the step is carried out again. */
    void reported(Resident resident, long runId, Outcome<?> outcome, Instant now) {
        Run run = resident.run.filter(r -> r.id == runId).orElse(null);
        if (run == null || run.version != resident.version()) return;
        run.reported = false;
        run.restart();
        again(resident, run, now, outcome.fold(reply -> "its result changed nothing", refused -> "its result was refused: " + refused.detail()));
    }

    private void again(Resident resident, Run run, Instant now, String why) {
        Duration pause = setup.settings().backoff(run.tries++);
        if (run.tries == 1 || run.tries % 10 == 0) {
            resident.trace.during(() -> LOG.warn("{} is stuck at {} (try {}): {}; again in {} ms", resident.key, run.name(), run.tries, why, pause.toMillis()));
        }
        setup.stats().callsRepeated.increment();
        run.notBefore = now.plus(pause);
        remind.accept(run.notBefore, resident.key);
    }
}
