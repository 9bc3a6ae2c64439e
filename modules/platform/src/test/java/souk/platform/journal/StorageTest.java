package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.platform.partition.MemoryStorage;

/** What every storage promises: the one of production, on a real Cassandra, and the one that other tests use in its place. */
class StorageTest {
    private static CqlSession cql;

    @BeforeAll
    static void connect() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS storage_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("storage_test").build();
        Database.create(cql, StorageTest.class.getClassLoader(), "souk-log.cql");
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    @Nested
    class LogsOnCassandra extends LogPromises {
        LogsOnCassandra() {
            super(new CassandraStorage(cql));
        }
    }

    @Nested
    class LogsInMemory extends LogPromises {
        LogsInMemory() {
            super(new MemoryStorage());
        }
    }

    @Nested
    class CachesOnCassandra extends CachePromises {
        CachesOnCassandra() {
            super(new CassandraStorage(cql));
        }

        @Test
        void aPageThatNobodyCanReadIsNotAPassingFailure() {
            cql.execute("INSERT INTO page (log, bucket, type, id, cell) VALUES ('toy-0', ?, 'toy', 'broken', ?)", Storage.bucket("toy", "broken"), ByteBuffer.wrap(new byte[] {9, 9}));
            assertThatThrownBy(() -> get(storage.page("toy-0", "toy", "broken"))).hasRootCauseInstanceOf(IllegalStateException.class)
                    .satisfies(failure -> assertThat(Append.cause(failure)).isInstanceOf(Storage.Unreadable.class).hasMessageContaining("toy/broken"));
        }
    }

    @Nested
    class CachesInMemory extends CachePromises {
        CachesInMemory() {
            super(new MemoryStorage());
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
    }
}
