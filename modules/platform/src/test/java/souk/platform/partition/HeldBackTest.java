package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.journal.Through;

/**
 * Two nodes that know nothing of each other own one log. What the first sends is held back on its way until the second has written,
 * with and without the first giving it up meanwhile: what readers find is what was answered.
 */
class HeldBackTest {
    private static final String SETTINGS = "souk.journal.append-patience = 600 ms\nsouk.partition { flush-after = 100 ms, min-backoff = 1 s }\n";

    /** Holds back one kind of write. */
    private static final class Proxy extends Through {
        private volatile String holds = "nothing";
        private volatile boolean timesOut;
        private volatile CompletableFuture<Void> released = new CompletableFuture<>();
        private volatile CompletableFuture<Void> caught = new CompletableFuture<>();

        Proxy(Storage storage) {
            super(storage);
        }

        void hold(String statement, boolean giveUp) {
            released = new CompletableFuture<>();
            caught = new CompletableFuture<>();
            timesOut = giveUp;
            holds = statement;
        }

        void release() {
            holds = "nothing";
            released.complete(null);
        }

        private <T> CompletionStage<T> pass(String statement, Supplier<CompletionStage<T>> write) {
            if (!holds.equals(statement)) return write.get();
            caught.complete(null);
            CompletableFuture<T> later = released.thenCompose(go -> write.get());
            return timesOut ? later.copy().orTimeout(100, TimeUnit.MILLISECONDS) : later;
        }

        @Override
        @SuppressWarnings("unchecked")
        public CompletionStage<?> insert(String log, Row row) {
            return pass("insert", () -> (CompletionStage<Object>) super.insert(log, row));
        }

        @Override
        public CompletionStage<Head> move(String log, Head from, Head to) {
            return pass("move", () -> super.move(log, from, to));
        }
    }

    @Test
    void inMemory() {
        var storage = new MemoryStorage();
        for (String statement : List.of("insert", "move")) {
            for (boolean timesOut : new boolean[] {false, true}) heldBack(storage, statement, timesOut);
        }
    }

    @Test
    void onCassandra() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS held_back_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        try (var cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("held_back_test").build()) {
            Database.create(cql, HeldBackTest.class.getClassLoader(), "souk-log.cql");
            var storage = new CassandraStorage(cql);
            heldBack(storage, "move", false);
            heldBack(storage, "move", true);
        }
    }

    private void heldBack(Storage storage, String statement, boolean timesOut) {
        String id = statement + timesOut;
        var proxy = new Proxy(storage);
        var overtaken = new ToyShop(proxy, 1, SETTINGS);
        try {
            for (int i = 0; i < 3; i++) add(overtaken, id, "before" + i);
            proxy.hold(statement, timesOut);
            var held = overtaken.partitions().ask(Tally.at(id), new Tally.Add("held", 1000), Entities.Asking.DEFAULT.within(Duration.ofSeconds(15)));
            proxy.caught.orTimeout(60, TimeUnit.SECONDS).join();
            var successor = new ToyShop(storage, 1, SETTINGS);
            try {
                for (int i = 0; i < 3; i++) add(successor, id, "after" + i);
                // Given up long before it lands, or landing while somebody still waits for it.
                if (timesOut) held.orTimeout(60, TimeUnit.SECONDS).join();
                proxy.release();
                assertThat(held.orTimeout(60, TimeUnit.SECONDS).join()).isInstanceOfSatisfying(Outcome.Refused.class,
                        refused -> assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.UNKNOWN_OUTCOME));
                for (int i = 3; i < 6; i++) add(successor, id, "after" + i);
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> successor.tell(Tally.at(id), new Tally.Look()), outcome -> outcome.equals(Outcome.accepted(new Tally.Total(9, 9))));
                assertThat(read(storage, id)).containsExactly("before0", "before1", "before2", "after0", "after1", "after2", "after3", "after4", "after5");
            } finally {
                successor.die();
            }
            // The one that was overtaken reads the log anew before it takes anything: it goes on from what its successor left.
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> overtaken.tell(Tally.at(id), new Tally.Add("last", 1)), outcome -> outcome.equals(Outcome.accepted(new Tally.Total(10, 10))));
            assertThat(read(storage, id)).hasSize(10).endsWith("last");
        } finally {
            overtaken.die();
        }
    }

    private static void add(ToyShop shop, String id, String op) {
        Awaitility.await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(60)).until(() -> shop.tell(Tally.at(id), new Tally.Add(op, 1)), outcome -> outcome instanceof Outcome.Accepted);
    }

    /** The ops on an aggregate as readers of the log find them. */
    private static List<String> read(Storage storage, String id) {
        var reader = new LogReader(storage);
        var head = reader.head("toy-0").toCompletableFuture().join();
        var segments = new ArrayList<Segment>();
        while (segments.size() < head.position()) segments.addAll(reader.read("toy-0", segments.size() + 1, head).toCompletableFuture().join());
        return segments.stream().flatMap(segment -> segment.entries().stream()).filter(entry -> entry.id().equals(id))
                .map(entry -> ((Tally.Added) World.NAMES.decode(entry)).op()).toList();
    }
}
