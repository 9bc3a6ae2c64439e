package souk.platform.reading;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * Where a view of a {@link ReadModel} keeps its rows: a store for each generation. By itself it stands for the one that serves.
 *
 * @param <V> the row
 */
public final class GenerationStore<V> implements ViewStore<V> {
    private static final long FRESH = 1_000_000_000L;

    private final String model;
    private final IntSupplier serving;
    private final IntFunction<ViewStore<V>> stores;
    private final Map<Integer, ViewStore<V>> made = new ConcurrentHashMap<>();
    private ViewStore<V> asked;
    private long askedAt;

    /**
     * @param model   the read model's name
     * @param serving the generation that serves now
     * @param stores  makes the store of a generation
     */
    public GenerationStore(String model, IntSupplier serving, IntFunction<ViewStore<V>> stores) {
        this.model = model;
        this.serving = serving;
        this.stores = stores;
    }

    String model() {
        return model;
    }

    ViewStore<V> of(int generation) {
        return made.computeIfAbsent(generation, stores::apply);
    }

    /** The store of the generation that serves, as of a second ago at most. */
    private synchronized ViewStore<V> serving() {
        if (asked == null || System.nanoTime() - askedAt > FRESH) {
            asked = of(serving.getAsInt());
            askedAt = System.nanoTime();
        }
        return asked;
    }

    @Override
    public CompletionStage<Optional<Versioned<V>>> read(String id) {
        return serving().read(id);
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<V> row) {
        return serving().write(id, row);
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<V>> rows, int parallelism) {
        return serving().writeAll(rows, parallelism);
    }
}
