package souk.platform.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import souk.platform.reading.ReadModel.Comparison;

/**
 * Compares two generations entry by entry: goes through both in their common order, page by page, while both are written. What differs
 * is looked at again until it is the same or has been looked at for long, as the writers of both are on their way. Two pages are in
 * memory, and {@value #MOST} entries that differ: when there are more, the comparison ends there.
 *
 * @param <T> an entry
 */
public final class SideBySide<T> {
    static final int MOST = 10_000;
    /** How often, and after what pause, two entries that differ are looked at again before they count. */
    private static final int LOOKS = 40;
    /** So many at most are looked at as often; more are no accident. */
    private static final int FEW = 100;
    private static final long PAUSE = 500;
    private static final int AT_ONCE = 32;
    private static final int EXAMPLES = 10;

    /** How entries are found. */
    public interface Entries<T> {
        /** The next ones of a generation in the common order; none at its end. */
        Supplier<CompletionStage<List<T>>> pages(int generation);

        /** The entry as it is now in a generation, by one that was found in either. */
        CompletionStage<Optional<T>> now(int generation, T entry);

        /** It in words. */
        String name(T entry);
    }

    private final Entries<T> entries;
    private final Comparator<T> order;
    private final BiPredicate<T, T> same;
    private final Side one;
    private final Side other;
    private long compared;
    private List<T> open = new ArrayList<>();

    /**
     * @param order of both generations
     * @param same  whether two entries at the same place say the same
     */
    public SideBySide(Entries<T> entries, Comparator<T> order, BiPredicate<T, T> same, int one, int other) {
        this.entries = entries;
        this.order = order;
        this.same = same;
        this.one = new Side(one);
        this.other = new Side(other);
    }

    /** Compares them, as they are now. */
    public CompletionStage<Comparison> compare() {
        return on().thenCompose(done -> again(looks())).thenApply(done -> new Comparison(compared, open.size(), open.stream().limit(EXAMPLES).map(entries::name).toList()));
    }

    private CompletableFuture<Void> on() {
        // A stack of its own for each page, however fast they come.
        return one.fill().thenCombine(other.fill(), (filled, both) -> null).thenComposeAsync(filled -> {
            while (one.ready() && other.ready()) {
                var left = one.head();
                var right = other.head();
                if (left.isEmpty() && right.isEmpty()) return CompletableFuture.completedFuture(null);
                int side = left.isEmpty() ? 1 : right.isEmpty() ? -1 : order.compare(left.get(), right.get());
                compared++;
                if (side != 0 || !same.test(left.get(), right.get())) open.add(side <= 0 ? left.get() : right.get());
                if (side <= 0) one.next();
                if (side >= 0) other.next();
            }
            if (open.size() < MOST) return on();
            return again(looks()).thenCompose(done -> open.size() < MOST ? on() : CompletableFuture.completedFuture(null));
        });
    }

    private int looks() {
        return open.size() > FEW ? LOOKS / 8 : LOOKS;
    }

    /** Looks again at what differed, as it is now. */
    private CompletableFuture<Void> again(int looks) {
        if (open.isEmpty() || looks == 0) return CompletableFuture.completedFuture(null);
        return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(PAUSE, TimeUnit.MILLISECONDS)).thenCompose(later -> {
            var still = new ArrayList<T>();
            return Lanes.each(open, AT_ONCE, entry -> entries.now(one.generation, entry).thenCombine(entries.now(other.generation, entry), (left, right) -> {
                if (left.isPresent() && right.isPresent() ? same.test(left.get(), right.get()) : left.isEmpty() && right.isEmpty()) return null;
                synchronized (still) {
                    return still.add(entry);
                }
            })).thenCompose(looked -> {
                open = still;
                return again(looks - 1);
            });
        });
    }

    /** One generation. */
    private final class Side {
        private final int generation;
        private final Supplier<CompletionStage<List<T>>> pages;
        private List<T> page = List.of();
        private int at;
        private boolean ended;

        private Side(int generation) {
            this.generation = generation;
            this.pages = entries.pages(generation);
        }

        private boolean ready() {
            return at < page.size() || ended;
        }

        private Optional<T> head() {
            return at < page.size() ? Optional.of(page.get(at)) : Optional.empty();
        }

        private void next() {
            at++;
        }

        private CompletableFuture<?> fill() {
            if (ready()) return CompletableFuture.completedFuture(null);
            return pages.get().thenAccept(more -> {
                page = more;
                at = 0;
                ended = more.isEmpty();
            }).toCompletableFuture();
        }
    }
}
