package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.platform.journal.StorageTest.get;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every storage promises of logs, each promise on a log of its own: one head that one writer moves, and of the rows those are read that it leads to. */
abstract class LogPromises {
    private static final AtomicInteger LAST = new AtomicInteger();
    private static final byte[] BODY = {1, 2, 3};

    private final Storage storage;
    private final String log = "log-" + LAST.incrementAndGet();
    private final LogReader reader;

    LogPromises(Storage storage) {
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
