package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
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
 * Carries out what confirmed processes do next: one call after the other, again with back-off while one fails for a passing reason, and
 * hands the result back as a command. Only the partition's own thread comes here.
 */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    /** A step under way. */
    static final class Run {
        final long id;
        /** The aggregate's version whose step this is; a newer version has another. */
        final long version;
        final Instant since;
        private Step step;
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        private int tries;
        private Instant notBefore;
        private boolean calling;
        private boolean reported;

        private Run(long id, long version, Step step, Instant since) {
            this.id = id;
            this.version = version;
            this.step = step;
            this.since = since;
            this.notBefore = step.notBefore().orElse(since);
        }

        String name() {
            return step.name();
        }

        int tries() {
            return tries;
        }
    }

    /** A call was answered, or failed. */
    record Answered(long incarnation, Key key, long run, Outcome<?> outcome, Throwable failure) implements PartitionMessage, NoSerializationVerificationNeeded {}

    private final PartitionSetup setup;
    private final BiFunction<CompletionStage<? extends Outcome<?>>, BiFunction<Outcome<?>, Throwable, PartitionMessage>, Void> pipe;
    private final BiConsumer<Instant, Key> remind;
    private final BiConsumer<Resident, Command<?>> report;
    private final long incarnation;
    private long lastRun;

    /**
     * @param pipe   sends the partition what comes of a call
     * @param remind asks to {@link #consider} an aggregate at a time
     * @param report queues the result of an aggregate's run as a command to it
     */
    Steps(PartitionSetup setup, long incarnation, BiFunction<CompletionStage<? extends Outcome<?>>, BiFunction<Outcome<?>, Throwable, PartitionMessage>, Void> pipe,
            BiConsumer<Instant, Key> remind, BiConsumer<Resident, Command<?>> report) {
        this.setup = setup;
        this.incarnation = incarnation;
        this.pipe = pipe;
        this.remind = remind;
        this.report = report;
    }

    /** Looks whether there is something to do for an aggregate now: after each of its changes, when it was read, when a time has come. */
    void consider(Resident resident, Instant now) {
        if (!resident.blueprint.isProcess() || resident.quarantine.isPresent()) return;
        if (resident.run.isEmpty() || resident.run.get().version != resident.version()) {
            resident.run = next(resident, now).map(step -> new Run(++lastRun, resident.version(), step, now));
            resident.run.ifPresent(run -> {
                if (run.notBefore.isAfter(now)) remind.accept(run.notBefore, resident.key);
            });
        }
        resident.run.filter(run -> !run.calling && !run.reported && !run.notBefore.isAfter(now)).ifPresent(run -> call(resident, run, now));
    }

    private Optional<Step> next(Resident resident, Instant now) {
        try {
            return resident.blueprint.next(resident.state(), now);
        } catch (RuntimeException e) {
            LOG.error("{} cannot say what it does next; it is asked again", resident.key, e);
            remind.accept(now.plus(setup.settings().maxBackoff()), resident.key);
            return Optional.empty();
        }
    }

    private void call(Resident resident, Run run, Instant now) {
        // Asked anew each time, because what it carries may depend on the time at which it is sent.
        Optional<Step> current = next(resident, now);
        if (current.isEmpty() || current.get().calls().size() <= run.outcomes.size()) {
            again(resident, run, now, "the step is not what it was");
            return;
        }
        run.step = current.get();
        run.calling = true;
        setup.stats().calls.increment();
        Step.Call call = run.step.calls().get(run.outcomes.size());
        pipe.apply(make(call, resident, run), (outcome, failure) -> new Answered(incarnation, resident.key, run.id, outcome, failure));
    }

    private CompletionStage<? extends Outcome<?>> make(Step.Call call, Resident resident, Run run) {
        try {
            if (call instanceof Step.ToAggregate send) {
                return setup.entities().ask(send.to(), send.command(), new Entities.Asking(CALL_TIMEOUT, resident.key + "#" + run.version + " " + run.name(), false));
            }
            var ask = (Step.ToProvider) call;
            Provider provider = setup.providers().get(ask.provider());
            if (provider == null) throw new IllegalStateException("No provider is registered as " + ask.provider());
            CompletableFuture<Outcome<?>> answer = new CompletableFuture<>();
            provider.call(ask.request()).whenComplete((outcome, failure) -> {
                if (failure == null) answer.complete(outcome);
                else answer.completeExceptionally(failure);
            });
            return answer.orTimeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
        Optional<Rejection> refusal = answered.outcome().fold(reply -> Optional.empty(), Optional::of);
        if (refusal.filter(r -> r.kind().passing() || r.kind() == Rejection.Kind.FAULT).isPresent()) {
            again(resident, run, now, refusal.get().detail());
            return;
        }
        run.outcomes.add(answered.outcome());
        if (refusal.isEmpty() && run.outcomes.size() < run.step.calls().size()) {
            call(resident, run, now);
            return;
        }
        run.reported = true;
        report.accept(resident, run.step.result().apply(List.copyOf(run.outcomes)));
    }

    /** The result was decided; if it changed nothing the step is carried out again. */
    void reported(Resident resident, long runId, Outcome<?> outcome, Instant now) {
        Run run = resident.run.filter(r -> r.id == runId).orElse(null);
        if (run == null || run.version != resident.version()) return;
        run.reported = false;
        run.outcomes.clear();
        again(resident, run, now, outcome.fold(reply -> "its result changed nothing", refused -> "its result was refused: " + refused.detail()));
    }

    private void again(Resident resident, Run run, Instant now, String why) {
        Duration pause = setup.settings().backoff(run.tries++);
        if (run.tries == 1 || run.tries % 10 == 0) {
            LOG.warn("{} is stuck at {} (try {}): {}; again in {} ms", resident.key, run.name(), run.tries, why, pause.toMillis());
        }
        setup.stats().callsRepeated.increment();
        run.notBefore = now.plus(pause);
        remind.accept(run.notBefore, resident.key);
    }
}
