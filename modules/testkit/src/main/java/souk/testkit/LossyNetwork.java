package souk.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import souk.kernel.Command;
import souk.kernel.Outcome;

/**
 * What lies between those who ask and one aggregate in a property test: a command may be lost, or its answer; copies of it arrive at any time, in any order, up to
 * {@link #LONGEST_DELAY} later.
 *
 * @param <C> the aggregate's commands
 */
public final class LossyNetwork<C extends Command<?>> {
    public static final Duration LONGEST_DELAY = Duration.ofDays(2);

    private record OnItsWay<C>(Instant arrives, C command) {}

    private final Random random;
    private final Function<C, Outcome<?>> aggregate;
    private final List<OnItsWay<C>> copies = new ArrayList<>();

    /** @param aggregate decides what arrives */
    public LossyNetwork(Random random, Function<C, Outcome<?>> aggregate) {
        this.random = random;
        this.aggregate = aggregate;
    }

    /** Sends a command; empty when nobody hears what became of it. */
    public Optional<Outcome<?>> send(C command, Instant now) {
        while (random.nextInt(3) == 0) copies.add(new OnItsWay<>(now.plusMillis(delay()), command));
        if (random.nextInt(6) == 0) return Optional.empty();
        var outcome = aggregate.apply(command);
        return random.nextInt(6) == 0 ? Optional.empty() : Optional.of(outcome);
    }

    /** The copies whose time has come arrive; nobody hears their answers. */
    public void deliver(Instant until) {
        var arrived = copies.stream().filter(copy -> !copy.arrives().isAfter(until)).toList();
        copies.removeAll(arrived);
        arrived.forEach(copy -> aggregate.apply(copy.command()));
    }

    private long delay() {
        return random.nextInt(4) == 0 ? (long) (random.nextDouble() * LONGEST_DELAY.toMillis()) : random.nextInt(60_000);
    }
}
