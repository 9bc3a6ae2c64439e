package souk.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.platform.Capability;
import souk.platform.Entities;
import souk.platform.wire.Codec;

/**
 * Hosts aggregates in memory, for tests of routes: their own rules, events and folds, but no log, no wake-ups and no processes.
 * Commands, replies and events are encoded and decoded on their way, as they are between nodes.
 */
public final class LocalEntities implements Entities {
    private final Map<String, Blueprint<?, ?>> blueprints = new HashMap<>();
    private final Map<String, Object> states = new HashMap<>();
    private Duration ahead = Duration.ZERO;

    public LocalEntities(List<Capability> capabilities) {
        for (var capability : capabilities) for (var blueprint : capability.blueprints()) blueprints.put(blueprint.type(), blueprint);
    }

    /** Lets time pass for the aggregates. */
    public synchronized void later(Duration time) {
        ahead = ahead.plus(time);
    }

    /** Tells an aggregate something that must be accepted. */
    public <R> R tell(Address<?> to, Command<R> command) {
        return ask(to, command).join().fold(reply -> reply, refusal -> {
            throw new AssertionError(command + " was refused: " + refusal);
        });
    }

    @Override
    public synchronized <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
        var blueprint = blueprints.get(to.type());
        if (blueprint == null) throw new IllegalArgumentException("No capability of this test hosts " + to.type());
        var handling = blueprint.handling(command);
        var outcome = decide(blueprint, to.toString(), handling, Codec.decode(Codec.encode(command), command.getClass()));
        @SuppressWarnings("unchecked")
        var travelled = (Outcome<R>) outcome.map(reply -> Codec.decode(Codec.encode(reply), handling.reply()));
        return CompletableFuture.completedFuture(travelled);
    }

    private Outcome<Object> decide(Blueprint<?, ?> blueprint, String key, Blueprint.Handling handling, Command<?> command) {
        var state = states.getOrDefault(key, blueprint.empty());
        var now = Instant.now().plus(ahead);
        if (handling instanceof Blueprint.Answered question) return question.answer().answer(state, command, now);
        if (!(handling instanceof Blueprint.Decided decided)) throw new IllegalArgumentException(handling.name() + " of " + blueprint.type() + " starts a process, which only a partition can carry out");
        Decision<Object, Event, Object> decision = decided.rule().decide(state, command, now);
        if (decision instanceof Decision.Reject<Object, Event, Object> no) return Outcome.refused(no.rejection());
        var yes = (Decision.Accept<Object, Event, Object>) decision;
        for (Event event : yes.events()) state = blueprint.applied(event).fold().apply(state, Codec.decode(Codec.encode(event), event.getClass()));
        states.put(key, state);
        return Outcome.accepted(yes.reply().apply(state));
    }
}
