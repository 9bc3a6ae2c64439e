package souk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.View;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.journal.Append;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.reading.ViewStore;
import souk.platform.wire.Codec;
import souk.platform.wire.Names;

/** The checker must see what is wrong, or nothing that it passes means anything. */
class ViewsEqualLogTest {
    sealed interface TallyCommand<R> extends Command<R> permits Touch {}

    record Touch() implements TallyCommand<Done> {}

    sealed interface TallyEvent extends Event {}

    record Added(long amount) implements TallyEvent {}

    record Tally(long sum) {}

    private static final Blueprint<Tally, TallyEvent> BLUEPRINT = Blueprint.of("tally.tally", new Tally(0), TallyCommand.class, TallyEvent.class)
            .decide("touch", Touch.class, Done.class, (state, touch, now) -> Decision.accept(after -> Done.DONE))
            .apply(Added.class, "tally.added", (state, event) -> state).build();
    private static final View<Tally, TallyEvent> VIEW = View.of("tally.sums", "tally.tally", TallyEvent.class, new Tally(0))
            .on(Added.class, (row, event) -> new Tally(row.sum() + event.amount())).build();

    private record Sums(CqlSession cql) implements ViewStore<Tally> {
        @Override
        public CompletionStage<Optional<Versioned<Tally>>> read(String id) {
            return cql.executeAsync("SELECT sum, version FROM sums WHERE id = ?", id)
                    .thenApply(result -> Optional.ofNullable(result.one()).map(row -> new Versioned<>(new Tally(row.getLong(0)), row.getLong(1))));
        }

        @Override
        public CompletionStage<?> write(String id, Versioned<Tally> row) {
            return cql.executeAsync("INSERT INTO sums (id, sum, version) VALUES (?, ?, ?) USING TIMESTAMP ?", id, row.row().sum(), row.version(), row.version());
        }
    }

    private static final Capability CAPABILITY = Capability.of("tally").hosts(BLUEPRINT).view(VIEW, "tally", (node, generation) -> new Sums(node.cql()));
    private static CqlSession cql;
    private static Config config;

    private final Names names = new Names(List.of(CAPABILITY));
    private final Storage storage = new CassandraStorage(cql);
    private final Append append = new Append(storage, Duration.ofSeconds(10));
    private final ViewsEqualLog checker = new ViewsEqualLog(new Node(new LocalEntities(List.of(CAPABILITY)), cql, config, InstantSource.system(), Runnable::run), List.of(CAPABILITY));
    private Storage.Head head = Storage.Head.NONE;

    @BeforeAll
    static void connect() {
        var cassandra = DevServices.shared().cassandra();
        var contact = cassandra.contactPoint();
        config = ConfigFactory.parseString("""
                souk.cassandra {
                  contact-points = ["%s:%d"], datacenter = %s, keyspace = views_equal_log, request-timeout = 15 s, io-threads = 1
                  replication = "%s"
                }""".formatted(contact.getAddress().getHostAddress(), contact.getPort(), cassandra.datacenter(), cassandra.replication()));
        cql = Database.connect(config);
        Database.create(cql, ViewsEqualLogTest.class.getClassLoader(), "souk-log.cql");
        Database.create(cql, ViewsEqualLogTest.class.getClassLoader(), "souk-reading.cql");
        cql.execute("CREATE TABLE IF NOT EXISTS sums (id text PRIMARY KEY, sum bigint, version bigint)");
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    private void write(String log, Segment.Entry... entries) {
        var segment = new Segment(log, head.position() + 1, UUID.randomUUID(), Instant.now(), List.of(entries));
        append.after(head, segment).join();
        head = segment.head();
    }

    private Segment.Entry added(String id, long version, long amount) {
        return names.encode(BLUEPRINT, id, version, new Added(amount), "");
    }

    private void store(String id, long version, long sum) {
        new Sums(cql).write(id, new ViewStore.Versioned<>(new Tally(sum), version)).toCompletableFuture().join();
    }

    @Test
    void itSeesEveryKindOfDifferenceAndNothingElse() throws InterruptedException {
        // Long enough for several chunks, with rival rows that are not on the log.
        for (int i = 1; i <= 1_100; i++) {
            if (i % 100 == 0) {
                var loser = new Storage.Row(head.position() + 1, UUID.randomUUID(), head.segment(), SegmentCodec.encode(Instant.now(), List.of(added("a", i, 666))));
                storage.insert("tally-0", loser).toCompletableFuture().join();
            }
            write("tally-0", added("a", i, 1));
        }
        // What comes to the empty row need not be stored.
        write("tally-0", added("b", 1, 5), added("c", 1, 7), added("nothing", 1, 0));
        store("a", 1_100, 1_100);
        store("b", 1, 5);
        store("c", 1, 7);
        var finding = checker.awaitEqual(Duration.ofSeconds(1));
        assertThat(finding.events()).isEqualTo(1_103);
        assertThat(finding.rows()).isEqualTo(4);

        write("tally-0", added("b", 2, 1), added("d", 1, 1), added("c", 2, 1));
        store("c", 3, 8);
        var found = checker.compare();
        assertThat(found.faults()).isEmpty();
        assertThat(found.differences()).extracting(ViewsEqualLog.Difference::id).containsExactlyInAnyOrder("b", "c", "d");
        assertThat(found.toString()).contains("tally.sums of d", "no row");

        write("tally-0", added("e", 2, 1));
        store("e", 2, 1);
        assertThat(new ArrayList<>(checker.compare().faults())).singleElement().asString().contains("version 2 of tally.tally/e follows 0");

        // What cannot be read leaves its row as it was.
        write("tally-0", new Segment.Entry("tally.tally", "a", 1_101, "tally.added", 1, Codec.encode("nonsense"), ""));
        write("tally-0", added("a", 1_102, 1));
        assertThat(checker.compare().differences()).extracting(ViewsEqualLog.Difference::id).containsExactlyInAnyOrder("b", "c", "d");
    }
}
