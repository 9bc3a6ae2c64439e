package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.platform.journal.Rows;
import souk.platform.wire.Codec;

/**
 * A view's rows in Cassandra. A subclass says which statements write a row, and each of them is safe to repeat and to be overtaken: it is
 * written {@code USING TIMESTAMP version}, or always the same.
 *
 * <p>Of all rows of a batch, those that fall into one Cassandra partition are written as one unlogged batch: to the database that is one
 * mutation, which costs hardly more than one row, and its limits on the size of batches do not apply.
 *
 * @param <V> the row
 */
public abstract class CassandraStore<V> implements ViewStore<V> {
    /** So many rows at most are one mutation, so that it stays far below the 16 MiB that the database takes. */
    private static final int ROWS_AT_ONCE = 100;

    protected final CqlSession cql;

    protected CassandraStore(CqlSession cql) {
        this.cql = cql;
    }

    /** What stores this row: insertions that name their whole partition key; none if nothing is stored of it. */
    protected abstract List<BoundStatement> insertions(String id, Versioned<V> row);

    @Override
    public final CompletionStage<?> write(String id, Versioned<V> row) {
        return writeAll(Map.of(id, row), 1);
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<V>> rows, int parallelism) {
        var insertions = new ArrayList<BoundStatement>();
        rows.forEach((id, row) -> insertions.addAll(insertions(id, row)));
        return Lanes.each(mutations(insertions), parallelism, cql::executeAsync);
    }

    private record Partition(PreparedStatement statement, ByteBuffer key) {}

    private static Collection<Statement<?>> mutations(List<BoundStatement> insertions) {
        var byPartition = new LinkedHashMap<Partition, List<BoundStatement>>();
        for (var each : insertions) byPartition.computeIfAbsent(new Partition(each.getPreparedStatement(), each.getRoutingKey()), partition -> new ArrayList<>(1)).add(each);
        var mutations = new ArrayList<Statement<?>>();
        for (var rows : byPartition.values()) {
            for (int i = 0; i < rows.size(); i += ROWS_AT_ONCE) {
                var some = rows.subList(i, Math.min(i + ROWS_AT_ONCE, rows.size()));
                mutations.add(some.size() == 1 ? some.get(0) : BatchStatement.newInstance(BatchType.UNLOGGED, some.toArray(BoundStatement[]::new)));
            }
        }
        return mutations;
    }

    /** The one row that this finds, with its column {@code version}. */
    protected final CompletionStage<Optional<Versioned<V>>> one(BoundStatement query, Function<Row, V> form) {
        return cql.executeAsync(query).thenApply(rows -> Optional.ofNullable(rows.one()).map(row -> new Versioned<>(form.apply(row), row.getLong("version"))));
    }

    /** A value as it is stored in a column of type blob. */
    protected static ByteBuffer blob(Object value) {
        return ByteBuffer.wrap(Codec.encode(value));
    }

    /** The value that {@link #blob} stored in this column. */
    protected static <T> T value(Row row, String column, Class<T> form) {
        return Codec.decode(Rows.bytes(row.getByteBuffer(column)), form);
    }
}
