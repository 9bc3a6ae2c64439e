package souk.platform.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.devservices.DevServices;
import souk.platform.Capability;
import souk.platform.check.Fault.Kind;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.LogReader;
import souk.platform.journal.Segment;
import souk.platform.journal.SegmentCodec;
import souk.platform.journal.Storage;
import souk.platform.partition.Tally;
import souk.platform.wire.Names;

/** Each kind of damage is put into a log on a real Cassandra, and found; what only looks strange is not taken for damage. */
class JournalCheckTest {
    private static final Names NAMES = new Names(List.of(Capability.of("toy").hosts(Tally.BLUEPRINT)));
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    /** Over the end of a row of the table. */
    private static final int SEGMENTS = LogReader.CHUNK + 20;
    private static final int CHECKPOINT = SEGMENTS - 30;
    private static final int TALLIES = 7;
    private static final AtomicInteger LAST = new AtomicInteger();

    private static CqlSession cql;
    private static Storage storage;

    private final String log = "toy-" + LAST.incrementAndGet();
    private final UUID[] ids = new UUID[SEGMENTS + 1];
    private final Map<String, Long> versions = new HashMap<>();

    @BeforeAll
    static void connect() {
        var cassandra = DevServices.shared().cassandra();
        try (var first = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).build()) {
            first.execute("CREATE KEYSPACE IF NOT EXISTS check_test WITH replication = " + DevServices.shared().cassandra().replication());
        }
        cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("check_test").build();
        Database.create(cql, JournalCheckTest.class.getClassLoader(), "souk-log.cql");
        Database.create(cql, JournalCheckTest.class.getClassLoader(), "souk-reading.cql");
        storage = new CassandraStorage(cql);
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    /** A log as it should be: two events a segment, pages of all that the checkpoint promises. */
    @BeforeEach
    void aLog() {
        ids[0] = Storage.Head.NONE.segment();
        var atCheckpoint = new HashMap<String, Storage.Page>();
        var writes = new ArrayList<CompletionStage<?>>();
        for (int position = 1; position <= SEGMENTS; position++) {
            ids[position] = UUID.randomUUID();
            var entries = new ArrayList<Segment.Entry>();
            for (String id : List.of("a" + position % TALLIES, "b" + position % 3)) {
                entries.add(entry(id, versions.merge(id, 1L, Long::sum)));
                if (position <= CHECKPOINT) atCheckpoint.put(id, page(position, versions.get(id)));
            }
            writes.add(storage.insert(log, row(position, ids[position], ids[position - 1], entries)));
        }
        atCheckpoint.forEach((id, page) -> writes.add(put(id, page)));
        writes.add(storage.writeCheckpoint(log, new Storage.Checkpoint(CHECKPOINT, BEGIN)));
        writes.forEach(JournalCheckTest::get);
        cql.execute("INSERT INTO head (log, position, segment) VALUES (?, ?, ?)", log, (long) SEGMENTS, ids[SEGMENTS]);
    }

    private static Segment.Entry entry(String id, long version) {
        return NAMES.encode(Tally.BLUEPRINT, id, version, new Tally.Added("op" + version, 1), "");
    }

    private static Storage.Row row(int position, UUID id, UUID previous, List<Segment.Entry> entries) {
        return new Storage.Row(position, id, previous, SegmentCodec.encode(BEGIN.plusMillis(position), entries));
    }

    private static Storage.Page page(long position, long version) {
        return new Storage.Page(position, version, 1, Optional.empty(), new byte[] {1});
    }

    private CompletionStage<?> put(String id, Storage.Page page) {
        return storage.writePages(log, Storage.bucket("toy.tally", id), List.of(new Storage.PageOf("toy.tally", id, page)));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private LogCheck.Result check() {
        return new LogCheck(storage, NAMES, log, progress -> {}, 1_000).run();
    }

    private void finds(Kind kind, String... words) {
        var found = check();
        assertThat(found.faults()).as(found.examples().toString()).containsOnlyKeys(kind);
        assertThat(found.examples().get(0).what()).contains(words).contains(log);
    }

    /** Puts other events into a segment. */
    private void rewrite(int position, Segment.Entry... entries) {
        get(storage.insert(log, row(position, ids[position], ids[position - 1], List.of(entries))));
    }

    private void delete(int position) {
        cql.execute("DELETE FROM segment WHERE log = ? AND chunk = ? AND position = ?", log, (long) position / LogReader.CHUNK, (long) position);
    }

    // ---- what is no damage ----

    @Test
    void aLogAsItShouldBeIsClean() {
        var found = check();
        assertThat(found.examples()).isEmpty();
        assertThat(found).extracting(LogCheck.Result::head, LogCheck.Result::segments, LogCheck.Result::events, LogCheck.Result::aggregates, LogCheck.Result::leftovers, LogCheck.Result::pages)
                .containsExactly((long) SEGMENTS, (long) SEGMENTS, 2L * SEGMENTS, TALLIES + 3L, 0L, TALLIES + 3L);
    }

    @Test
    void rowsThatLostTheRaceForTheirNumberAreCountedAndHarmless() {
        for (int position : new int[] {1, 50, 51, 499, 500, SEGMENTS}) get(storage.insert(log, row(position, UUID.randomUUID(), ids[position - 1], List.of(entry("a1", 4)))));
        get(storage.insert(log, row(SEGMENTS + 1, UUID.randomUUID(), ids[SEGMENTS], List.of())));
        var found = check();
        assertThat(found.examples()).isEmpty();
        assertThat(found.leftovers()).isEqualTo(7);
    }

    @Test
    void aLogWhoseFirstAppendIsUnderWayIsClean() {
        String young = log + "-young";
        get(storage.insert(young, row(1, UUID.randomUUID(), ids[0], List.of())));
        assertThat(new LogCheck(storage, NAMES, young, progress -> {}, 10).run().examples()).isEmpty();
    }

    @Test
    void moreAggregatesThanFitInMemoryAreCheckedInSeveralPasses() {
        var found = new LogCheck(storage, NAMES, log, progress -> {}, 2).run();
        assertThat(found.examples()).isEmpty();
        assertThat(found.aggregates()).isEqualTo(TALLIES + 3);
        assertThat(found.events()).isEqualTo(2L * SEGMENTS);
        assertThat(found.pages()).isEqualTo(TALLIES + 3);

        rewrite(300, entry("a" + 300 % TALLIES, 99), entry("b0", 100));
        assertThat(new LogCheck(storage, NAMES, log, progress -> {}, 2).run().faults()).isEqualTo(check().faults());
    }

    // ---- the chain ----

    @Test
    void aSegmentThatIsNotThere() {
        delete(200);
        var found = check();
        assertThat(found.faults()).containsEntry(Kind.MISSING, 1L).containsOnlyKeys(Kind.MISSING, Kind.VERSION_MISSING);
        assertThat(found.examples().get(0).what()).contains("Segment 200 of " + log).contains(ids[200].toString());
    }

    @Test
    void theLastSegmentIsNotThere() {
        delete(SEGMENTS);
        finds(Kind.MISSING, "Segment " + SEGMENTS, "the head names it as");
    }

    @Test
    void aWholeRowOfTheTableIsNotThere() {
        cql.execute("DELETE FROM segment WHERE log = ? AND chunk = 0", log);
        assertThat(check().faults()).containsEntry(Kind.MISSING, LogReader.CHUNK - 1L);
    }

    @Test
    void aNumberThatWasWrittenTwiceByTwoWhoWentOn() {
        var rival = UUID.randomUUID();
        get(storage.insert(log, row(100, rival, ids[99], List.of())));
        assertThat(check().clean()).as("nobody went on from it yet").isTrue();
        get(storage.insert(log, row(101, UUID.randomUUID(), rival, List.of())));
        finds(Kind.TWICE, "Segment 101", rival.toString());
    }

    @Test
    void aPredecessorThatDoesNotMatch() {
        // The second is the first that is read after one of many.
        for (int position : new int[] {77, 50, 500}) {
            var right = ids[position - 1];
            cql.execute("UPDATE segment SET previous = ? WHERE log = ? AND chunk = ? AND position = ? AND id = ?", UUID.randomUUID(), log, (long) position / LogReader.CHUNK, (long) position, ids[position]);
            finds(Kind.MISMATCH, "segment " + position + " names", right.toString());
            cql.execute("UPDATE segment SET previous = ? WHERE log = ? AND chunk = ? AND position = ? AND id = ?", right, log, (long) position / LogReader.CHUNK, (long) position, ids[position]);
        }
    }

    @Test
    void aHeadThatNamesAnother() {
        cql.execute("INSERT INTO head (log, position, segment) VALUES (?, ?, ?)", log, (long) SEGMENTS, UUID.randomUUID());
        finds(Kind.MISMATCH, "the head names");
    }

    @Test
    void aHeadThatWasSetBack() {
        cql.execute("INSERT INTO head (log, position, segment) VALUES (?, ?, ?)", log, SEGMENTS - 5L, ids[SEGMENTS - 5]);
        finds(Kind.BEYOND_HEAD, "is at " + (SEGMENTS - 5), "" + SEGMENTS);
    }

    @Test
    void aHeadThatIsGone() {
        cql.execute("DELETE FROM head WHERE log = ?", log);
        var found = JournalOfShop.check(cql, NAMES, Set.of(), progress -> {});
        assertThat(found.faults()).filteredOn(fault -> fault.what().contains(log)).singleElement().satisfies(fault -> assertThat(fault.kind()).isEqualTo(Kind.NO_HEAD));
    }

    // ---- what is in it ----

    @Test
    void aSegmentThatCannotBeRead() {
        cql.execute("UPDATE segment SET body = ? WHERE log = ? AND chunk = 1 AND position = ? AND id = ?", ByteBuffer.wrap(new byte[] {9, 9}), log, (long) SEGMENTS, ids[SEGMENTS]);
        finds(Kind.SEGMENT_UNREADABLE, "Segment " + SEGMENTS);
    }

    @Test
    void anEventThatNobodyKnowsAndOneWhoseBodyIsBroken() {
        rewrite(SEGMENTS, new Segment.Entry("toy.tally", "new", 1, "toy.forgotten", 1, new byte[] {1}, ""), new Segment.Entry("toy.tally", "new", 2, "toy.added", 1, new byte[] {9, 9}, ""));
        var found = check();
        assertThat(found.faults()).containsExactlyEntriesOf(Map.of(Kind.EVENT_UNREADABLE, 2L));
        assertThat(found.examples().get(0).what()).contains("segment " + SEGMENTS, "toy.forgotten", "toy.tally/new");
    }

    @Test
    void aVersionThatIsMissing() {
        rewrite(SEGMENTS, entry("a1", versions.get("a1") + 2));
        finds(Kind.VERSION_MISSING, "toy.tally/a1", "follows " + versions.get("a1"));
    }

    @Test
    void aVersionThatComesAgain() {
        rewrite(SEGMENTS, entry("a1", 3));
        finds(Kind.VERSION_AGAIN, "version 3 of toy.tally/a1 follows");
    }

    @Test
    void aTimeThatRunsBackwards() {
        get(storage.insert(log, new Storage.Row(SEGMENTS, ids[SEGMENTS], ids[SEGMENTS - 1], SegmentCodec.encode(BEGIN, List.of()))));
        finds(Kind.TIME_BACKWARDS, "Segment " + SEGMENTS);
    }

    // ---- what is made from it ----

    @Test
    void aCheckpointAheadOfTheLog() {
        get(storage.writeCheckpoint(log, new Storage.Checkpoint(SEGMENTS + 1, BEGIN)));
        finds(Kind.CHECKPOINT_AHEAD, "is at " + (SEGMENTS + 1));
    }

    @Test
    void aPageAheadOfTheLog() {
        get(put("a1", page(SEGMENTS + 1, versions.get("a1"))));
        finds(Kind.PAGE_AHEAD, "toy.tally/a1", "position " + (SEGMENTS + 1));
    }

    @Test
    void aPageWithAVersionThatTheLogDoesNotHave() {
        get(put("a1", page(SEGMENTS, versions.get("a1") + 1)));
        finds(Kind.PAGE_AHEAD, "toy.tally/a1", "version " + (versions.get("a1") + 1));
    }

    @Test
    void aPageOfAThingThatIsNotInTheLog() {
        get(put("nobody", page(3, 1)));
        finds(Kind.PAGE_AHEAD, "toy.tally/nobody", "the log has 0");
    }

    @Test
    void aPageThatLacksWhatTheCheckpointPromises() {
        cql.execute("DELETE FROM page WHERE log = ? AND bucket = ?", log, Storage.bucket("toy.tally", "b1"));
        finds(Kind.PAGE_BEHIND, "have no page");
        // Cassandra's deletion is later than any position.
        String other = log + "-other";
        cql.execute("UPDATE page USING TIMESTAMP ? SET cell = ? WHERE log = ? AND bucket = ? AND type = 'toy.tally' AND id = 'b2'", CHECKPOINT + 1L, oldCell(), log, Storage.bucket("toy.tally", "b2"));
        var found = check();
        assertThat(found.examples()).as(other).anySatisfy(fault -> assertThat(fault.what()).contains("toy.tally/b2", "has version 1"));
    }

    private static ByteBuffer oldCell() {
        return ByteBuffer.allocate(30).put((byte) 1).putLong(3).putLong(1).putInt(1).putLong(Long.MIN_VALUE).put((byte) 1).flip();
    }

    @Test
    void aPageThatCannotBeRead() {
        cql.execute("INSERT INTO page (log, bucket, type, id, cell) VALUES (?, ?, 'toy.tally', 'broken', ?)", log, Storage.bucket("toy.tally", "broken"), ByteBuffer.wrap(new byte[] {9}));
        var found = check();
        assertThat(found.faults()).containsOnlyKeys(Kind.PAGE_UNREADABLE);
    }

    @Test
    void aReaderAheadOfTheLog() {
        cql.execute("INSERT INTO reading_offset (projection_name, partition, projection_key, offset) VALUES ('toy.board.v1', 0, ?, ?)", log, Long.toString(SEGMENTS + 1));
        var found = JournalOfShop.check(cql, NAMES, Set.of(log), progress -> {});
        assertThat(found.counts()).isEqualTo(Map.of(Kind.READER_AHEAD, 1L));
        assertThat(found.faults().get(0).what()).contains("toy.board.v1", log);
    }

    // ---- where there is nothing to check ----

    @Test
    void aLogThatNobodyHasAndAKeyspaceThatIsNotThere() {
        assertThatThrownBy(() -> JournalOfShop.check(cql, NAMES, Set.of("no-such-log"), progress -> {})).hasMessageContaining("There is no log no-such-log");
        var config = ConfigFactory.parseString("souk.cassandra { contact-points = [\"127.0.0.1:" + DevServices.shared().cassandra().port() + "\"], datacenter = datacenter1, keyspace = not_there, request-timeout = 4 s, io-threads = 1 }");
        assertThatThrownBy(() -> JournalOfShop.check(config, List.of(), Set.of(), progress -> {})).hasMessageContaining("There is no keyspace not_there");
    }
}
