package souk.testkit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import souk.kernel.Blueprint;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.journal.Segment;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.ViewsEqualLog.Difference;

/** Compares the rows of every history with the events of the logs, byte by byte; it shares nothing with the code that writes them but the table. */
final class HistoriesEqualLog {
    private static final int READS_AT_ONCE = 64;
    private static final long EPOCH = 2_000;
    private static final int BUCKETS = 16;
    private static final int INDEX_BUCKETS = 32;

    private record Key(String log, String type, String id) {}

    /** All that a row says; a body is told from another by its bytes. */
    private record Said(long version, Instant at, long position, String cause, String name, int form, ByteBuffer body) {}

    /** With which version an aggregate begins in an epoch, and when. */
    private record Begins(long version, Instant at) {}

    private final CqlSession cql;
    private final Set<String> types;
    private final PreparedStatement events;
    private final PreparedStatement epochs;
    private final Map<Key, TreeMap<Long, Said>> expected = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();

    /** Those of the generation that serves now. */
    HistoriesEqualLog(Node node, List<Capability> capabilities) {
        this.cql = node.cql();
        types = capabilities.stream().flatMap(capability -> capability.histories().stream()).map(Blueprint::type).collect(Collectors.toSet());
        int serving = types.isEmpty() ? 1 : node.generations().nowServing(History.ALL).toCompletableFuture().join();
        String generation = serving == 1 ? "" : "_g" + serving;
        events = types.isEmpty() ? null : cql.prepare("SELECT type, id, version, at, position, cause, name, form, body FROM history" + generation + " WHERE log = ? AND epoch = ? AND bucket = ?");
        epochs = types.isEmpty() ? null : cql.prepare("SELECT type, id, epoch, version, at FROM history_epoch" + generation + " WHERE log = ? AND bucket = ?");
    }

    void clear() {
        expected.clear();
        ends.clear();
    }

    void fold(Segment segment, int index) {
        var entry = segment.entries().get(index);
        if (!types.contains(entry.type())) return;
        ends.merge(segment.log(), segment.position(), Math::max);
        expected.computeIfAbsent(new Key(segment.log(), entry.type(), entry.id()), key -> new TreeMap<>())
                .put(entry.version(), new Said(entry.version(), segment.now(), segment.position(), entry.cause(), entry.name(), entry.eventVersion(), ByteBuffer.wrap(entry.body())));
    }

    /** How many rows there should be. */
    long rows() {
        return expected.values().stream().mapToLong(Map::size).sum();
    }

    /** What differs, and rows that no log knows. */
    List<Difference> compare() {
        var stored = new HashMap<Key, TreeMap<Long, Said>>();
        var begins = new HashMap<Key, TreeMap<Long, Begins>>();
        var reads = new ArrayList<CompletableFuture<?>>();
        var free = new Semaphore(READS_AT_ONCE);
        ends.forEach((log, end) -> {
            for (long epoch = 0; epoch <= end / EPOCH; epoch++) {
                for (int bucket = 0; bucket < BUCKETS; bucket++) reads.add(read(free, events.bind(log, epoch, bucket), row -> stored.computeIfAbsent(key(log, row), key -> new TreeMap<>())
                        .put(row.getLong(2), new Said(row.getLong(2), row.getInstant(3), row.getLong(4), row.getString(5), row.getString(6), row.getInt(7), row.getByteBuffer(8)))));
            }
            for (int bucket = 0; bucket < INDEX_BUCKETS; bucket++) reads.add(read(free, epochs.bind(log, bucket), row -> begins.computeIfAbsent(key(log, row), key -> new TreeMap<>())
                    .put(row.getLong(2), new Begins(row.getLong(3), row.getInstant(4)))));
        });
        CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new)).join();
        var differences = new ArrayList<Difference>();
        var keys = new HashSet<>(expected.keySet());
        keys.addAll(stored.keySet());
        keys.addAll(begins.keySet());
        for (Key key : keys) {
            var none = new TreeMap<Long, Said>();
            var told = expected.getOrDefault(key, none);
            difference("history." + key.type, key, told, stored.getOrDefault(key, none)).ifPresent(differences::add);
            difference("history." + key.type + " by epoch", key, begins(told), begins.getOrDefault(key, new TreeMap<>())).ifPresent(differences::add);
        }
        return differences;
    }

    private static Key key(String log, Row row) {
        return new Key(log, row.getString(0), row.getString(1));
    }

    private static TreeMap<Long, Begins> begins(TreeMap<Long, Said> events) {
        var begins = new TreeMap<Long, Begins>();
        events.values().forEach(event -> begins.putIfAbsent(event.position / EPOCH, new Begins(event.version, event.at)));
        return begins;
    }

    private CompletableFuture<?> read(Semaphore free, BoundStatement query, Consumer<Row> take) {
        free.acquireUninterruptibly();
        return cql.executeAsync(query).toCompletableFuture().thenCompose(result -> all(result, take)).whenComplete((done, failure) -> free.release());
    }

    private CompletableFuture<?> all(AsyncResultSet result, Consumer<Row> take) {
        synchronized (this) {
            result.currentPage().forEach(take);
        }
        return result.hasMorePages() ? result.fetchNextPage().toCompletableFuture().thenCompose(next -> all(next, take)) : CompletableFuture.completedFuture(null);
    }

    /** The first row that differs. */
    private static <T> Optional<Difference> difference(String what, Key key, TreeMap<Long, T> expected, TreeMap<Long, T> stored) {
        if (expected.equals(stored)) return Optional.empty();
        var numbers = new TreeSet<>(expected.keySet());
        numbers.addAll(stored.keySet());
        for (long number : numbers) {
            if (!Objects.equals(expected.get(number), stored.get(number))) return Optional.of(new Difference(what, key.id, row(expected, number), row(stored, number)));
        }
        throw new IllegalStateException("Nothing differs");
    }

    private static Optional<Versioned<?>> row(TreeMap<Long, ?> rows, long number) {
        return Optional.ofNullable(rows.get(number)).map(row -> new Versioned<>(row, number));
    }
}
