package souk.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.platform.Provider;
import souk.platform.wire.Codec;
import souk.testkit.Simulation;

/**
 * A whole shop in memory, without any platform: the real aggregates at their {@link Owners} in a {@link Simulation}. An owner may die after any event, leave runs behind that
 * go on sending, and come back with its clock set back.
 */
final class Shop extends Simulation {
    static final Trouble SOME = new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3);
    static final Trouble MUCH = new Trouble(0.10, 0.20, 0.20, 0.05, 0.05, 0.5);

    private final Owners owners;
    private final Provider provider;

    Shop(Random random, Trouble trouble, Collection<Blueprint<?, ?>> types, Function<Shop, Provider> provider) {
        super(random, trouble, Instant.parse("2026-01-01T00:00:00Z"));
        this.owners = new Owners(this, types);
        this.provider = provider.apply(this);
    }

    @Override
    protected void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        var there = owners.find(to);
        if (owners.down(there.owner)) return;
        if (chance(trouble().overload())) reply.accept(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
        else owners.decide(there, command, reply);
    }

    @Override
    protected void crashAll() {
        owners.crashAll();
    }

    /** Sends a request to the provider. */
    void askProvider(Object request, Consumer<Outcome<?>> reply) {
        int copies = chance(trouble().copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!chance(trouble().drop())) after(delay(), () -> provider.call(request).thenAccept(outcome -> after(delay(), () -> reply.accept(outcome))));
        }
    }

    // ---- looking in from outside

    /** Does this at once, with no network between. */
    @SuppressWarnings("unchecked")
    <R> Outcome<R> atOnce(Address<?> to, Command<R> command) {
        var replies = new ArrayList<Outcome<?>>();
        owners.decide(owners.find(to), command, replies::add);
        return (Outcome<R>) replies.get(0);
    }

    /** The same, and gives the reply. */
    <R> R must(Address<?> to, Command<R> command) {
        return atOnce(to, command).fold(yes -> yes, no -> {
            throw new AssertionError(command + " was refused: " + no);
        });
    }

    /** The state of every aggregate of this type, by id. */
    <S> Map<String, S> states(Blueprint<S, ?> blueprint) {
        var states = new LinkedHashMap<String, S>();
        owners.all(blueprint.type()).forEach(each -> states.put(each.id, blueprint.state().cast(each.state())));
        return states;
    }

    /** The same as JSON, for types that are none of our business. */
    Map<String, String> json(String type) {
        var states = new LinkedHashMap<String, String>();
        owners.all(type).forEach(each -> states.put(each.id, Codec.toJson(each.state())));
        return states;
    }

    /** Hears every event of every aggregate, the log being named as their type. */
    void listen(Consumer<Recorded<Event>> hears) {
        owners.listen(hears);
    }

    /** Those who own its aggregates. */
    Owners owners() {
        return owners;
    }
}
