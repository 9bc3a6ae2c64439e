package souk.vendors.payouts;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.platform.reading.Shelves.Slice;
import souk.platform.reading.TableStore;

/**
 * Rows that are lists of their owners, newest first: a table {@code ((owner), at, id)} with {@code version} and {@code entry}, and an index by id for the view itself. Whose a row is and from when never changes. For lists that grow by
 * some rows a day, as one partition of the database holds that of an owner.
 *
 * @param <V> the row
 * @param <T> what the list shows of it
 */
public abstract class NewestFirstStore<V, T> extends TableStore<V> {
    /** Something in a list, with its id. */
    public record Listed<T>(String id, T entry) {}

    private record Place(Instant at, String id) {
        private static final Place FIRST = new Place(Instant.parse("9999-01-01T00:00:00Z"), "");

        private static Place parse(String text) {
            int colon = text.indexOf(':');
            return new Place(Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
        }
    }

    private final Class<T> form;
    private final PreparedStatement write;
    private final PreparedStatement read;
    private final PreparedStatement ofOwner;

    protected NewestFirstStore(CqlSession cql, int generation, String table, Class<T> form) {
        super(cql, generation, table);
        this.form = form;
        write = prepare("INSERT INTO " + table + " (owner, at, id, version, entry) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?");
        read = prepare("SELECT version, entry FROM " + table + " WHERE id = ?");
        ofOwner = prepare("SELECT at, id, entry FROM " + table + " WHERE owner = ? AND (at, id) < (?, ?) LIMIT ?");
    }

    /** What the list shows of it; nothing: it is in none. */
    protected abstract Optional<T> entry(V row);

    protected abstract V row(T entry);

    protected abstract String owner(T entry);

    protected abstract Instant at(T entry);

    @Override
    public final CompletionStage<Optional<Versioned<V>>> read(String id) {
        return one(read.bind(id));
    }

    @Override
    protected final V form(Row row) {
        return row(value(row, "entry", form));
    }

    @Override
    protected final List<BoundStatement> insertions(String id, Versioned<V> row) {
        return entry(row.row()).map(entry -> List.of(write.bind(owner(entry), at(entry), id, row.version(), blob(entry), row.version()))).orElse(List.of());
    }

    /** Some of an owner's, newest first. @param after the place at which the slice before this one ended */
    protected final CompletionStage<Slice<Listed<T>>> ofOwner(String owner, int limit, Optional<String> after) {
        var from = after.map(Place::parse).orElse(Place.FIRST);
        return cql.executeAsync(ofOwner.bind(owner, from.at, from.id, limit + 1).setPageSize(limit + 1)).thenApply(rows -> {
            var found = new ArrayList<Listed<T>>();
            for (Row row : rows.currentPage()) found.add(new Listed<>(row.getString("id"), value(row, "entry", form)));
            if (found.size() <= limit) return new Slice<>(found, Optional.empty());
            var last = found.get(limit - 1);
            return new Slice<>(List.copyOf(found.subList(0, limit)), Optional.of(at(last.entry).toEpochMilli() + ":" + last.id));
        });
    }
}
