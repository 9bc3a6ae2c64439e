package souk.platform.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.platform.journal.StorageTest.get;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every storage promises of the caches of a log, each promise on names of its own: pages, generations, the checkpoint and the agenda. */
abstract class CachePromises {
    private static final AtomicInteger LAST = new AtomicInteger();

    final Storage storage;
    private final String log = "caches-" + LAST.incrementAndGet();

    CachePromises(Storage storage) {
        this.storage = storage;
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
