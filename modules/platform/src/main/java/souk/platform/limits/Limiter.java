package souk.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A node's side of all budgets. Keys that nobody asks for are forgotten. */
final class Limiter implements Limits {
    private static final long FORGET = Duration.ofMinutes(10).toNanos();
    private static final long LOOK_EVERY = Duration.ofMinutes(1).toNanos();

    private final String self;
    private final LongSupplier clock;
    private final Lending lending;
    private final Map<Budget, Limit> configured;
    private final Map<Budget, Cache<Object, Allowance>> allowances = new EnumMap<>(Budget.class);
    private final Set<Allowance> borrowers = ConcurrentHashMap.newKeySet();
    private volatile Map<Budget, Limit> set = Map.of();
    private volatile Split[] splits;
    private long lookedAt;
    private volatile Circle circle;

    /**
     * @param self       this node's name in the circle
     * @param clock      nanoseconds, of this node only
     * @param configured what holds until something else is set
     * @param most       keys of each budget that it remembers
     */
    Limiter(String self, LongSupplier clock, Lending lending, Map<Budget, Limit> configured, int most) {
        this.self = self;
        this.clock = clock;
        this.lending = lending;
        this.configured = configured;
        for (Budget each : Budget.values()) allowances.put(each, Caffeine.newBuilder().maximumSize(most).build());
        sees(new Circle(List.of(), Integer.MAX_VALUE, false));
    }

    /** These hold from now on; others as they are configured. */
    synchronized void set(Map<Budget, Limit> limits) {
        if (limits.equals(set)) return;
        set = Map.copyOf(limits);
        split();
    }

    /** The circle as this node sees it now. */
    synchronized void sees(Circle now) {
        if (now.equals(circle)) return;
        circle = now;
        split();
    }

    private void split() {
        var all = new Split[Budget.values().length];
        // Few log in, and each of their tokens counts: nothing of that stands on nodes.
        for (Budget each : Budget.values()) all[each.ordinal()] = new Split(limit(each), each.forgives() ? Integer.MAX_VALUE : circle.nodes());
        splits = all;
    }

    private Limit limit(Budget of) {
        if (of == Budget.LOGIN_ADDRESS) return limit(Budget.LOGIN).times(Budget.ADDRESS_LOGINS);
        return set.getOrDefault(of, configured.get(of));
    }

    Circle circle() {
        return circle;
    }

    Split[] splits() {
        return splits;
    }

    private Split split(Budget of) {
        return splits[of.ordinal()];
    }

    @Override
    public CompletableFuture<Verdict> take(Budget of, Object key) {
        // A node that is in no cluster yet is not ready, and nobody is sent there: what comes all the same is not counted.
        if (circle.owners().isEmpty()) return CompletableFuture.completedFuture(Verdict.granted(limit(of), limit(of).burst(), 0));
        long now = clock.getAsLong();
        var known = allowances.get(of);
        var allowance = known.getIfPresent(key);
        if (allowance == null) allowance = known.get(key, k -> new Allowance(of, name(k), split(of), now));
        return allowance.take(split(of), now, this::borrow);
    }

    @Override
    public void giveBack(Budget of, Object key) {
        lending.giveBack(new Lending.Return(self, of, name(key), 1));
    }

    private static String name(Object key) {
        return key instanceof InetAddress address ? address.getHostAddress() : key.toString();
    }

    private void borrow(Allowance by, long wanted, long left) {
        long sent = clock.getAsLong();
        borrowers.add(by);
        CompletionStage<Lending.Lent> asked;
        try {
            asked = lending.ask(new Lending.Ask(self, circle.mark(), by.budget, by.key, wanted, left));
        } catch (RuntimeException stopping) {
            asked = CompletableFuture.failedFuture(stopping);
        }
        asked.whenComplete((answer, failure) -> by.answered(failure == null ? answer : null, split(by.budget), sent, clock.getAsLong(), this::borrow));
    }

    /** Gives back what was borrowed and is not used, and forgets who did not come for long. Called a few times a second, by one thread. */
    void sweep() {
        long now = clock.getAsLong();
        for (Allowance each : borrowers) {
            long unused = each.unused(split(each.budget), now);
            if (unused > 0) lending.giveBack(new Lending.Return(self, each.budget, each.key, unused));
            if (!each.borrows()) borrowers.remove(each);
        }
        if (now - lookedAt < LOOK_EVERY) return;
        lookedAt = now;
        for (var known : allowances.values()) known.asMap().values().removeIf(each -> each.idle(now) > FORGET);
    }

    long size() {
        return allowances.values().stream().mapToLong(Cache::estimatedSize).sum();
    }
}
