package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.history.HistoryStore;
import souk.platform.journal.Database;

/**
 * What is kept in tables, as a read model: each generation has tables of its own, made from the schema when it is prepared and dropped when
 * it is given up, so that whatever is still on its way to one that is gone finds nothing to be written to.
 *
 * <p>The row that {@link Generations} keeps says by itself which tables are asked, so to serve and to show is nothing more. To hold is to
 * wait until every node has heard that nothing may be written to the generation.
 */
public final class TableModel implements ReadModel {
    /** By then nobody acts on what was known before, and what was begun has been written. */
    private static final Duration HEARD = Generations.FRESH.plusSeconds(1);

    /**
     * What is known of the tables.
     *
     * @param names    as in the schema
     * @param meaning  what a row of the first one says, nothing if it says nothing; other rows say what is in their columns
     * @param compared those that say the same in each generation
     */
    record Form(List<String> names, Optional<Function<Row, Optional<Object>>> meaning, List<String> compared) {}

    private final String name;
    private final List<String> schema;
    private final Supplier<CompletionStage<Form>> form;
    private final Duration held;
    private final CqlSession cql;

    /**
     * @param schema the statements that make the tables, among others
     * @param held   how long it takes until nobody writes to a generation that is held
     */
    private TableModel(String name, List<String> schema, Supplier<CompletionStage<Form>> form, Duration held, CqlSession cql) {
        this.name = name;
        this.schema = schema;
        this.form = form;
        this.held = held;
        this.cql = cql;
    }

    /**
     * That of a view.
     *
     * @param schema the statements that make its tables, among others
     * @param stores what keeps its rows in a generation
     */
    public static <V> TableModel of(String view, List<String> schema, Node node, IntFunction<? extends TableStore<V>> stores) {
        var generations = node.generations();
        // Any store says which tables are meant; of the generation that serves there is one.
        return new TableModel(view, schema, () -> generations.nowServing(view)
                .thenApplyAsync(serving -> generations.<TableStore<V>>store(view, view, serving, () -> stores.apply(serving)), node.executor())
                .thenApply(store -> new Form(store.tables().names(), Optional.of(store::meaning), store.tables().names())), HEARD, node.cql());
    }

    /** That of all histories. Its rows never change, and who asks waits for those that are not there yet: so it is not held. */
    static TableModel ofHistories(CqlSession cql) {
        var form = new Form(HistoryStore.TABLES, Optional.empty(), HistoryStore.TABLES.subList(0, 2));
        return new TableModel(History.ALL, Database.statements("souk-history.cql"), () -> CompletableFuture.completedFuture(form), Duration.ZERO, cql);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<?> prepare(int generation) {
        return form.get().thenCompose(tables -> {
            var made = new Tables(cql, generation, tables.names).made(schema);
            if (made.size() < tables.names.size()) throw new IllegalStateException("The schema does not make all of " + tables.names);
            return inOrder(made);
        });
    }

    @Override
    public CompletionStage<?> hold(int generation) {
        return CompletableFuture.runAsync(() -> { }, CompletableFuture.delayedExecutor(held.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public CompletionStage<?> show(int generation) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> serve(int generation) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Comparison> compare(int one, int other) {
        return form.get().thenCompose(tables -> {
            CompletionStage<Comparison> all = CompletableFuture.completedFuture(new Comparison(0, 0, List.of()));
            for (String table : tables.compared) {
                var meaning = tables.meaning.filter(says -> table.equals(tables.names.get(0)));
                // Preparing statements waits for the database.
                all = all.thenComposeAsync(before -> new TableRows(cql, table, meaning, one).compare(one, other).thenApply(before::and));
            }
            return all;
        });
    }

    @Override
    public CompletionStage<?> drop(int generation) {
        return form.get().thenCompose(tables -> {
            var gone = new Tables(cql, generation, tables.names);
            return inOrder(tables.names.stream().map(table -> "DROP TABLE IF EXISTS " + gone.name(table)).toList());
        });
    }

    private CompletionStage<?> inOrder(List<String> statements) {
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (String statement : statements) done = done.thenCompose(before -> change(statement));
        return done;
    }

    private CompletionStage<?> change(String statement) {
        return cql.executeAsync(SimpleStatement.newInstance(statement).setTimeout(Database.SCHEMA_CHANGE)).thenAccept(changed -> {
            if (!changed.getExecutionInfo().isSchemaInAgreement()) throw new IllegalStateException("The nodes of the database do not agree on its tables yet");
        });
    }
}
