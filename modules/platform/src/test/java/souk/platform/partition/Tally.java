package souk.platform.partition;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/** A toy aggregate for tests: adds numbers, each known by the id it came under, up to a limit; may be told to reset itself at a time. */
public record Tally(long sum, PersistentMap<String, Long> added, Instant resetAt) {
    static final Tally EMPTY = new Tally(0, PersistentMap.empty(), null);
    static final long LIMIT = 1_000_000_000;

    public sealed interface Say extends Command<Total> {}

    /** Add a number once. */
    public record Add(String op, long number) implements Say {}

    /** Forget everything at a time. */
    public record ResetAt(Instant at) implements Say {}

    /** The time has come. */
    public record Reset() implements Say {}

    /** What is the sum. */
    public record Look() implements Say {}

    /** Fail, as a rule with a mistake does. */
    public record Stumble() implements Say {}

    public record Total(long sum, int count) {}

    public sealed interface Said extends Event {}

    public record Added(String op, long number) implements Said {}

    public record ResetPlanned(Instant at) implements Said {}

    public record WasReset() implements Said {}

    public static final Blueprint<Tally, Said> BLUEPRINT = Blueprint.of("toy.tally", EMPTY, Say.class, Said.class)
            .decide("add", Add.class, Total.class, Tally::add)
            .decide("reset-at", ResetAt.class, Total.class, (tally, command, now) -> Decision.accept(Tally::total, new ResetPlanned(command.at())))
            .decide("reset", Reset.class, Total.class, Tally::reset)
            .decide("stumble", Stumble.class, Total.class, (tally, command, now) -> {
                throw new IllegalStateException("stumbled on purpose");
            })
            .answer("look", Look.class, Total.class, (tally, question, now) -> Outcome.accepted(tally.total()))
            .apply(Added.class, "toy.added", (tally, e) -> new Tally(tally.sum + e.number(), tally.added.with(e.op(), e.number()), tally.resetAt))
            .apply(ResetPlanned.class, "toy.reset-planned", (tally, e) -> new Tally(tally.sum, tally.added, e.at()))
            .apply(WasReset.class, "toy.was-reset", (tally, e) -> EMPTY)
            .wakes(tally -> Optional.ofNullable(tally.resetAt), Reset::new)
            .build();

    public static Address<Say> at(String id) {
        return new Address<>("toy.tally", id);
    }

    private Decision<Tally, Said, Total> add(Add command, Instant now) {
        if (added.containsKey(command.op())) return Decision.accept(Tally::total);
        if (command.number() <= 0) return Decision.reject(Rejection.Kind.INVALID, "not-positive", "Only positive numbers are added.");
        if (sum + command.number() > LIMIT) return Decision.reject(Rejection.Kind.CONFLICT, "full", "The limit is " + LIMIT + ".");
        return Decision.accept(Tally::total, new Added(command.op(), command.number()));
    }

    private Decision<Tally, Said, Total> reset(Reset command, Instant now) {
        return resetAt == null || resetAt.isAfter(now) ? Decision.accept(Tally::total) : Decision.accept(Tally::total, new WasReset());
    }

    Total total() {
        return new Total(sum, added.size());
    }
}
