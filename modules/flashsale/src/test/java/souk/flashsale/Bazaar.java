package souk.flashsale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.testkit.SimulatedAggregate;
import souk.testkit.Simulation;

/**
 * A market in memory, without any platform: real aggregates in a {@link Simulation}. Each aggregate may die after any event and come back from what was durable, its clock is wrong by
 * seconds, and the step it was carrying out may go on without it.
 */
final class Bazaar extends Simulation {
    static final Trouble GHOSTS = new Trouble(0, 0, 0, 0, 0, 1);
    static final Trouble SOME = new Trouble(0.02, 0.05, 0.05, 0, 0.02, 0.3);
    static final Trouble MUCH = new Trouble(0.10, 0.20, 0.20, 0, 0.08, 0.5);

    /** An aggregate. */
    static final class Hosted extends SimulatedAggregate {
        private final long skew;
        private Instant last = Instant.EPOCH;
        private Instant downUntil = Instant.EPOCH;
        BazaarSteps.Run run;

        private Hosted(Bazaar bazaar, Blueprint<Object, Event> blueprint, String id, long skew) {
            super(bazaar, blueprint, id);
            this.skew = skew;
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
        return hosted.values().stream().map(each -> each.state().toString()).toList().toString();
    }

    /** At once, with no network between. */
    Outcome<?> ask(Address<?> to, Command<?> command) {
        var answers = new ArrayList<Outcome<?>>();
        find(to).downUntil = Instant.EPOCH;
        decide(find(to), command, answers::add);
        return answers.get(0);
    }

    Hosted find(Address<?> address) {
        return hosted.computeIfAbsent(address.toString(), a -> new Hosted(this, blueprints.get(address.type()), address.id(), random(10_000) - 5_000));
    }

    /** The states of all aggregates of a type. */
    <S> Stream<S> states(Blueprint<S, ?> blueprint) {
        return hosted.values().stream().filter(each -> each.blueprint.type().equals(blueprint.type())).map(each -> blueprint.state().cast(each.state()));
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
        if (!down(to) && to.decide(command, time(to), reply, event -> {})) changed(to);
    }

    private void changed(Hosted to) {
        if (chance(0.02)) to.reread();
        wakeLater(to);
        steps.overtake(to);
        if (chance(trouble().crash())) crash(to);
    }

    private void wakeLater(Hosted to) {
        to.wakeLater(command -> {
            if (down(to)) return;
            decide(to, command, done -> {});
            wakeLater(to);
        });
    }

    private void crash(Hosted each) {
        deaths++;
        each.downUntil = now().plusMillis(1 + random(chance(0.05) ? 1_200_000 : chance(0.2) ? 60_000 : 2_000));
        steps.leave(each);
        each.gone();
        at(each.downUntil, () -> {
            if (down(each)) return;
            each.back();
            wakeLater(each);
            steps.resume(each);
        });
    }

    List<Hosted> all() {
        return List.copyOf(hosted.values());
    }
}
