package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A view's rows on {@link Shelves}: one table with {@code PRIMARY KEY ((shelf), id)}, {@code version}, and the columns that a subclass names. What the subclass says is what a row is in these columns, and in the list.
 *
 * <p>A row that does not {@linkplain #says say} anything any more stays for a week: far longer than a write of an older version can come late.
 *
 * @param <V> the row
 * @param <T> what the list shows of it
 */
public abstract class ShelfStore<V, T> extends TableStore<V> {
    private static final int KEPT = (int) Duration.ofDays(7).toSeconds();

    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement list;

    /** @param columns those beside shelf, id and version */
    protected ShelfStore(CqlSession cql, int generation, String table, String... columns) {
        super(cql, generation, table);
        String named = String.join(", ", columns);
        write = prepare("INSERT INTO " + table + " (shelf, id, version, " + named + ") VALUES (?, ?, ?, " + String.join(", ", Collections.nCopies(columns.length, "?")) + ") USING TIMESTAMP ? AND TTL ?");
        read = prepare("SELECT version, " + named + " FROM " + table + " WHERE shelf = ? AND id = ?");
        list = prepare("SELECT id, " + named + " FROM " + table + " WHERE shelf = ? AND id > ? LIMIT ?");
    }

    /** The row's columns in the order in which they were named; none: nothing is stored of it. */
    protected abstract List<?> columns(V row);

    /** What the list shows; nothing: it is not in the list (any more). */
    protected abstract Optional<T> shown(String id, V row);

    @Override
    public final CompletionStage<Optional<Versioned<V>>> read(String id) {
        return one(read.bind(Shelves.of(id), id));
    }

    @Override
    protected final List<BoundStatement> insertions(String id, Versioned<V> row) {
        var columns = columns(row.row());
        if (columns.isEmpty()) return List.of();
        var values = new ArrayList<Object>(columns.size() + 5);
        values.add(Shelves.of(id));
        values.add(id);
        values.add(row.version());
        values.addAll(columns);
        values.add(row.version());
        values.add(says(row.row()) ? 0 : KEPT);
        return List.of(write.bind(values.toArray()));
    }

    /**
     * Some of the list, in an order that means nothing and never changes.
     *
     * @param limit how many at most
     * @param after the id at which the slice before this one ended
     */
    public final CompletionStage<Shelves.Slice<T>> slice(int limit, Optional<String> after) {
        return slice(list::bind, limit, after);
    }

    /** The same of what a query of the subclass's own finds, with the id and all columns. */
    protected final CompletionStage<Shelves.Slice<T>> slice(Shelves.Query query, int limit, Optional<String> after) {
        return Shelves.slice(cql, query, row -> shown(row.getString("id"), form(row)), limit, after);
    }
}
