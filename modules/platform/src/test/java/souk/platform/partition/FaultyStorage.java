package souk.platform.partition;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import souk.platform.journal.Storage;

/** One node's way to the database, on which statements and answers get lost, come late, or take their time. */
final class FaultyStorage extends MemoryStorage {
    /** What may become of a statement. */
    enum Fault {
        /** It fails and has no effect. */ FAILED,
        /** It has its effect, but the answer is lost. */ ANSWER_LOST,
        /** It is given up, and has its effect later, perhaps when somebody else owns the log. */ LATE,
        /** There is no answer until the time is out; perhaps an effect at some time. */ HUNG,
        /** It takes its time. */ SLOW
    }

    /** How often each fault happened. */
    static final class Count {
        private final AtomicLongArray counts = new AtomicLongArray(Fault.values().length);

        private void add(Fault fault) {
            counts.incrementAndGet(fault.ordinal());
        }

        @Override
        public String toString() {
            return String.join(", ", Arrays.stream(Fault.values()).map(f -> f.name().toLowerCase() + " " + counts.get(f.ordinal())).toList());
        }
    }

    private final Random random;
    private final Count count;
    private final String suffix;
    private volatile double rate;
    private volatile int delay;
    private volatile Moments moments = (statement, after) -> {};
    private volatile boolean gone;
    private volatile boolean unreachable;
    private volatile CompletableFuture<Void> paused = CompletableFuture.completedFuture(null);
    private final Map<Long, String> pending = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    /** @param suffix what this node's name for the log ends with: each node has a journal of its own, all mean the same log */
    FaultyStorage(MemoryStorage truth, String suffix, long seed, Count count) {
        super(truth);
        this.suffix = suffix;
        this.random = new Random(seed);
        this.count = count;
    }

    /** So many of the statements go wrong, 0 to 1. */
    void rate(double newRate) {
        rate = newRate;
    }

    /** Every statement takes up to so many milliseconds. */
    void delay(int millis) {
        delay = millis;
    }

    /** Hears of each statement, right before and right after its effect. */
    interface Moments {
        void come(String statement, boolean after);
    }

    void moments(Moments newMoments) {
        moments = newMoments;
    }

    /** The node has died: what is on its way may still have its effect, nothing new has. */
    void cut() {
        gone = true;
        paused.complete(null);
    }

    /** The database cannot be reached from this node, or can be again. */
    void unreachable(boolean now) {
        unreachable = now;
    }

    /** The node stands still: what it sends, and what it would hear, waits. */
    void pause() {
        if (paused.isDone()) paused = new CompletableFuture<>();
    }

    void go() {
        paused.complete(null);
    }

    /** The statements that were not answered yet, with their age. */
    String pending() {
        long now = System.nanoTime();
        return String.join(", ", new TreeMap<>(pending).entrySet().stream().map(each -> each.getValue() + " for " + TimeUnit.NANOSECONDS.toMillis(now - each.getKey()) + " ms").toList());
    }

    @Override
    protected String log(String name) {
        int generation = name.indexOf('~');
        String log = generation < 0 ? name : name.substring(0, generation);
        return log.endsWith(suffix) ? log.substring(0, log.length() - suffix.length()) + name.substring(log.length()) : name;
    }

    @Override
    protected <T> CompletionStage<T> run(String statement, Supplier<T> effect) {
        var waits = paused;
        // The time it was begun at, made unique.
        long begun = last.updateAndGet(before -> Math.max(before + 1, System.nanoTime()));
        pending.put(begun, statement);
        var answer = waits.isDone() ? now(statement, effect) : waits.thenCompose(go -> now(statement, effect));
        return answer.whenComplete((result, failure) -> pending.remove(begun));
    }

    private <T> CompletionStage<T> now(String statement, Supplier<T> effect) {
        if (gone) return later(50).thenCompose(then -> failed(statement));
        if (unreachable) return later(5).thenCompose(then -> failed(statement));
        Fault fault = draw();
        if (fault == null) return CompletableFuture.supplyAsync(() -> normally(statement, effect), after(random(3 + delay)));
        count.add(fault);
        return switch (fault) {
            case FAILED -> later(random(5)).thenCompose(then -> failed(statement));
            case ANSWER_LOST -> later(random(5)).thenCompose(then -> {
                atomically(effect);
                return failed(statement);
            });
            case LATE -> {
                later(20 + random(600)).thenRun(() -> atomically(effect));
                yield later(random(20)).thenCompose(then -> failed(statement));
            }
            case HUNG -> {
                if (random(2) == 0) later(random(300)).thenRun(() -> atomically(effect));
                yield later(150).thenCompose(then -> failed(statement));
            }
            case SLOW -> CompletableFuture.supplyAsync(() -> atomically(effect), after(20 + random(80)));
        };
    }

    private <T> T normally(String statement, Supplier<T> effect) {
        moments.come(statement, false);
        if (gone) throw new IllegalStateException(statement + " came too late");
        T result = atomically(effect);
        moments.come(statement, true);
        return result;
    }

    private Fault draw() {
        synchronized (random) {
            return random.nextDouble() < rate ? Fault.values()[random.nextInt(Fault.values().length)] : null;
        }
    }

    private int random(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private static <T> CompletionStage<T> failed(String statement) {
        return CompletableFuture.failedFuture(new IllegalStateException(statement + " failed on purpose"));
    }

    private static CompletableFuture<Void> later(int millis) {
        return CompletableFuture.runAsync(() -> {}, after(millis));
    }

    private static Executor after(int millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }
}
