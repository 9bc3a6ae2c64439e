package souk.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;

/**
 * A world in memory: a clock that jumps to whatever is next, and a network between aggregates that fails by the dice. It is harder on them than any partition: messages
 * are lost, copied, overtaken and held back for minutes. Who lives in it, and dies, a subclass knows. The same random numbers make the same world.
 */
public abstract class Simulation {
    private static final int MOST_THINGS = 3_000_000;

    /**
     * How much goes wrong, as probabilities for each message or event.
     *
     * @param drop     a message, or its answer, is lost
     * @param copy     it arrives two or three times
     * @param slow     it takes seconds, rarely minutes
     * @param overload it is refused as overloaded
     * @param crash    whoever decides dies after an event
     * @param ghost    what a process was doing when it died, or was overtaken, goes on
     */
    public record Trouble(double drop, double copy, double slow, double overload, double crash, double ghost) {
        public static final Trouble NONE = new Trouble(0, 0, 0, 0, 0, 0);
    }

    private record Scheduled(long at, long number, Runnable what) {}

    private final Random random;
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>(Comparator.comparingLong(Scheduled::at).thenComparingLong(Scheduled::number));
    private Trouble trouble;
    private volatile long clock;
    private long numbers;
    private long things;
    private long dieAfter = Long.MAX_VALUE;

    protected Simulation(Random random, Trouble trouble, Instant start) {
        this.random = random;
        this.trouble = trouble;
        this.clock = start.toEpochMilli();
    }

    /** A command has come through to where it is decided. */
    protected abstract void arrives(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply);

    /** Everybody dies at once. */
    protected abstract void crashAll();

    // ---- time

    /** The world's time; whoever lives there may have another. */
    public final Instant now() {
        return Instant.ofEpochMilli(clock);
    }

    public final void after(Duration delay, Runnable what) {
        at(now().plus(delay), what);
    }

    /** At a time; now, if that is over. */
    public final void at(Instant time, Runnable what) {
        queue.add(new Scheduled(Math.max(time.toEpochMilli(), clock), numbers++, what));
    }

    /**
     * Lets everything happen that is due within this time.
     *
     * @throws AssertionError if there is no end of it
     */
    public final void run(Duration time) {
        long end = clock + time.toMillis();
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            if (++things > MOST_THINGS) throw new AssertionError("It never comes to rest: " + this);
            var next = queue.poll();
            clock = next.at();
            next.what().run();
            if (things == dieAfter) crashAll();
        }
        clock = end;
    }

    /** How many things have happened: messages, steps and wake-ups. */
    public final long things() {
        return things;
    }

    // ---- trouble

    /** Everybody dies at once after so many things. */
    public final void dieAfter(long so) {
        dieAfter = so;
    }

    /** From now on nothing goes wrong any more. */
    public final void calmDown() {
        trouble = Trouble.NONE;
    }

    public final boolean calm() {
        return trouble == Trouble.NONE;
    }

    public final Trouble trouble() {
        return trouble;
    }

    public final boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 to below the bound. */
    public final long random(long bound) {
        return random.nextLong(bound);
    }

    /** How long a message takes. */
    public final Duration delay() {
        if (!chance(trouble.slow())) return Duration.ofMillis(1 + random.nextInt(20));
        return Duration.ofMillis(random.nextInt(chance(0.1) ? 300_000 : 20_000));
    }

    // ---- messages

    /** Sends a command as the network does. Who sent it hears of it once, several times or never. */
    public final void tell(Address<?> to, Command<?> command, Consumer<Outcome<?>> reply) {
        int copies = chance(trouble.copy()) ? 2 + random.nextInt(2) : 1;
        for (int i = 0; i < copies; i++) {
            if (!chance(trouble.drop())) after(delay(), () -> arrives(to, command, answer -> {
                if (!chance(trouble.drop())) after(delay(), () -> reply.accept(answer));
            }));
        }
    }
}
