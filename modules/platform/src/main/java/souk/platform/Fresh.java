package souk.platform;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import kamon.metric.Counter;
import souk.platform.metrics.Metrics;

/**
 * What many ask for and few change, kept by a node for a moment: nobody is told anything that was older when they asked than was agreed.
 * The age counts from when the making began, by a clock that also runs while the process stands still, and needs no word from anybody: so
 * the bound holds on every node, whatever the network does. Who asks while it is being made waits for the same one, unless its making
 * began too early for him: so one that gets lost, as on its way to a node that was killed, holds up nobody who comes later.
 *
 * @param <K> what is asked for
 * @param <V> what is told
 */
public final class Fresh<K, V> {
    private record Made<V>(V value, long begun, boolean kept) {}

    private static final class Making<V> extends CompletableFuture<Made<V>> {
        private final long begun = System.nanoTime();
    }

    private final AsyncCache<K, Made<V>> cache;
    private final long freshFor;
    private final Counter hits;
    private final Counter misses;

    private Fresh(String name, AsyncCache<K, Made<V>> cache, long freshFor) {
        this.cache = cache;
        this.freshFor = freshFor;
        hits = Metrics.KEPT_HITS.withTag(Metrics.KIND, name);
        misses = Metrics.KEPT_MISSES.withTag(Metrics.KIND, name);
    }

    /**
     * An empty one.
     *
     * @param name     what it keeps, for metrics
     * @param freshFor the greatest age; zero: nothing is kept
     * @param room     how many bytes it may hold, by {@code size}; what is asked for least goes first
     * @param size     how many bytes a value takes, roughly
     */
    public static <K, V> Fresh<K, V> of(String name, Duration freshFor, long room, ToIntFunction<V> size) {
        long age = freshFor.toNanos();
        AsyncCache<K, Made<V>> cache = Caffeine.newBuilder().maximumWeight(room).weigher((K key, Made<V> made) -> size.applyAsInt(made.value()))
                .expireAfter(Expiry.<K, Made<V>>creating((key, made) -> Duration.ofNanos(made.kept() ? Math.max(0, made.begun() + age - System.nanoTime()) : 0)))
                .buildAsync();
        return new Fresh<>(name, cache, age);
    }

    /**
     * What there is, or what is made now. A failure is told to all who wait, and not kept.
     *
     * @param keep whether a value may be told to others who ask later
     */
    public CompletionStage<V> get(K key, Supplier<? extends CompletionStage<V>> make, Predicate<V> keep) {
        if (freshFor == 0) return make.get();
        long asked = System.nanoTime();
        var there = cache.getIfPresent(key);
        if (there instanceof Making<V> making && !making.isDone() && asked - making.begun >= freshFor) {
            cache.asMap().remove(key, there);
            there = null;
        }
        if (there != null) hits.increment();
        CompletableFuture<Made<V>> told = there != null ? there : cache.get(key, (any, executor) -> make(make, keep));
        return told.thenCompose(made -> {
            if (asked - made.begun() < freshFor) return CompletableFuture.completedFuture(made.value());
            // Between two looks it was done, and too old: all to whom that happens share the next one.
            cache.asMap().remove(key, told);
            return get(key, make, keep);
        });
    }

    private Making<V> make(Supplier<? extends CompletionStage<V>> make, Predicate<V> keep) {
        var making = new Making<V>();
        misses.increment();
        make.get().thenApply(value -> new Made<>(value, making.begun, keep.test(value))).whenComplete((made, failure) -> {
            if (failure != null) making.completeExceptionally(failure);
            else making.complete(made);
        });
        return making;
    }

    /** It has changed: who asks from now on gets a new one. */
    public void forget(K key) {
        cache.synchronous().invalidate(key);
    }
}
