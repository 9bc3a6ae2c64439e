package souk.platform.reading;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import souk.platform.wire.Codec;

/** Rows of a toy view in Cassandra, as a capability's store keeps them; it can be told to fail, and counts what it is asked for. */
final class ToyStore implements ViewStore<Toy.Row> {
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger writes = new AtomicInteger();
    final AtomicInteger batches = new AtomicInteger();
    /** How many of a hundred calls fail; half of the failing writes do take effect. */
    volatile int failing;

    private final CqlSession cql;
    private final PreparedStatement select;
    private final PreparedStatement insert;

    ToyStore(CqlSession cql, String table) {
        this.cql = cql;
        cql.execute("CREATE TABLE IF NOT EXISTS " + table + " (id text PRIMARY KEY, version bigint, row blob)");
        select = cql.prepare("SELECT version, row FROM " + table + " WHERE id = ?");
        insert = cql.prepare("INSERT INTO " + table + " (id, version, row) VALUES (?, ?, ?) USING TIMESTAMP ?");
    }

    @Override
    public CompletionStage<Optional<Versioned<Toy.Row>>> read(String id) {
        reads.incrementAndGet();
        if (unlucky()) return CompletableFuture.failedFuture(new IllegalStateException("The store is out"));
        return cql.executeAsync(select.bind(id)).thenApply(result -> Optional.ofNullable(result.one())
                .map(row -> new Versioned<>(Codec.decode(bytes(row.getByteBuffer(1)), Toy.Row.class), row.getLong(0))));
    }

    @Override
    public CompletionStage<?> write(String id, Versioned<Toy.Row> row) {
        writes.incrementAndGet();
        boolean unlucky = unlucky();
        if (unlucky && ThreadLocalRandom.current().nextBoolean()) return CompletableFuture.failedFuture(new IllegalStateException("The store is out"));
        var written = cql.executeAsync(insert.bind(id, row.version(), ByteBuffer.wrap(Codec.encode(row.row())), row.version()));
        return unlucky ? written.thenApply(done -> {
            throw new IllegalStateException("The store did it, and then failed");
        }) : written;
    }

    @Override
    public CompletionStage<?> writeAll(Map<String, Versioned<Toy.Row>> rows, int parallelism) {
        batches.incrementAndGet();
        return ViewStore.super.writeAll(rows, parallelism);
    }

    private boolean unlucky() {
        return ThreadLocalRandom.current().nextInt(100) < failing;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
