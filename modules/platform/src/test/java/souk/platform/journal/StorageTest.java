package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
            first.execute("CREATE KEYSPACE IF NOT EXISTS storage_test WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        }
        cql = CqlSession.builder().addContactPoint(cassandra.contactPoint()).withLocalDatacenter(cassandra.datacenter()).withKeyspace("storage_test").build();
        Database.create(cql, StorageTest.class.getClassLoader(), "souk-log.cql");
    }

    @AfterAll
    static void disconnect() {
        cql.close();
    }

    @Nested
    class OnCassandra extends Promises {
        OnCassandra() {
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
    class InMemory extends Promises {
        InMemory() {
            super(new MemoryStorage());
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    /** The promises, each on a log and ids of its own. */
    abstract static class Promises {
        private static final AtomicInteger LAST = new AtomicInteger();
        private static final byte[] BODY = {1, 2, 3};

        final Storage storage;
        private final String log = "log-" + LAST.incrementAndGet();
        private final LogReader reader;

        Promises(Storage storage) {
            this.storage = storage;
            this.reader = new LogReader(storage);
        }

        private static Storage.Head head(long position) {
            return new Storage.Head(position, UUID.randomUUID());
        }

        // ---- the head ----

        @Test
        void aLogBeginsWithNoSegment() {
            assertThat(get(storage.head(log))).isEqualTo(Storage.Head.NONE);
        }

        @Test
        void theHeadIsMovedByWhoeverKnowsWhereItIs() {
            var first = head(1);
            var second = head(2);
            assertThat(get(storage.move(log, Storage.Head.NONE, first))).isEqualTo(first);
            assertThat(get(storage.move(log, first, second))).isEqualTo(second);
            assertThat(get(storage.head(log))).isEqualTo(second);
        }

        @Test
        void aMoveWhoseAnswerWasLostMayBeRepeated() {
            var first = head(1);
            var second = head(2);
            for (int i = 0; i < 3; i++) assertThat(get(storage.move(log, Storage.Head.NONE, first))).isEqualTo(first);
            for (int i = 0; i < 3; i++) assertThat(get(storage.move(log, first, second))).isEqualTo(second);
        }

        @Test
        void aRivalIsToldWhereTheHeadIs() {
            var first = head(1);
            var second = head(2);
            get(storage.move(log, Storage.Head.NONE, first));
            assertThat(get(storage.move(log, Storage.Head.NONE, head(1)))).isEqualTo(first);
            get(storage.move(log, first, second));
            assertThat(get(storage.move(log, first, head(2)))).isEqualTo(second);
            assertThat(get(storage.move(log, head(1), head(2)))).isEqualTo(second);
        }

        @Test
        void ofManyRivalsOneMovesTheHead() {
            var first = head(1);
            get(storage.move(log, Storage.Head.NONE, first));
            var wanted = LongStream.range(0, 8).mapToObj(i -> head(2)).toList();
            var found = wanted.stream().map(to -> storage.move(log, first, to).toCompletableFuture()).toList().stream().map(CompletableFuture::join).toList();
            assertThat(found).containsOnly(get(storage.head(log)));
            assertThat(wanted).contains(get(storage.head(log)));
        }

        // ---- rows and their reader ----

        private List<Segment> write(Storage.Head from, int many) {
            var append = new Append(storage, Duration.ofSeconds(10));
            var written = new ArrayList<Segment>();
            var head = from;
            for (int i = 0; i < many; i++) {
                var segment = new Segment(log, head.position() + 1, UUID.randomUUID(), Instant.ofEpochMilli(head.position()), List.of(entry(head.position() + 1)));
                head = get(append.after(head, segment));
                written.add(segment);
            }
            return written;
        }

        /** A long log, laid down at once: what appending one by one leaves. */
        private List<Segment> lay(int many) {
            var laid = new ArrayList<Segment>();
            var rows = new ArrayList<CompletableFuture<?>>();
            UUID previous = Storage.Head.NONE.segment();
            for (long position = 1; position <= many; position++) {
                var segment = new Segment(log, position, UUID.randomUUID(), Instant.ofEpochMilli(position), List.of(entry(position)));
                rows.add(storage.insert(log, new Storage.Row(position, segment.id(), previous, SegmentCodec.encode(segment.now(), segment.entries()))).toCompletableFuture());
                previous = segment.id();
                laid.add(segment);
            }
            rows.forEach(CompletableFuture::join);
            get(storage.move(log, Storage.Head.NONE, laid.get(many - 1).head()));
            return laid;
        }

        private static Segment.Entry entry(long version) {
            return new Segment.Entry("toy", "a", version, "toy.added", 1, BODY, "cause");
        }

        private void rival(long position, UUID previous) {
            get(storage.insert(log, new Storage.Row(position, UUID.randomUUID(), previous, SegmentCodec.encode(Instant.EPOCH, List.of(entry(-1))))));
        }

        private void readsAs(List<Segment> written) {
            var head = get(reader.head(log));
            var found = new ArrayList<Segment>();
            for (long from = 1; from <= head.position(); from = found.size() + 1) found.addAll(get(reader.read(log, from, 7_000, head)));
            assertThat(found).usingRecursiveFieldByFieldElementComparator().isEqualTo(written);
        }

        @Test
        void aLogIsReadAcrossItsChunks() {
            var written = lay(LogReader.CHUNK + 20);
            readsAs(written);
            var head = get(reader.head(log));
            assertThat(get(reader.read(log, LogReader.CHUNK - 1, head))).extracting(Segment::position).containsExactly(LogReader.CHUNK - 1L);
            assertThat(get(reader.read(log, LogReader.CHUNK, head))).hasSize(21);
            assertThat(get(reader.read(log, LogReader.CHUNK + 21, head))).isEmpty();
            assertThat(get(reader.read(log, 10, 5, head))).extracting(Segment::position).containsExactly(10L, 11L, 12L, 13L, 14L);
        }

        @Test
        void rivalsAtTheEdgesOfChunksAreNotRead() {
            var written = lay(LogReader.CHUNK + 3);
            for (long at : new long[] {1, 2, LogReader.CHUNK - 2, LogReader.CHUNK - 1, LogReader.CHUNK, LogReader.CHUNK + 1, LogReader.CHUNK + 3}) {
                rival(at, at == 1 ? Storage.Head.NONE.segment() : written.get((int) at - 2).id());
                rival(at, UUID.randomUUID());
            }
            rival(LogReader.CHUNK + 4, written.get(LogReader.CHUNK + 2).id());
            readsAs(written);
            assertThat(get(reader.read(log, 2, 1, get(reader.head(log))))).extracting(Segment::id).containsExactly(written.get(1).id());
        }

        @Test
        void theLogIsReadAsFarAsAHeadThatWasSeen() {
            var written = write(Storage.Head.NONE, 3);
            var seen = written.get(2).head();
            rival(4, seen.segment());
            written = new ArrayList<>(written);
            var more = write(seen, 2);
            assertThat(get(reader.read(log, 1, seen))).extracting(Segment::position).containsExactly(1L, 2L, 3L);
            written.addAll(more);
            readsAs(written);
        }

        @Test
        void aLogWithoutItsRowSaysSo() {
            get(storage.move(log, Storage.Head.NONE, head(1)));
            assertThatThrownBy(() -> get(reader.read(log, 1, get(reader.head(log))))).hasRootCauseMessage(
                    "The log " + log + " has no segment 1 with the id " + get(reader.head(log)).segment() + ": it was damaged, or its head was restored without it");
        }

        // ---- appending ----

        @Test
        void whoeverWasOvertakenCannotAppend() {
            var written = write(Storage.Head.NONE, 2);
            var late = new Segment(log, 2, UUID.randomUUID(), Instant.EPOCH, List.of(entry(9)));
            assertThatThrownBy(() -> get(new Append(storage, Duration.ofSeconds(10)).after(written.get(0).head(), late))).hasCauseInstanceOf(Append.NotOwner.class);
            readsAs(written);
        }

        @Test
        void anAppendWhoseAnswersAreLostIsRepeatedUntilItIsKnown() {
            var lossy = new Lossy(storage, 2);
            var segment = new Segment(log, 1, UUID.randomUUID(), Instant.EPOCH, List.of(entry(1)));
            assertThat(get(new Append(lossy, Duration.ofSeconds(10)).after(Storage.Head.NONE, segment))).isEqualTo(segment.head());
            assertThat(lossy.lost.get()).isEqualTo(4);
            readsAs(List.of(segment));
        }

        @Test
        void anAppendWithoutAnAnswerIsGivenUpAndItsOutcomeIsUnknown() {
            var lossy = new Lossy(storage, Integer.MAX_VALUE);
            var segment = new Segment(log, 1, UUID.randomUUID(), Instant.EPOCH, List.of(entry(1)));
            assertThatThrownBy(() -> get(new Append(lossy, Duration.ofMillis(300)).after(Storage.Head.NONE, segment))).hasCauseInstanceOf(Append.UnknownOutcome.class);
            // The row is there, and on no log.
            assertThat(get(storage.rows(log, 1, 1))).hasSize(1);
            assertThat(get(storage.head(log))).isEqualTo(Storage.Head.NONE);
            readsAs(write(Storage.Head.NONE, 2));
        }

        @Test
        void aSegmentThatDoesNotFollowIsAMistake() {
            var segment = new Segment(log, 5, UUID.randomUUID(), Instant.EPOCH, List.of());
            assertThatThrownBy(() -> new Append(storage, Duration.ofSeconds(1)).after(Storage.Head.NONE, segment)).isInstanceOf(IllegalArgumentException.class);
        }

        // ---- pages ----

        private Storage.Page page(long position, Instant scheduledAt, int body) {
            return new Storage.Page(position, position * 2, 1, Optional.ofNullable(scheduledAt), new byte[] {(byte) body});
        }

        private void stays(Storage.Page expected, Storage.Page... written) {
            for (boolean backwards : new boolean[] {false, true}) {
                String id = log + backwards;
                for (int i = 0; i < written.length; i++) {
                    get(storage.writePages(log, Storage.bucket("toy", id), List.of(new Storage.PageOf("toy", id, written[backwards ? written.length - 1 - i : i]))));
                }
                assertThat(get(storage.page(log, "toy", id)).orElseThrow()).as(backwards ? "backwards" : "forwards").usingRecursiveComparison().isEqualTo(expected);
            }
        }

        @Test
        void thereIsNoPageBeforeOneWasWritten() {
            assertThat(get(storage.page(log, "toy", "nobody"))).isEmpty();
        }

        @Test
        void thePageOfTheLaterPositionStaysWhateverTheOrder() {
            stays(page(300, null, 1), page(2, null, 9), page(300, null, 1), page(299, Instant.ofEpochMilli(5_000_000), 7));
        }

        @Test
        void ofTwoPagesOfOnePositionTheOneThatIsScheduledLaterStays() {
            Instant at = Instant.parse("2026-11-20T10:00:00.123Z");
            stays(page(7, at.plusMillis(1), 1), page(7, at, 1), page(7, at.plusMillis(1), 1));
            stays(page(8, null, 1), page(8, at, 1), page(8, null, 1));
        }

        @Test
        void manyPagesOfABucketAreStoredAtOnceEachUnlessALaterOneIsThere() {
            int bucket = Storage.bucket("toy", "a");
            var ids = IntStream.range(0, 1_000_000).mapToObj(i -> "a" + i).filter(id -> Storage.bucket("toy", id) == bucket).limit(200).toList();
            get(storage.writePages(log, bucket, List.of(new Storage.PageOf("toy", ids.get(7), page(9, null, 9)))));
            get(storage.writePages(log, bucket, ids.stream().map(id -> new Storage.PageOf("toy", id, page(5, null, 5))).toList()));
            for (String id : ids) {
                assertThat(get(storage.page(log, "toy", id)).orElseThrow()).usingRecursiveComparison().isEqualTo(id.equals(ids.get(7)) ? page(9, null, 9) : page(5, null, 5));
            }
        }

        @Test
        void thePagesOfABucketAreReadInTheOrderOfTheirNames() {
            int bucket = Storage.bucket("toy", "a");
            var ids = IntStream.range(0, 1_000_000).mapToObj(i -> "a" + i).filter(id -> Storage.bucket("toy", id) == bucket).limit(50).sorted().toList();
            get(storage.writePages(log, bucket, ids.stream().map(id -> new Storage.PageOf("toy", id, page(5, null, 5))).toList()));
            var read = new ArrayList<Storage.PageOf>();
            List<Storage.PageOf> some;
            do {
                some = get(storage.pages(log, bucket, read.isEmpty() ? Optional.empty() : Optional.of(read.get(read.size() - 1)), 20));
                assertThat(some).hasSizeLessThanOrEqualTo(20);
                read.addAll(some);
            } while (!some.isEmpty());
            assertThat(read).extracting(Storage.PageOf::id).isEqualTo(ids);
            assertThat(read.get(7).page()).usingRecursiveComparison().isEqualTo(page(5, null, 5));
        }

        // ---- generations of caches ----

        @Test
        void whichCachesThereAreIsSaidOnceByOne() {
            assertThat(get(storage.caches(log))).isEqualTo(Storage.Caches.FIRST);
            var making = new Storage.Caches(1, 2, 1);
            assertThat(get(storage.replaceCaches(log, making, new Storage.Caches(2, 0, 1)))).isFalse();
            assertThat(get(storage.replaceCaches(log, Storage.Caches.FIRST, making))).isTrue();
            assertThat(get(storage.replaceCaches(log, Storage.Caches.FIRST, making))).isFalse();
            assertThat(get(storage.caches(log))).isEqualTo(making);
            assertThat(get(storage.replaceCaches(log, making, new Storage.Caches(2, 0, 1)))).isTrue();
            assertThat(get(storage.caches(log))).isEqualTo(new Storage.Caches(2, 0, 1));
        }

        @Test
        void aGenerationOfCachesIsForgottenAndNoOther() {
            Instant at = Instant.parse("2026-11-20T10:00:00.123Z");
            for (int generation = 1; generation <= 2; generation++) {
                String cache = Storage.cache(log, generation);
                get(storage.writePages(cache, Storage.bucket("toy", "a"), List.of(new Storage.PageOf("toy", "a", page(5, null, generation)))));
                get(storage.writeCheckpoint(cache, new Storage.Checkpoint(4, at)));
                get(storage.appoint(cache, List.of(new Storage.Appointment(at, "toy", "a", Storage.Due.WAKE))));
            }
            get(storage.forgetCaches(log));
            assertThat(get(storage.page(log, "toy", "a"))).isEmpty();
            assertThat(get(storage.checkpoint(log))).isEqualTo(Storage.Checkpoint.NONE);
            assertThat(get(storage.agenda(log, at, at.plusMillis(1)))).isEmpty();
            String other = Storage.cache(log, 2);
            assertThat(get(storage.page(other, "toy", "a")).orElseThrow()).usingRecursiveComparison().isEqualTo(page(5, null, 2));
            assertThat(get(storage.checkpoint(other))).isEqualTo(new Storage.Checkpoint(4, at));
            assertThat(get(storage.agenda(other, at, at.plusMillis(1)))).hasSize(1);
        }

        // ---- the checkpoint ----

        @Test
        void theCheckpointNeverGoesBack() {
            Instant at = Instant.parse("2026-11-20T10:00:00.123Z");
            assertThat(get(storage.checkpoint(log))).isEqualTo(Storage.Checkpoint.NONE);
            get(storage.writeCheckpoint(log, new Storage.Checkpoint(300, at)));
            get(storage.writeCheckpoint(log, new Storage.Checkpoint(299, at.plusSeconds(60))));
            assertThat(get(storage.checkpoint(log))).isEqualTo(new Storage.Checkpoint(300, at));
            get(storage.writeCheckpoint(log, new Storage.Checkpoint(300, at.plusSeconds(60))));
            get(storage.writeCheckpoint(log, new Storage.Checkpoint(300, at)));
            assertThat(get(storage.checkpoint(log))).isEqualTo(new Storage.Checkpoint(300, at.plusSeconds(60)));
        }

        // ---- the agenda ----

        @Test
        void theAgendaIsReadOverMidnightByTime() {
            Instant midnight = Instant.parse("2026-11-21T00:00:00Z");
            var all = LongStream.rangeClosed(-2, 2).mapToObj(i -> new Storage.Appointment(midnight.plusMillis(i), "toy", "a" + i, i < 0 ? Storage.Due.STEP : Storage.Due.WAKE)).toList();
            var backwards = new ArrayList<>(all);
            Collections.reverse(backwards);
            get(storage.appoint(log, backwards));
            assertThat(get(storage.agenda(log, midnight.minusSeconds(1), midnight.plusSeconds(1)))).isEqualTo(all);
            assertThat(get(storage.agenda(log, midnight.minusMillis(1), midnight.plusMillis(1)))).isEqualTo(all.subList(1, 3));
            assertThat(get(storage.agenda(log, midnight.minusSeconds(200_000), midnight.plusSeconds(200_000)))).isEqualTo(all);
            assertThat(get(storage.agenda(log, midnight.plusMillis(3), midnight.plusSeconds(1)))).isEmpty();
        }

        @Test
        void wholeDaysOfTheAgendaAreForgotten() {
            Instant midnight = Instant.parse("2026-11-21T00:00:00Z");
            for (int hours : new int[] {-30, -2, 2, 5}) {
                get(storage.appoint(log, List.of(new Storage.Appointment(midnight.plusSeconds(hours * 3600L), "toy", "a" + hours, Storage.Due.WAKE))));
            }
            get(storage.forgetAgendaBefore(log, midnight.minusSeconds(40 * 3600), midnight.plusSeconds(4 * 3600)));
            assertThat(get(storage.agenda(log, midnight.minusSeconds(100 * 3600), midnight.plusSeconds(100 * 3600)))).extracting(Storage.Appointment::id).containsExactly("a2", "a5");
        }

        @Test
        void anAppointmentMayBeMadeTwice() {
            var appointment = new Storage.Appointment(Instant.parse("2026-11-21T10:00:00Z"), "toy", "a", Storage.Due.WAKE);
            get(storage.appoint(log, List.of(appointment)));
            get(storage.appoint(log, List.of(appointment)));
            assertThat(get(storage.agenda(log, appointment.at(), appointment.at().plusMillis(1)))).containsExactly(appointment);
        }
    }

    /** Loses the first answers of each kind of write; of the never-ending kind, the head is not even moved. */
    private static final class Lossy extends Through {
        private final int each;
        private final AtomicInteger inserts = new AtomicInteger();
        private final AtomicInteger moves = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        Lossy(Storage storage, int each) {
            super(storage);
            this.each = each;
        }

        @Override
        public CompletionStage<?> insert(String log, Row row) {
            return inserts.incrementAndGet() > Math.min(each, 2) ? super.insert(log, row) : super.insert(log, row).thenApply(done -> lose());
        }

        @Override
        public CompletionStage<Head> move(String log, Head from, Head to) {
            Supplier<CompletionStage<Head>> move = () -> each == Integer.MAX_VALUE ? CompletableFuture.completedFuture(from) : super.move(log, from, to);
            return moves.incrementAndGet() > each ? move.get() : move.get().thenApply(done -> lose());
        }

        private <T> T lose() {
            lost.incrementAndGet();
            throw new CompletionException(new IllegalStateException("The answer was lost on purpose"));
        }
    }
}
