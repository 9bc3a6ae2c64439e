package souk.testkit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import souk.kernel.Blueprint;
import souk.platform.Capability;
import souk.platform.journal.Segment;
import souk.platform.reading.ViewStore.Versioned;
import souk.testkit.ViewsEqualLog.Difference;

/** Compares the rows of every history with the events of the logs, byte by byte; it shares nothing with the code that writes them but the table. */
final class HistoriesEqualLog {
    private static final int READS_AT_ONCE = 64;
    private static final long CHUNK = 10_000;

    private record Key(String type, String id) {}

    /** All that a row says; a body is told from another by its bytes. */
    private record Said(long version, Instant at, long position, String cause, String name, int form, ByteBuffer body) {}

    private final CqlSession cql;
    private final Set<String> types;
    private final PreparedStatement select;
    private final Map<Key, List<Said>> expected = new HashMap<>();

    HistoriesEqualLog(CqlSession cql, List<Capability> capabilities) {
        this.cql = cql;
        types = capabilities.stream().flatMap(capability -> capability.histories().stream()).map(Blueprint::type).collect(Collectors.toSet());
        select = types.isEmpty() ? null : cql.prepare("SELECT version, at, position, cause, name, form, body FROM history WHERE type = ? AND id = ? AND chunk = ?");
    }

    void clear() {
        expected.clear();
    }

    void fold(Segment segment, int index) {
        var entry = segment.entries().get(index);
        if (!types.contains(entry.type())) return;
        expected.computeIfAbsent(new Key(entry.type(), entry.id()), key -> new ArrayList<>(4))
                .add(new Said(entry.version(), segment.now(), segment.position(), entry.cause(), entry.name(), entry.eventVersion(), ByteBuffer.wrap(entry.body())));
    }

    /** How many rows there should be. */
    long rows() {
        return expected.values().stream().mapToLong(List::size).sum();
    }

    List<Difference> compare() {
        var differences = new ArrayList<Difference>();
        var free = new Semaphore(READS_AT_ONCE);
        var compared = new ArrayList<CompletableFuture<?>>();
        expected.forEach((key, events) -> {
            var stored = new TreeMap<Long, Said>();
            var reads = new ArrayList<CompletableFuture<?>>();
            // One chunk more, for rows that no log knows.
            for (long chunk = 0; chunk <= events.get(events.size() - 1).version / CHUNK + 1; chunk++) {
                free.acquireUninterruptibly();
                reads.add(read(key, chunk, stored).whenComplete((done, failure) -> free.release()));
            }
            compared.add(CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new)).thenRun(() -> {
                synchronized (differences) {
                    difference(key, events, List.copyOf(stored.values())).ifPresent(differences::add);
                }
            }));
        });
        CompletableFuture.allOf(compared.toArray(CompletableFuture<?>[]::new)).join();
        return differences;
    }

    private CompletableFuture<?> read(Key key, long chunk, Map<Long, Said> into) {
        return cql.executeAsync(select.bind(key.type, key.id, chunk)).toCompletableFuture().thenCompose(result -> all(result, into));
    }

    private static CompletableFuture<?> all(AsyncResultSet result, Map<Long, Said> into) {
        synchronized (into) {
            for (Row row : result.currentPage()) {
                into.put(row.getLong(0), new Said(row.getLong(0), row.getInstant(1), row.getLong(2), row.getString(3), row.getString(4), row.getInt(5), row.getByteBuffer(6)));
            }
        }
        return result.hasMorePages() ? result.fetchNextPage().toCompletableFuture().thenCompose(next -> all(next, into)) : CompletableFuture.completedFuture(null);
    }

    /** The first event that differs. */
    private static Optional<Difference> difference(Key key, List<Said> events, List<Said> stored) {
        if (events.equals(stored)) return Optional.empty();
        int same = 0;
        while (same < events.size() && same < stored.size() && events.get(same).equals(stored.get(same))) same++;
        return Optional.of(new Difference("history." + key.type, key.id, at(events, same), at(stored, same)));
    }

    private static Optional<Versioned<?>> at(List<Said> events, int index) {
        return index < events.size() ? Optional.of(new Versioned<>(events.get(index), events.get(index).version)) : Optional.empty();
    }
}
