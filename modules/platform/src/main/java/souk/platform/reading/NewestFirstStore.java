package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.platform.reading.Shelves.Slice;

/**
 * Entries that are lists of their owners, newest first: one table {@code ((owner), at, id)} with {@code version} and {@code entry}, and an index by id for the view itself. Whose an entry is and from when never changes. For lists that
 * grow by some rows a day, as one partition of the database holds that of an owner.
 *
 * @param <V> the row
 * @param <T> what the list shows of it
 */
public abstract class NewestFirstStore<V, T> extends EntryStore<V, T> {
    private static final String SHOP = "souk";

    /** Something in a list, with its id. */
    public record Listed<T>(String id, T entry) {}

    private final Function<T, String> owner;
    private final Function<T, Instant> at;
    private final PreparedStatement ofOwner;

    /** Of owners. */
    protected NewestFirstStore(CqlSession cql, int generation, String table, Form<V, T> form, Function<T, String> owner, Function<T, Instant> at) {
        super(cql, generation, form, List.of("owner", "at"), table);
        this.owner = owner;
        this.at = at;
        ofOwner = prepare("SELECT at, id, entry FROM " + table + " WHERE owner = ? AND (at, id) < (?, ?) LIMIT ?");
    }

    /** One list, the shop's. */
    protected NewestFirstStore(CqlSession cql, int generation, String table, Form<V, T> form, Function<T, Instant> at) {
        this(cql, generation, table, form, entry -> SHOP, at);
    }

    @Override
    final List<?> columns(T entry) {
        return List.of(owner.apply(entry), at.apply(entry));
    }

    /** Some of the shop's, newest first. @param after the place at which the slice before this one ended */
    public final CompletionStage<Slice<Listed<T>>> ofShop(int limit, Optional<String> after) {
        return ofOwner(SHOP, limit, after);
    }

    /** Some of an owner's, newest first. @param after the place at which the slice before this one ended */
    public final CompletionStage<Slice<Listed<T>>> ofOwner(String owner, int limit, Optional<String> after) {
        var from = Place.after(after);
        return cql.executeAsync(ofOwner.bind(owner, from.at(), from.id(), limit + 1).setPageSize(limit + 1)).thenApply(rows -> {
            var found = new ArrayList<Listed<T>>();
            for (Row row : rows.currentPage()) found.add(new Listed<>(row.getString("id"), entry(row)));
            if (found.size() <= limit) return new Slice<>(found, Optional.empty());
            var last = found.get(limit - 1);
            return new Slice<>(List.copyOf(found.subList(0, limit)), Optional.of(new Place(at.apply(last.entry), last.id).text()));
        });
    }
}
