package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
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

/**
 * A whole shop in memory, without any platform: the real aggregates at their {@link Owners}, a clock that jumps, and a network that fails by
 * the dice. It is harder on the aggregates than any partition: messages are lost, copied, overtaken and held back for minutes; an owner may
 * die after any event, leave runs behind that go on sending, and come back with its clock set back.
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

    private record Scheduled(long at, long number, Runnable what) {}

    private final Random random;
    private final Owners owners;
    private final Provider provider;
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::number));
    private Trouble trouble;
    private volatile long clock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private long numbers;
    private long steps;
    private long dieAfter = Long.MAX_VALUE;

    Shop(Random random, Trouble trouble, Collection<Blueprint<?, ?>> types, Function<Shop, Provider> provider) {
        this.random = random;
        this.trouble = trouble;
        this.owners = new Owners(this, types);
        this.provider = provider.apply(this);
    }

    // ---- time

    Instant now() {
        return Instant.ofEpochMilli(clock);
    }

    void after(Duration delay, Runnable what) {
        at(now().plus(delay), what);
    }

    /** At a time; now, if that is over. */
    void at(Instant time, Runnable what) {
        queue.add(new Scheduled(Math.max(time.toEpochMilli(), clock), numbers++, what));
    }

    /** Lets everything happen that is due within this time. */
    void run(Duration time) {
        long end = clock + time.toMillis();
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            if (++steps > 2_000_000) throw new AssertionError("The shop never comes to rest");
            var next = queue.poll();
            clock = next.at();
            next.what().run();
            if (steps == dieAfter) owners.crashAll();
        }
        clock = end;
    }

    /** How many messages and steps there were. */
    long steps() {
        return steps;
    }

    // ---- trouble

    /** All owners die at once after so many messages and steps. */
    void dieAfter(long things) {
        dieAfter = things;
    }

    /** From now on nothing goes wrong any more. */
    void calmDown() {
        trouble = Trouble.NONE;
    }

    boolean calm() {
        return trouble == Trouble.NONE;
    }

    Trouble trouble() {
        return trouble;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 to below the bound. */
    long random(long bound) {
        return random.nextLong(bound);
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
            if (!chance(trouble.drop())) after(delay(), () -> deliver(owners.find(to), command, answer -> {
                if (!chance(trouble.drop())) after(delay(), () -> reply.accept(answer));
            }));
        }
    }

    private void deliver(Owners.Hosted to, Command<?> command, Consumer<Outcome<?>> reply) {
        if (owners.down(to.owner)) return;
        if (chance(trouble.overload())) reply.accept(Outcome.refused(Rejection.Kind.OVERLOADED, "overloaded", "Not now."));
        else owners.decide(to, command, reply);
    }

    /** Sends a request to the provider. */
    void askProvider(Object request, Consumer<Outcome<?>> reply) {
        int copies = chance(trouble.copy()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!chance(trouble.drop())) after(delay(), () -> provider.call(request).thenAccept(outcome -> after(delay(), () -> reply.accept(outcome))));
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
        owners.all(blueprint.type()).forEach(each -> states.put(each.id, blueprint.state().cast(each.state)));
        return states;
    }

    /** The same as JSON, for types that are none of our business. */
    Map<String, String> json(String type) {
        var states = new LinkedHashMap<String, String>();
        owners.all(type).forEach(each -> states.put(each.id, Codec.toJson(each.state)));
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
