package souk.flashdemo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.ConcurrentHistogram;

/** What many buyers report, for those who look on. */
final class Board {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.MINUTES.toMicros(5);

    private record Seen(long at, long claims) {}

    private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST, 3);
    private final AtomicInteger done = new AtomicInteger();
    private final LongAdder claims = new LongAdder();
    private final LongAdder granted = new LongAdder();
    private final LongAdder paid = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final ArrayDeque<Seen> seen = new ArrayDeque<>();
    private volatile Pulse.Phase phase = Pulse.Phase.ARRIVING;
    private volatile long began = System.nanoTime();
    private volatile long lastClaim = began;
    private volatile long left;

    Board(long units) {
        left = units;
    }

    /** Begins the next phase. */
    void enters(Pulse.Phase next) {
        began = next == Pulse.Phase.OVER ? began : System.nanoTime();
        lastClaim = next == Pulse.Phase.OVER ? lastClaim : began;
        if (next != Pulse.Phase.OVER) done.set(0);
        phase = next;
    }

    /** One more buyer is done with this phase. */
    void done() {
        done.incrementAndGet();
    }

    /** A claim that was sent at that {@code System.nanoTime()} is answered. */
    void claimed(long sentAt) {
        long now = System.nanoTime();
        micros.recordValue(Math.min(LONGEST, (now - sentAt) / 1_000));
        claims.increment();
        lastClaim = now;
    }

    void granted(int units) {
        granted.add(units);
    }

    void refused(String why) {
        refused.computeIfAbsent(why, reason -> new LongAdder()).increment();
    }

    void paid(int units) {
        paid.add(units);
    }

    void repeated() {
        repeated.increment();
    }

    void left(long units) {
        left = units;
    }

    /** How it goes now. */
    synchronized Pulse pulse() {
        long now = System.nanoTime();
        long all = claims.sum();
        seen.addLast(new Seen(now, all));
        while (seen.size() > 2 && now - seen.peekFirst().at() > WINDOW) seen.removeFirst();
        boolean over = phase == Pulse.Phase.OVER;
        double seconds = (over ? lastClaim - began : now - seen.peekFirst().at()) / 1e9;
        double perSecond = seconds <= 0 ? 0 : (over ? all : all - seen.peekFirst().claims()) / seconds;
        return new Pulse(phase, Duration.ofNanos(now - began), done.get(), all, perSecond, micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3, left, granted.sum(),
                refused.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().sum())), paid.sum(), repeated.sum());
    }
}
