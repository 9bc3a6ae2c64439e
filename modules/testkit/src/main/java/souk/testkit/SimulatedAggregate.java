package souk.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.platform.wire.Codec;

/** An aggregate in a {@link Simulation}: its own rules and folds, those who wait for its process, and the time at which it wants to be woken. Its state is durable at once. */
public class SimulatedAggregate {
    /** So long somebody waits for a process, then is told what is known. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    /** So much later than it wanted an aggregate is woken. */
    private static final Duration LATE = Duration.ofSeconds(6);

    private record Waiter(Blueprint.Awaited handling, Consumer<Outcome<?>> reply) {}

    public final Blueprint<Object, Event> blueprint;
    public final String id;
    private final Simulation world;
    private final List<Waiter> waiters = new ArrayList<>();
    private Optional<Instant> wake = Optional.empty();
    private Object state;

    protected SimulatedAggregate(Simulation world, Blueprint<Object, Event> blueprint, String id) {
        this.world = world;
        this.blueprint = blueprint;
        this.id = id;
        this.state = blueprint.empty();
    }

    public final Object state() {
        return state;
    }

    /**
     * Decides a command. Whoever asked for a process is told when it is over, or after some seconds what is known.
     *
     * @param now   the aggregate's own time
     * @param hears of each event, before anybody is told
     * @return whether anything has happened
     */
    public final boolean decide(Command<?> command, Instant now, Consumer<Outcome<?>> reply, Consumer<Event> hears) {
        var handling = blueprint.handling(command);
        if (handling instanceof Blueprint.Answered question) {
            reply.accept(question.answer().answer(state, command, now));
            return false;
        }
        var rule = handling instanceof Blueprint.Awaited awaited ? awaited.rule() : ((Blueprint.Decided) handling).rule();
        var decision = rule.decide(state, command, now);
        if (decision instanceof Decision.Reject<Object, Event, Object> refused) {
            reply.accept(Outcome.refused(refused.rejection()));
            return false;
        }
        var accept = (Decision.Accept<Object, Event, Object>) decision;
        for (Event event : accept.events()) {
            state = blueprint.apply(state, event);
            hears.accept(event);
        }
        if (handling instanceof Blueprint.Awaited awaited) await(new Waiter(awaited, reply));
        else reply.accept(Outcome.accepted(accept.reply().apply(state)));
        answerWaiters();
        return !accept.events().isEmpty();
    }

    private void await(Waiter waiter) {
        waiters.add(waiter);
        world.after(PATIENCE, () -> {
            if (waiters.remove(waiter)) waiter.reply().accept(Outcome.accepted(waiter.handling().meanwhile().apply(state)));
        });
    }

    private void answerWaiters() {
        for (Waiter waiter : List.copyOf(waiters)) {
            waiter.handling().outcome().apply(state).ifPresent(outcome -> {
                waiters.remove(waiter);
                waiter.reply().accept(outcome);
            });
        }
    }

    /** Its state is what was stored of it, encoded and decoded. */
    public final void reread() {
        state = Codec.decode(Codec.encode(state), blueprint.state());
    }

    /** Has it woken when it wants to be, unless that was arranged before. */
    public final void wakeLater(Consumer<Command<?>> wakes) {
        var at = blueprint.wakeAt(state);
        if (at.isEmpty() || at.equals(wake)) return;
        wake = at;
        world.at(at.get().plus(LATE), () -> {
            if (!wake.equals(at)) return;
            wake = Optional.empty();
            wakes.accept(blueprint.wake().get().command().get());
        });
    }

    /** It is gone from memory, and with it who waited; what was arranged comes to nothing once it is {@link #back}. */
    public final void gone() {
        waiters.clear();
    }

    /** It is there again, and was not woken yet. */
    public final void back() {
        wake = Optional.empty();
    }
}
