package souk.orders;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.testkit.SimulatedAggregate;

/**
 * Who owns the aggregates of a {@link Shop}: two owners for each type. They decide, remember what was decided, answer those who wait and
 * wake what wants to be woken; and they die, stay away for a while, and come back with what was durable and a clock set back.
 */
final class Owners {
    /** An aggregate at its owner. */
    static final class Hosted extends SimulatedAggregate {
        final String owner;
        private long version;
        Processes.Run run;

        private Hosted(Shop shop, Blueprint<Object, Event> blueprint, String id) {
            super(shop, blueprint, id);
            this.owner = blueprint.type() + "-" + Math.floorMod(id.hashCode(), 2);
        }
    }

    private final Shop shop;
    private final Processes processes;
    private final Map<String, Blueprint<Object, Event>> blueprints = new LinkedHashMap<>();
    private final Map<String, Hosted> hosted = new LinkedHashMap<>();
    private final Map<String, Long> downUntil = new LinkedHashMap<>();
    private final Map<String, Long> skew = new LinkedHashMap<>();
    private final Map<String, Instant> lastTime = new LinkedHashMap<>();
    private Consumer<Recorded<Event>> listener = event -> {};
    private long durableCommands;
    private int deaths;

    @SuppressWarnings("unchecked")
    Owners(Shop shop, Collection<Blueprint<?, ?>> types) {
        this.shop = shop;
        this.processes = new Processes(shop, this);
        types.forEach(b -> blueprints.put(b.type(), (Blueprint<Object, Event>) b));
    }

    void listen(Consumer<Recorded<Event>> hears) {
        listener = hears;
    }

    /** How often one of them died. */
    int deaths() {
        return deaths;
    }

    /** How many commands had to be stored: all that had events. */
    long durableCommands() {
        return durableCommands;
    }

    Hosted find(Address<?> address) {
        return hosted.computeIfAbsent(address.toString(), a -> new Hosted(shop, blueprints.get(address.type()), address.id()));
    }

    List<Hosted> all(String type) {
        return hosted.values().stream().filter(each -> each.blueprint.type().equals(type)).toList();
    }

    boolean down(String owner) {
        return shop.now().toEpochMilli() < downUntil.getOrDefault(owner, 0L);
    }

    /** The owner's time: its clock may be wrong, but it never runs back within its log. */
    Instant time(String owner) {
        long wrong = shop.calm() ? 0 : skew.computeIfAbsent(owner, o -> (long) shop.random(10_000) - 5_000);
        return lastTime.merge(owner, shop.now().plusMillis(wrong), (before, now) -> now.isAfter(before) ? now : before);
    }

    void decide(Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        boolean changed = to.decide(command, time(to.owner), reply,
                event -> listener.accept(new Recorded<>(to.id, ++to.version, to.blueprint.type(), 1, 0, time(to.owner), "", event)));
        if (!changed) return;
        durableCommands++;
        if (shop.chance(0.02)) to.reread();
        wakeLater(to);
        if (to.blueprint.isProcess()) processes.overtake(to);
        if (shop.chance(shop.trouble().crash())) crash(to.owner);
    }

    private void wakeLater(Hosted to) {
        to.wakeLater(command -> {
            if (down(to.owner)) return;
            decide(to, command, done -> {});
            wakeLater(to);
        });
    }

    void crashAll() {
        List.copyOf(hosted.values()).stream().map(each -> each.owner).distinct().forEach(this::crash);
    }

    /** The owner dies, and starts again after a while, from what was durable. */
    private void crash(String owner) {
        deaths++;
        long dark = shop.chance(0.05) ? 1_200_000 : shop.chance(0.2) ? 60_000 : 2_000;
        var until = shop.now().plusMillis(1 + shop.random(dark));
        downUntil.put(owner, until.toEpochMilli());
        for (Hosted each : hosted.values()) {
            if (!each.owner.equals(owner)) continue;
            processes.leave(each);
            each.gone();
        }
        shop.at(until, () -> start(owner));
    }

    private void start(String owner) {
        if (down(owner)) return;
        skew.computeIfPresent(owner, (o, wrong) -> Math.max(-5_000, wrong - shop.random(1_000)));
        for (Hosted each : List.copyOf(hosted.values())) {
            if (!each.owner.equals(owner)) continue;
            each.back();
            wakeLater(each);
            processes.resume(each);
        }
    }
}
