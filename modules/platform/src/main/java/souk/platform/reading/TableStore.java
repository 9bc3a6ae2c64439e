package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A view's rows in Cassandra tables of their own, a set of tables for each generation of the view. A subclass is made for one generation
 * and writes its statements with the names of the schema; the rest is done here, and by the {@link TableModel}.
 *
 * @param <V> the row
 */
public abstract class TableStore<V> extends CassandraStore<V> {
    private final Tables tables;

    /** @param tables that hold this view's rows and nothing else; the first holds each row once, with its {@code version} */
    protected TableStore(CqlSession cql, int generation, String... tables) {
        super(cql);
        this.tables = new Tables(cql, generation, tables);
    }

    /** The row that is in a row of the first table. */
    protected abstract V form(Row row);

    /** Whether a row of the first table says anything; one that does not is the same as none, and may be gone. */
    protected boolean says(V row) {
        return true;
    }

    /** Prepares a statement to the tables of this generation. */
    protected final PreparedStatement prepare(String statement) {
        return tables.prepare(statement);
    }

    /** The one row that this finds, with all columns that {@link #form} looks at and {@code version}. */
    protected final CompletionStage<Optional<Versioned<V>>> one(BoundStatement query) {
        return one(query, this::form);
    }

    Tables tables() {
        return tables;
    }

    /** What a row of the first table means; nothing if it says nothing. */
    Optional<Object> meaning(Row row) {
        V form = form(row);
        return says(form) ? Optional.of(new Versioned<>(form, row.getLong("version"))) : Optional.empty();
    }
}
