package souk.platform.reading;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;

/**
 * Where a view keeps its rows: a store for each generation of its {@link ReadModel}. By itself it stands for the one that serves.
 *
 * @param <V> the row
 */
public final class GenerationStore<V> implements ViewStore<V> {
    private final String model;
    private final String view;
    private final Generations generations;
    private final IntFunction<? extends ViewStore<V>> stores;

    /**
     * @param model       the read model's name
     * @param generations which of them serves
     * @param stores      makes the store of a generation
     */
    public GenerationStore(String model, String view, Generations generations, IntFunction<? extends ViewStore<V>> stores) {
        this.model = model;
        this.view = view;
        this.generations = generations;
        this.stores = stores;
    }

    String model() {
        return model;
    }

    /** May wait for the database. */
    ViewStore<V> of(int generation) {
        return generations.store(model, view, generation, () -> stores.apply(generation));
    }

    private CompletionStage<ViewStore<V>> serving() {
        return generations.serving(model).thenApplyAsync(this::of, ForkJoinPool.commonPool());
    }

    @Override
    public CompletionStage<Optional<Versioned<V>>> read(String id) {
        return serving().thenCompose(store -> store.read(id));
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<V> row) {
        return serving().thenCompose(store -> store.write(id, row));
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<V>> rows, int parallelism) {
        return serving().thenCompose(store -> store.writeAll(rows, parallelism));
    }
}
