package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ClusteringOrder;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.platform.reading.ReadModel.Comparison;

/**
 * The rows of one table in all its generations, to be compared: in the order in which the database has them, by token, partition key and
 * clustering columns. Two rows say the same when their columns do, other than blobs, and what is read from the blobs does: a blob that
 * an older version has written may have other bytes.
 */
final class TableRows implements SideBySide.Entries<TableRows.Entry> {
    private static final int PAGE = 1_000;
    private static final Duration A_PAGE = Duration.ofSeconds(30);

    /** @param key the token, then the columns of the primary key in their order */
    record Entry(List<Object> key, Map<String, ByteBuffer> columns, Object meaning) {
        boolean saysTheSame(Entry other) {
            return columns.equals(other.columns) && meaning.equals(other.meaning);
        }
    }

    private final CqlSession cql;
    private final String table;
    private final Optional<Function<Row, Optional<Object>>> meaning;
    private final List<ColumnMetadata> keys;
    private final List<String> plain;
    private final Comparator<Entry> order;
    private final String select;
    private final Map<Integer, PreparedStatement> now = new HashMap<>();

    /**
     * @param meaning of a row, in place of its blobs; nothing if it is the same as none
     * @param made    a generation that there is
     */
    TableRows(CqlSession cql, String table, Optional<Function<Row, Optional<Object>>> meaning, int made) {
        this.cql = cql;
        this.table = table;
        this.meaning = meaning;
        var form = cql.getKeyspace().flatMap(keyspace -> cql.getMetadata().getKeyspace(keyspace)).flatMap(keyspace -> keyspace.getTable(name(made)))
                .orElseThrow(() -> new IllegalStateException("There is no table " + name(made)));
        keys = form.getPrimaryKey();
        plain = form.getColumns().values().stream().filter(column -> !keys.contains(column) && (meaning.isEmpty() || !column.getType().equals(DataTypes.BLOB))).map(TableRows::name).toList();
        select = "SELECT token(" + form.getPartitionKey().stream().map(TableRows::name).collect(Collectors.joining(", ")) + "), "
                + form.getColumns().values().stream().map(TableRows::name).collect(Collectors.joining(", ")) + " FROM ";
        order = order(form);
    }

    private static String name(ColumnMetadata column) {
        return column.getName().asCql(true);
    }

    private String name(int generation) {
        return new Tables(cql, generation, table).name(table);
    }

    /** The database's: by token first. */
    private static Comparator<Entry> order(TableMetadata form) {
        var descending = new ArrayList<Boolean>();
        descending.add(false);
        form.getPartitionKey().forEach(column -> descending.add(false));
        form.getClusteringColumns().values().forEach(each -> descending.add(each == ClusteringOrder.DESC));
        return (left, right) -> {
            for (int i = 0; i < descending.size(); i++) {
                int side = compare(left.key.get(i), right.key.get(i));
                if (side != 0) return descending.get(i) ? -side : side;
            }
            return 0;
        };
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object left, Object right) {
        if (left instanceof String text) return Arrays.compareUnsigned(text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
        return ((Comparable<Object>) left).compareTo(right);
    }

    /** Compares two generations. */
    CompletionStage<Comparison> compare(int left, int right) {
        for (int generation : List.of(left, right)) {
            now.put(generation, cql.prepare(select + name(generation) + " WHERE " + keys.stream().map(key -> name(key) + " = ?").collect(Collectors.joining(" AND "))));
        }
        return new SideBySide<>(this, order, Entry::saysTheSame, left, right).compare();
    }

    @Override
    public Supplier<CompletionStage<List<Entry>>> pages(int generation) {
        return new Supplier<>() {
            private AsyncResultSet last;

            @Override
            public CompletionStage<List<Entry>> get() {
                if (last != null && !last.hasMorePages()) return CompletableFuture.completedFuture(List.of());
                var rows = last == null ? cql.executeAsync(SimpleStatement.newInstance(select + name(generation)).setPageSize(PAGE).setTimeout(A_PAGE)) : last.fetchNextPage();
                return rows.thenCompose(page -> {
                    last = page;
                    var found = new ArrayList<Entry>();
                    page.currentPage().forEach(row -> entry(row).ifPresent(found::add));
                    return found.isEmpty() ? get() : CompletableFuture.completedFuture(found);
                });
            }
        };
    }

    @Override
    public CompletionStage<Optional<Entry>> now(int generation, Entry entry) {
        return cql.executeAsync(now.get(generation).bind(entry.key.subList(1, entry.key.size()).toArray())).thenApply(rows -> Optional.ofNullable(rows.one()).flatMap(this::entry));
    }

    private Optional<Entry> entry(Row row) {
        return meaning.map(says -> says.apply(row)).orElse(Optional.of("")).map(says -> {
            var key = new ArrayList<Object>();
            key.add(row.getLong(0));
            keys.forEach(column -> key.add(row.getObject(column.getName())));
            var columns = new HashMap<String, ByteBuffer>();
            plain.forEach(column -> columns.put(column, row.getBytesUnsafe(column)));
            return new Entry(key, columns, says);
        });
    }

    @Override
    public String name(Entry entry) {
        return table + " " + entry.key.stream().skip(1).map(Object::toString).collect(Collectors.joining(", "));
    }
}
