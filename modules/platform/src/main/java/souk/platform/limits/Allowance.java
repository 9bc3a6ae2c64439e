package souk.platform.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * What one node may let through of one key: its standing part, and what it has borrowed. Far below the limit the standing part is enough; when
 * it goes down, the node borrows what was asked for within the last moment. Who finds nothing waits while the owner is asked, and is refused
 * when it has nothing, too.
 */
final class Allowance {
    /** What is borrowed is meant for so long. */
    private static final long SLICE = Duration.ofMillis(100).toNanos();
    /** An owner that has nothing, or does not answer, is asked again after no less and no more than this. */
    private static final long SOONEST = Duration.ofMillis(5).toNanos();
    private static final long PAUSE = Duration.ofMillis(50).toNanos();
    private static final long DARK = Duration.ofMillis(250).toNanos();
    /** So many wait for the owner's answer; more are refused at once. */
    private static final int MOST_WAITING = 256;
    /** So many refusals at once, and a second, are an accident. */
    private static final int PATIENCE = 20;

    /** Sends the question, and then has {@link #answered} called. */
    interface Borrowing {
        void borrow(Allowance by, long wanted, long left);
    }

    final Budget budget;
    final String key;
    private final TokenBucket standing;
    /** What the owner has, as far as is known here. */
    private final TokenBucket owners;
    private final TokenBucket patience;
    private long lent;
    private long lentUntil;
    /** Was lent and is not good any more: to be given back. */
    private long expired;
    private boolean asking;
    /** The owner did not answer the last time. */
    private boolean dark;
    private long askFrom;
    private long windowFrom;
    private long inWindow;
    private long inWindowBefore;
    private long lastTaken;
    private Deque<CompletableFuture<Verdict>> waiting;

    Allowance(Budget budget, String key, Split split, long now) {
        this.budget = budget;
        this.key = key;
        standing = new TokenBucket(split.localBurst, now);
        owners = new TokenBucket(split.ownersBurst, now);
        patience = new TokenBucket(PATIENCE, now);
        askFrom = now;
        windowFrom = now;
        lentUntil = now;
        lastTaken = now;
    }

    CompletableFuture<Verdict> take(Split split, long now, Borrowing owner) {
        CompletableFuture<Verdict> told;
        long wanted = 0;
        long left = 0;
        synchronized (this) {
            grow(split, now);
            count(now);
            lastTaken = now;
            boolean granted = takeHere();
            long demand = Math.max(inWindow, inWindowBefore);
            boolean low = lent + standing.level() < (budget.forgives() ? granted ? 0 : 1 : Math.max(1, demand / 4));
            if (low && !asking && now - askFrom >= 0) {
                asking = true;
                // What can be given back is borrowed one by one.
                wanted = budget.forgives() ? 1 : Math.min(Limit.MOST, demand);
                left = lent;
            }
            if (!granted && asking && !dark && waiting() < MOST_WAITING) {
                told = new CompletableFuture<>();
                if (waiting == null) waiting = new ArrayDeque<>(4);
                waiting.add(told);
            } else {
                told = CompletableFuture.completedFuture(verdict(split, granted || dark && budget.forgives(), now));
            }
        }
        if (wanted > 0) owner.borrow(this, wanted, left);
        return told;
    }

    private int waiting() {
        return waiting == null ? 0 : waiting.size();
    }

    private void grow(Split split, long now) {
        standing.grow(split.localRate, split.localBurst, now);
        owners.grow(split.ownersRate, split.ownersBurst, now);
        if (lent > 0 && now - lentUntil >= 0) {
            expired += lent;
            lent = 0;
        }
    }

    private void count(long now) {
        long passed = now - windowFrom;
        if (passed >= SLICE) {
            inWindowBefore = passed < 2 * SLICE ? inWindow : 0;
            inWindow = 0;
            windowFrom = now;
        }
        inWindow++;
    }

    private boolean takeHere() {
        if (lent > 0) {
            lent--;
            return true;
        }
        return standing.take(1) == 1;
    }

    private Verdict verdict(Split split, boolean granted, long now) {
        long remaining = (long) Math.min(split.limit.burst(), Math.max(0, standing.level()) + lent + Math.max(0, owners.level()));
        int reset = seconds((split.limit.burst() - remaining) / split.limit.perSecond());
        if (granted) return Verdict.granted(split.limit, remaining, reset);
        long until = Math.max(owners.untilOne(split.ownersRate), askFrom - now);
        if (split.localRate > 0) until = Math.min(until, standing.untilOne(split.localRate));
        int retry = Math.max(1, seconds(until / 1e9));
        patience.grow(PATIENCE, PATIENCE, now);
        return new Verdict(false, split.limit, 0, Math.max(retry, reset), retry, patience.take(1) == 0);
    }

    private static int seconds(double seconds) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(seconds - 1e-9));
    }

    /**
     * The owner has answered.
     *
     * @param answer null: it has not
     * @param sent   when it was asked
     * @param owner  is asked again for those who came meanwhile, if it has more
     */
    void answered(Lending.Lent answer, Split split, long sent, long now, Borrowing owner) {
        var done = new ArrayList<Runnable>(2);
        long wanted = 0;
        long left = 0;
        synchronized (this) {
            asking = false;
            grow(split, now);
            dark = answer == null || !answer.owner();
            if (dark) askFrom = now + DARK;
            else take(answer, split, sent, now);
            boolean more = !dark && answer.again() == 0 && answer.granted() > 0;
            while (waiting() > 0) {
                boolean granted = takeHere() || dark && budget.forgives();
                if (!granted && more) break;
                var first = waiting.poll();
                var verdict = verdict(split, granted, now);
                done.add(() -> first.complete(verdict));
            }
            if (waiting() > 0) {
                // They came while the owner was asked for fewer, and it has more.
                asking = true;
                wanted = budget.forgives() ? waiting() : Math.max(waiting(), Math.max(inWindow, inWindowBefore));
                left = lent;
            }
        }
        // What they do then is not this lock's affair.
        done.forEach(Runnable::run);
        if (wanted > 0) owner.borrow(this, wanted, left);
    }

    private void take(Lending.Lent answer, Split split, long sent, long now) {
        lent += answer.granted();
        lentUntil = sent + Lending.GOOD_FOR;
        grow(split, now);
        owners.put(answer.level() - owners.level());
        // Often enough that nothing runs over at the owner while it is wanted here.
        long pause = Math.min(PAUSE, (long) (split.limit.burst() / split.limit.perSecond() / 4 * 1e9));
        askFrom = answer.again() == 0 ? now : now + Math.max(answer.again(), Math.max(SOONEST, pause));
    }

    /** What was borrowed and is not used, or not any more: nobody came for a while. */
    synchronized long unused(Split split, long now) {
        grow(split, now);
        if (!asking && now - lastTaken >= SLICE) {
            expired += lent;
            lent = 0;
        }
        long unused = expired;
        expired = 0;
        return unused;
    }

    /** For how many nanoseconds nobody has come. */
    synchronized long idle(long now) {
        return now - lastTaken;
    }

    synchronized boolean borrows() {
        return asking || lent > 0 || expired > 0;
    }
}
