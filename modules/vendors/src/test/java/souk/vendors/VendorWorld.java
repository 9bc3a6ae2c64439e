package souk.vendors;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import souk.customers.api.AccountRequest;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.SimulatedAggregate;
import souk.testkit.Simulation;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.VendorCommand;

/**
 * Vendors and who sells for them, in memory: each aggregate may die after any event, and what it was doing may go on without it. Of accounts there are only those facts that vendors depend on: who has an
 * address, and how often all sessions of an address were ended.
 */
final class VendorWorld extends Simulation {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** An aggregate, and which run of its process is the present one. */
    private static final class Hosted extends SimulatedAggregate {
        private long downUntil;
        private Run run;

        private Hosted(VendorWorld world, Blueprint<Object, Event> blueprint, String id) {
            super(world, blueprint, id);
        }
    }

    /** A step being carried out. */
    private static final class Run {
        private final Step step;
        private final List<Outcome<?>> outcomes = new ArrayList<>();
        private int made;
        private boolean stopped;

        private Run(Step step) {
            this.step = step;
        }
    }

    final Map<String, String> addresses = new HashMap<>();
    final Map<String, Long> sessionsEnded = new HashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    int deaths;

    VendorWorld(Random random, Trouble trouble) {
        super(random, trouble, Instant.parse("2026-01-01T00:00:00Z"));
    }

    @SuppressWarnings("unchecked")
    private Hosted find(Address<?> to) {
        var blueprint = (Blueprint<Object, Event>) (Blueprint<?, ?>) (to.type().equals(VendorCommand.TYPE) ? Vendor.BLUEPRINT : Seller.BLUEPRINT);
        return hosted.computeIfAbsent(to.toString(), address -> new Hosted(this, blueprint, to.id()));
    }

    Vendor vendor(String id) {
        return (Vendor) find(VendorCommand.at(id)).state();
    }

    Seller seller(String mailbox) {
        return (Seller) find(SellerCommand.at(mailbox)).state();
    }

    @Override
    protected void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        var there = find(to);
        if (isDown(there)) return;
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
    protected void crashAll() {
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

    private void begin(Hosted there) {
        there.blueprint.next(there.state(), now()).ifPresent(step -> {
            there.run = new Run(step);
            call(there, there.run);
        });
    }

    private void call(Hosted there, Run run) {
        if (run.stopped) return;
        var next = run.step.calls().get(run.made);
        var calls = next instanceof Step.Together together ? together.calls() : List.of(next);
        var answers = new Outcome<?>[calls.size()];
        var over = new boolean[1];
        Runnable again = () -> {
            if (over[0]) return;
            over[0] = true;
            after(Duration.ofMillis(200 + random(3_000)), () -> call(there, run));
        };
        after(TIMEOUT, again);
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
                heard(there, run, List.of(answers));
            });
        }
    }

    private void make(Step.Call call, Consumer<Outcome<?>> reply) {
        if (call instanceof Step.ToAggregate aggregate) tell(aggregate.to(), aggregate.command(), reply);
        else for (int copies = chance(trouble().copy()) ? 2 : 1; copies > 0; copies--) {
            if (chance(trouble().drop())) continue;
            after(delay(), () -> {
                var outcome = accounts((AccountRequest) ((Step.ToProvider) call).request());
                if (!chance(trouble().drop())) after(delay(), () -> reply.accept(outcome));
            });
        }
    }

    private Outcome<Done> accounts(AccountRequest request) {
        if (chance(trouble().overload())) return Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "unknown-outcome", "Not everywhere yet.");
        if (request instanceof AccountRequest.EndSessions end) {
            sessionsEnded.put(end.mailboxId(), now().toEpochMilli());
            return Outcome.accepted(Done.DONE);
        }
        var vouch = (AccountRequest.Vouch) request;
        return addresses.computeIfAbsent(vouch.mailboxId(), free -> vouch.accountId()).equals(vouch.accountId()) ? Outcome.accepted(Done.DONE) : Outcome.refused(Rejection.Kind.CONFLICT, "address-taken", "Taken.");
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
                // A result that changed nothing: the step is carried out again.
                if (there.run == run && there.state() == before && there.blueprint.next(before, now()).isPresent()) {
                    there.run = null;
                    begin(there);
                }
            });
        }
    }
}
