package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import souk.kernel.View;
import souk.platform.Node;

/**
 * A view's rows for those who ask: each question goes to the store of the generation that serves when it begins, and stays with it. What
 * one question has seen, those that begin after it see too, also while another generation takes over.
 *
 * @param <S> the store
 */
public final class Served<S> {
    private final Node node;
    private final String model;
    private final IntFunction<S> stores;

    private Served(Node node, String model, IntFunction<S> stores) {
        this.node = node;
        this.model = model;
        this.stores = stores;
    }

    /**
     * The rows of a view. Routes are described before there is a database: it is asked by the first question.
     *
     * @param stores makes the store of a generation, as in the capability's table of contents
     */
    public static <V, S extends TableStore<V>> Served<S> of(Node node, View<V, ?> view, BiFunction<CqlSession, Integer, S> stores) {
        return of(node, view.name(), generation -> node.generations().store(view.name(), view.name(), generation, () -> stores.apply(node.cql(), generation)));
    }

    /** What is kept of a read model. */
    public static <S> Served<S> of(Node node, String model, IntFunction<S> stores) {
        return new Served<>(node, model, stores);
    }

    /** Asks the store of the generation that serves now. */
    public <T> CompletionStage<T> ask(Function<S, ? extends CompletionStage<T>> question) {
        var serving = node.generations().serving(model).toCompletableFuture();
        // Making a store waits for the database, which must not be done in the database's own threads.
        return serving.isDone() ? serving.thenCompose(generation -> question.apply(stores.apply(generation))) : serving.thenComposeAsync(generation -> question.apply(stores.apply(generation)), node.executor());
    }
}
