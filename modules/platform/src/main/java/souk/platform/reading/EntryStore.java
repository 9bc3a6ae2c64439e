package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import souk.platform.journal.Rows;

/**
 * A view of which each row is one entry, or nothing: a table has it by its {@code id}, with {@code version} and {@code entry}. Where else an entry is to be found, in whose list and in which order, a subclass says: rows of other
 * tables, or more columns of this one.
 *
 * @param <V> the row
 * @param <T> the entry
 */
public abstract class EntryStore<V, T> extends TableStore<V> {
    private final Form<V, T> form;
    private final PreparedStatement write;
    private final PreparedStatement read;

    /**
     * What a row has.
     *
     * @param type  of the entry
     * @param entry of a row
     * @param row   of an entry
     */
    public record Form<V, T>(Class<T> type, Function<V, Optional<T>> entry, Function<Optional<T>, V> row) {}

    /** @param tables the first has the entries; the others, if there are any, are the subclass's */
    protected EntryStore(CqlSession cql, int generation, Form<V, T> form, String... tables) {
        this(cql, generation, form, List.of(), tables);
    }

    /** @param before columns of the first table, beside those, whose values are {@link #columns} */
    EntryStore(CqlSession cql, int generation, Form<V, T> form, List<String> before, String... tables) {
        super(cql, generation, tables);
        this.form = form;
        String columns = String.join("", before.stream().map(column -> column + ", ").toList());
        write = prepare("INSERT INTO " + tables[0] + " (" + columns + "id, version, entry) VALUES (" + String.join(", ", Collections.nCopies(before.size() + 3, "?")) + ") USING TIMESTAMP ?");
        read = prepare("SELECT version, entry FROM " + tables[0] + " WHERE id = ?");
    }

    List<?> columns(T entry) {
        return List.of();
    }

    /** What is written before the entry is, as once that has a version nobody writes again what led to it: always the same, or with the version as its timestamp. */
    protected Stream<BoundStatement> before(String id, T entry, long version) {
        return Stream.empty();
    }

    /** What is written together with the entry, of which those that share a Cassandra partition are one mutation; the same holds for it. */
    protected Stream<BoundStatement> beside(String id, T entry, long version) {
        return Stream.empty();
    }

    @Override
    public final CompletionStage<Optional<Versioned<V>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected final V form(Row row) {
        return form.row.apply(Optional.of(entry(row)));
    }

    /** What stands in the column {@code entry}. */
    protected final T entry(Row row) {
        return value(row, "entry", form.type);
    }

    @Override
    protected final List<BoundStatement> insertions(String id, Versioned<V> row) {
        return form.entry.apply(row.row()).map(entry -> Stream.concat(Stream.of(insertion(id, entry, row.version())), beside(id, entry, row.version())).toList()).orElse(List.of());
    }

    private BoundStatement insertion(String id, T entry, long version) {
        var values = new ArrayList<Object>(columns(entry));
        Collections.addAll(values, id, version, blob(entry), version);
        return write.bind(values.toArray());
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<V>> rows, int parallelism) {
        var before = rows.entrySet().stream().flatMap(row -> form.entry.apply(row.getValue().row()).stream().flatMap(entry -> before(row.getKey(), entry, row.getValue().version()))).toList();
        return Lanes.each(before, parallelism, cql::executeAsync).thenCompose(there -> super.writeAll(rows, parallelism));
    }

    /** The entries that there are among these rows. */
    protected final Stream<T> entries(Map<String, Versioned<V>> rows) {
        return rows.values().stream().flatMap(row -> form.entry.apply(row.row()).stream());
    }

    /** The entries of these ids, side by side and in their order; nothing for one that is not there, as where it is found may be written before it is. */
    protected final CompletionStage<List<Optional<T>>> entries(List<String> ids) {
        var reads = ids.stream().map(id -> read(id).toCompletableFuture()).toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenApply(done -> reads.stream().map(each -> each.join().flatMap(row -> form.entry.apply(row.row()))).toList());
    }

    /** All ids that this finds. */
    protected final CompletionStage<List<String>> ids(BoundStatement query) {
        return cql.executeAsync(query).thenCompose(rows -> Rows.all(rows, row -> row.getString("id")));
    }
}
