package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.platform.Provider;
import souk.platform.wire.Codec;

/**
 * A whole shop in memory, without any platform: the real aggregates, a clock that jumps, and a network and owners that fail by the
 * dice. It is the reference for what a partition does with a {@link Step}, and harder on the aggregates than any partition: messages
 * are lost, copied, overtaken and held back for minutes; an owner may die after any event, leave runs behind that go on sending, and
 * come back with its clock set back.
 */
final class Shop {
    /**
     * How much goes wrong, as probabilities for each message or event.
     *
     * @param drop     a message, or its answer, is lost
     * @param copy     it arrives two or three times
     * @param slow     it takes seconds, rarely minutes
     * @param overload it is refused as overloaded
     * @param crash    the owner dies after an event
     * @param ghost    the run of a dead or overtaken owner goes on
     */
    record Trouble(double drop, double copy, double slow, double overload, double crash, double ghost) {
        static final Trouble NONE = new Trouble(0, 0, 0, 0, 0, 0);
        static final Trouble SOME = new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3);
        static final Trouble MUCH = new Trouble(0.10, 0.20, 0.20, 0.05, 0.05, 0.5);
    }

    /** Somebody who waits for the outcome of a process. */
    private record Waiter(Blueprint.Awaited handling, Consumer<Outcome<?>> reply) {}

    private record Scheduled(long at, long number, Runnable what) {}

    /** An aggregate at its owner. */
    private final class Hosted {
        final Blueprint<Object, Event> blueprint;
        final String id;
        final String owner;
        final List<Waiter> waiters = new ArrayList<>();
        Object state;
        long version;
        Optional<Instant> wake = Optional.empty();
        Run run;

        Hosted(Blueprint<Object, Event> blueprint, String id) {
            this.blueprint = blueprint;
            this.id = id;
            this.owner = blueprint.type() + "-" + Math.floorMod(id.hashCode(), 2);
            this.state = blueprint.empty();
        }
    }

    /** A step being carried out. */
    private static final class Run {
        final List<Outcome<?>> outcomes = new ArrayList<>();
        final Object state;
        Step step;
        boolean stopped;
        boolean finished;

        /** @param state whose step this is; a run that was left behind knows of no other */
        Run(Object state) {
            this.state = state;
        }
    }

    private static final long TIMEOUT = 10_000;

    private final Random random;
    private final Map<String, Blueprint<Object, Event>> blueprints = new LinkedHashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    private final Map<String, Long> downUntil = new LinkedHashMap<>();
    private final Map<String, Long> skew = new LinkedHashMap<>();
    private final Map<String, Instant> lastTime = new LinkedHashMap<>();
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::number));
    private final Provider provider;
    private Trouble trouble;
    private volatile long clock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private long numbers;
    private long steps;
    private Consumer<Recorded<Event>> listener = event -> {};
    private long dieAfter = Long.MAX_VALUE;
    int crashes;

    @SuppressWarnings("unchecked")
    Shop(Random random, Trouble trouble, Collection<Blueprint<?, ?>> types, java.util.function.Function<Shop, Provider> provider) {
        this.random = random;
        this.trouble = trouble;
        types.forEach(b -> blueprints.put(b.type(), (Blueprint<Object, Event>) b));
        this.provider = provider.apply(this);
    }

    // ---- time

    Instant now() {
        return Instant.ofEpochMilli(clock);
    }

    void after(Duration delay, Runnable what) {
        at(clock + delay.toMillis(), what);
    }

    private void at(long time, Runnable what) {
        queue.add(new Scheduled(Math.max(time, clock), numbers++, what));
    }

    /** Lets everything happen that is due within this time. */
    void run(Duration time) {
        long end = clock + time.toMillis();
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            if (++steps > 2_000_000) throw new AssertionError("The shop never comes to rest");
            var next = queue.poll();
            clock = next.at();
            next.what().run();
            if (steps == dieAfter) List.copyOf(hosted.values()).stream().map(each -> each.owner).distinct().forEach(this::crash);
        }
        clock = end;
    }

    /** All owners die at once after so many messages and steps. */
    void dieAfter(long things) {
        dieAfter = things;
    }

    /** How many messages and steps there were. */
    long steps() {
        return steps;
    }

    /** From now on nothing goes wrong any more. */
    void calmDown() {
        trouble = Trouble.NONE;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** How long a message takes. */
    Duration delay() {
        if (!chance(trouble.slow())) return Duration.ofMillis(1 + random.nextInt(20));
        return Duration.ofMillis(random.nextInt(chance(0.1) ? 300_000 : 15_000));
    }

    // ---- messages

    /** Sends a command as the network does. */
    void tell(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        int copies = chance(trouble.copy()) ? 2 + random.nextInt(2) : 1;
        for (int i = 0; i < copies; i++) {
            if (!chance(trouble.drop())) after(delay(), () -> deliver(find(to), command, answer -> {
                if (!chance(trouble.drop())) after(delay(), () -> reply.accept(answer));
            }));
        }
    }

    private Hosted find(Address<?> address) {
        return hosted.computeIfAbsent(address.toString(), a -> new Hosted(blueprints.get(address.type()), address.id()));
    }

    private void deliver(Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (down(to.owner)) return;
        if (chance(trouble.overload())) {
            reply.accept(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
            return;
        }
        decide(to, command, reply);
    }

    private boolean down(String owner) {
        return downUntil.getOrDefault(owner, 0L) > clock;
    }

    /** The owner's time: its clock may be wrong, but it never runs back within its log. */
    private Instant time(String owner) {
        long wrong = trouble == Trouble.NONE ? 0 : skew.computeIfAbsent(owner, o -> (long) random.nextInt(10_000) - 5_000);
        return lastTime.merge(owner, now().plusMillis(wrong), (before, now) -> now.isAfter(before) ? now : before);
    }

    private void decide(Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        var handling = to.blueprint.handling(command);
        if (handling instanceof Blueprint.Answered question) {
            reply.accept(question.answer().answer(to.state, command, time(to.owner)));
            return;
        }
        var rule = handling instanceof Blueprint.Awaited awaited ? awaited.rule() : ((Blueprint.Decided) handling).rule();
        var decision = rule.decide(to.state, command, time(to.owner));
        if (decision instanceof Decision.Reject<Object, Event, Object> refused) {
            reply.accept(Outcome.refused(refused.rejection()));
            return;
        }
        var accept = (Decision.Accept<Object, Event, Object>) decision;
        for (Event event : accept.events()) {
            to.state = to.blueprint.apply(to.state, event);
            listener.accept(new Recorded<>(to.id, ++to.version, to.blueprint.type(), 1, 0, time(to.owner), "", event));
        }
        if (handling instanceof Blueprint.Awaited awaited) {
            var waiter = new Waiter(awaited, reply);
            to.waiters.add(waiter);
            after(Duration.ofSeconds(9), () -> {
                if (to.waiters.remove(waiter)) reply.accept(Outcome.accepted(awaited.meanwhile().apply(to.state)));
            });
        } else {
            reply.accept(Outcome.accepted(accept.reply().apply(to.state)));
        }
        answerWaiters(to);
        if (!accept.events().isEmpty()) changed(to);
    }

    private static void answerWaiters(Hosted to) {
        for (Waiter waiter : List.copyOf(to.waiters)) {
            waiter.handling().outcome().apply(to.state).ifPresent(outcome -> {
                to.waiters.remove(waiter);
                waiter.reply().accept(outcome);
            });
        }
    }

    private void changed(Hosted to) {
        if (chance(0.02)) to.state = Codec.decode(Codec.encode(to.state), to.blueprint.state());
        wakeLater(to);
        if (to.blueprint.isProcess()) overtake(to);
        if (chance(trouble.crash())) crash(to.owner);
    }

    private void wakeLater(Hosted to) {
        var wake = to.blueprint.wakeAt(to.state);
        if (wake.isEmpty() || wake.equals(to.wake)) return;
        to.wake = wake;
        at(wake.get().toEpochMilli() + 6_000, () -> wake(to, wake.get()));
    }

    private void wake(Hosted to, Instant time) {
        if (!to.wake.equals(Optional.of(time))) return;
        to.wake = Optional.empty();
        if (down(to.owner)) return;
        decide(to, to.blueprint.wake().get().command().get(), done -> {});
        wakeLater(to);
    }

    // ---- processes

    /** The state has changed: is the step under way still the right one? */
    private void overtake(Hosted to) {
        var next = to.blueprint.next(to.state, time(to.owner));
        boolean same = to.run != null && !to.run.finished && next.isPresent() && to.run.step != null && to.run.step.name().equals(next.get().name());
        if (same && chance(0.5)) return;
        leave(to);
        if (next.isPresent()) begin(to, next.get());
    }

    /** Nobody waits for this run any more; it may go on all the same. */
    private void leave(Hosted to) {
        if (to.run != null && !chance(trouble.ghost())) to.run.stopped = true;
        to.run = null;
    }

    private void begin(Hosted to, Step step) {
        var run = new Run(to.state);
        to.run = run;
        long wait = step.notBefore().map(time -> Math.max(0, Duration.between(time(to.owner), time).toMillis())).orElse(0L);
        at(clock + wait, () -> {
            if (to.run != run || down(to.owner)) return;
            var now = to.blueprint.next(to.state, time(to.owner));
            if (now.isEmpty()) return;
            run.step = now.get();
            call(to, run);
        });
    }

    private void call(Hosted to, Run run) {
        if (run.stopped) return;
        var answered = new boolean[1];
        Consumer<Outcome<?>> reply = outcome -> {
            if (answered[0] || run.stopped) return;
            answered[0] = true;
            if (outcome.fold(yes -> false, no -> no.kind().passing())) again(to, run);
            else heard(to, run, outcome);
        };
        after(Duration.ofMillis(TIMEOUT), () -> {
            if (!answered[0]) {
                answered[0] = true;
                again(to, run);
            }
        });
        var call = run.step.calls().get(run.outcomes.size());
        if (call instanceof Step.ToAggregate aggregate) {
            tell(aggregate.to(), aggregate.command(), reply);
        } else {
            askProvider(((Step.ToProvider) call).request(), reply);
        }
    }

    private void askProvider(Object request, Consumer<Outcome<?>> reply) {
        int copies = chance(trouble.copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!chance(trouble.drop())) after(delay(), () -> provider.call(request).thenAccept(outcome -> after(delay(), () -> reply.accept(outcome))));
        }
    }

    private void heard(Hosted to, Run run, Outcome<?> outcome) {
        run.outcomes.add(outcome);
        boolean refused = outcome.fold(yes -> false, no -> true);
        if (!refused && run.outcomes.size() < run.step.calls().size()) {
            call(to, run);
            return;
        }
        var result = run.step.result().apply(List.copyOf(run.outcomes));
        int copies = chance(trouble.copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            after(delay(), () -> {
                if (down(to.owner)) return;
                run.finished = true;
                decide(to, result, done -> {
                    if (done instanceof Outcome.Refused) throw new AssertionError("The result of a step was refused: " + result + ": " + done);
                });
            });
        }
    }

    /** A call failed for a passing reason: the same call again, or the whole step. */
    private void again(Hosted to, Run run) {
        boolean leftBehind = to.run != run;
        boolean onlyTheCall = leftBehind || chance(0.5);
        if (!onlyTheCall) run.stopped = run.stopped || !chance(trouble.ghost());
        long back = 200L + random.nextInt(3_000);
        at(clock + back, () -> {
            if (!leftBehind && (to.run != run || down(to.owner))) return;
            to.blueprint.next(run.state, time(to.owner)).ifPresent(step -> {
                if (!onlyTheCall) {
                    begin(to, step);
                } else {
                    run.step = step;
                    call(to, run);
                }
            });
        });
    }

    /** The owner dies, and starts again after a while, from what was durable. */
    private void crash(String owner) {
        crashes++;
        long dark = chance(0.05) ? 1_200_000 : chance(0.2) ? 60_000 : 2_000;
        downUntil.put(owner, clock + 1 + random.nextLong(dark));
        for (Hosted each : hosted.values()) {
            if (!each.owner.equals(owner)) continue;
            leave(each);
            each.waiters.clear();
        }
        at(downUntil.get(owner), () -> start(owner));
    }

    private void start(String owner) {
        if (down(owner)) return;
        skew.computeIfPresent(owner, (o, wrong) -> Math.max(-5_000, wrong - random.nextInt(1_000)));
        for (Hosted each : List.copyOf(hosted.values())) {
            if (!each.owner.equals(owner)) continue;
            each.wake = Optional.empty();
            wakeLater(each);
            if (each.run == null) each.blueprint.next(each.state, time(owner)).ifPresent(step -> begin(each, step));
        }
    }

    // ---- looking in from outside

    /** Does this at once, with no network between, and gives the reply. */
    <R> R must(Address<?> to, Command<R> command) {
        var replies = new ArrayList<Outcome<?>>();
        decide(find(to), command, replies::add);
        @SuppressWarnings("unchecked")
        var reply = (R) replies.get(0).fold(yes -> yes, no -> {
            throw new AssertionError(command + " was refused: " + no);
        });
        return reply;
    }

    /** The state of every aggregate of this type, by id. */
    <S> Map<String, S> states(Blueprint<S, ?> blueprint) {
        var states = new LinkedHashMap<String, S>();
        hosted.values().stream().filter(h -> h.blueprint.type().equals(blueprint.type())).forEach(h -> states.put(h.id, blueprint.state().cast(h.state)));
        return states;
    }

    /** The same as JSON, for types that are none of our business. */
    Map<String, String> json(String type) {
        var states = new LinkedHashMap<String, String>();
        hosted.values().stream().filter(h -> h.blueprint.type().equals(type)).forEach(h -> states.put(h.id, Codec.toJson(h.state)));
        return states;
    }

    /** Hears every event of every aggregate, the log being named as their type. */
    void listen(Consumer<Recorded<Event>> hears) {
        listener = hears;
    }

}
