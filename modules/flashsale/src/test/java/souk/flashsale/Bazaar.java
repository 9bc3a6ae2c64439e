package souk.flashsale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.platform.wire.Codec;
import souk.testkit.Simulation;

/**
 * A market in memory, without any platform: real aggregates in a {@link Simulation}. Each aggregate may die after any event and come back from what was durable, its clock is wrong by
 * seconds, and the step it was carrying out may go on without it.
 */
final class Bazaar extends Simulation {
    static final Trouble GHOSTS = new Trouble(0, 0, 0, 0, 0, 1);
    static final Trouble SOME = new Trouble(0.02, 0.05, 0.05, 0, 0.02, 0.3);
    static final Trouble MUCH = new Trouble(0.10, 0.20, 0.20, 0, 0.08, 0.5);

    /** Somebody who waits for the outcome of a process. */
    private record Waiter(Blueprint.Awaited handling, Consumer<Outcome<?>> reply) {}

    /** An aggregate. */
    static final class Hosted {
        final Blueprint<Object, Event> blueprint;
        final String id;
        private final long skew;
        private final List<Waiter> waiters = new ArrayList<>();
        private Instant last = Instant.EPOCH;
        private Instant downUntil = Instant.EPOCH;
        private Optional<Instant> wake = Optional.empty();
        Object state;
        BazaarSteps.Run run;

        private Hosted(Blueprint<Object, Event> blueprint, String id, long skew) {
            this.blueprint = blueprint;
            this.id = id;
            this.skew = skew;
            this.state = blueprint.empty();
        }
    }

    private final BazaarSteps steps = new BazaarSteps(this);
    private final Map<String, Blueprint<Object, Event>> blueprints = new LinkedHashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    private long deaths;

    @SuppressWarnings("unchecked")
    Bazaar(Random random, Trouble trouble, Collection<Blueprint<?, ?>> types, Instant start) {
        super(random, trouble, start);
        types.forEach(type -> blueprints.put(type.type(), (Blueprint<Object, Event>) type));
    }

    /** How often one of them died. */
    long deaths() {
        return deaths;
    }

    @Override
    protected void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        decide(find(to), command, reply);
    }

    @Override
    protected void crashAll() {
        hosted.values().forEach(this::crash);
    }

    @Override
    public String toString() {
        return hosted.values().stream().map(each -> each.state.toString()).toList().toString();
    }

    /** At once, with no network between. */
    Outcome<?> ask(Address<?> to, Command<?> command) {
        var answers = new ArrayList<Outcome<?>>();
        find(to).downUntil = Instant.EPOCH;
        decide(find(to), command, answers::add);
        return answers.get(0);
    }

    Hosted find(Address<?> address) {
        return hosted.computeIfAbsent(address.toString(), a -> new Hosted(blueprints.get(address.type()), address.id(), random(10_000) - 5_000));
    }

    /** The states of all aggregates of a type. */
    <S> Stream<S> states(Blueprint<S, ?> blueprint) {
        return hosted.values().stream().filter(each -> each.blueprint.type().equals(blueprint.type())).map(each -> blueprint.state().cast(each.state));
    }

    // ---- aggregates

    boolean down(Hosted each) {
        return now().isBefore(each.downUntil);
    }

    /** Its own time: it may be wrong, but it never runs back. */
    Instant time(Hosted each) {
        var time = now().plusMillis(calm() ? 0 : each.skew);
        if (time.isAfter(each.last)) each.last = time;
        return each.last;
    }

    void decide(Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (down(to)) return;
        var handling = to.blueprint.handling(command);
        if (handling instanceof Blueprint.Answered question) {
            reply.accept(question.answer().answer(to.state, command, time(to)));
            return;
        }
        var rule = handling instanceof Blueprint.Awaited awaited ? awaited.rule() : ((Blueprint.Decided) handling).rule();
        var decision = rule.decide(to.state, command, time(to));
        if (decision instanceof Decision.Reject<Object, Event, Object> refused) {
            reply.accept(Outcome.refused(refused.rejection()));
            return;
        }
        var accept = (Decision.Accept<Object, Event, Object>) decision;
        for (Event event : accept.events()) to.state = to.blueprint.apply(to.state, event);
        if (handling instanceof Blueprint.Awaited awaited) {
            var waiter = new Waiter(awaited, reply);
            to.waiters.add(waiter);
            after(Duration.ofSeconds(9), () -> {
                if (to.waiters.remove(waiter)) reply.accept(Outcome.accepted(awaited.meanwhile().apply(to.state)));
            });
        } else {
            reply.accept(Outcome.accepted(accept.reply().apply(to.state)));
        }
        for (var waiter : List.copyOf(to.waiters)) {
            waiter.handling().outcome().apply(to.state).ifPresent(outcome -> {
                to.waiters.remove(waiter);
                waiter.reply().accept(outcome);
            });
        }
        if (!accept.events().isEmpty()) changed(to);
    }

    private void changed(Hosted to) {
        if (chance(0.02)) to.state = Codec.decode(Codec.encode(to.state), to.blueprint.state());
        wakeLater(to);
        steps.overtake(to);
        if (chance(trouble().crash())) crash(to);
    }

    private void wakeLater(Hosted to) {
        var wake = to.blueprint.wakeAt(to.state);
        if (wake.isEmpty() || wake.equals(to.wake)) return;
        to.wake = wake;
        at(wake.get().plusSeconds(6), () -> wake(to, wake.get()));
    }

    private void wake(Hosted to, Instant time) {
        if (!to.wake.equals(Optional.of(time))) return;
        to.wake = Optional.empty();
        if (down(to)) return;
        decide(to, to.blueprint.wake().get().command().get(), done -> {});
        wakeLater(to);
    }

    private void crash(Hosted each) {
        deaths++;
        each.downUntil = now().plusMillis(1 + random(chance(0.05) ? 1_200_000 : chance(0.2) ? 60_000 : 2_000));
        steps.leave(each);
        each.waiters.clear();
        at(each.downUntil, () -> {
            if (down(each)) return;
            each.wake = Optional.empty();
            wakeLater(each);
            steps.resume(each);
        });
    }

    List<Hosted> all() {
        return List.copyOf(hosted.values());
    }
}
