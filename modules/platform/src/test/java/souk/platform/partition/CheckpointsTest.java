package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

class CheckpointsTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant NOW = START.plusSeconds(5);

    private final Postbox post = new Postbox();
    private final Residents residents = new Residents(World.NAMES, 100, 0);
    private final Agenda agenda = new Agenda(START);
    private boolean refuses;
    private final Storage storage = new MemoryStorage() {
        @Override
        public CompletionStage<?> writeCheckpoint(String cache, Checkpoint checkpoint) {
            return refuses ? CompletableFuture.failedFuture(new IllegalStateException("refused")) : super.writeCheckpoint(cache, checkpoint);
        }
    };
    private final PartitionSetup setup = Postbox.setup(storage, "flush-after = 1 s, min-backoff = 1 h, max-backoff = 1 h");
    private final Respite respite = new Respite(setup.settings());
    private final Checkpoints checkpoints = new Checkpoints(setup, "toy-0", 1, residents, agenda, Storage.Checkpoint.NONE, post, respite);

    private void appended(int segments) {
        for (int position = 1; position <= segments; position++) checkpoints.appended(position, 100);
    }

    private Storage.Checkpoint movedAt(long position) throws InterruptedException {
        checkpoints.move(position, NOW, true);
        var written = post.next(Checkpoints.Written.class);
        assertThat(checkpoints.busy()).isTrue();
        checkpoints.written(written);
        assertThat(checkpoints.busy()).isFalse();
        return storage.checkpoint("toy-0").toCompletableFuture().join();
    }

    private Resident behindSince(long position) {
        var resident = residents.fresh(new Key(Tally.BLUEPRINT.type(), "behind-" + position));
        resident.changed(position);
        residents.markDirty(resident);
        return resident;
    }

    @Test
    void itComesUpToTheLastSegmentWhichAStartTakesItsTimeFrom() throws InterruptedException {
        appended(10);
        assertThat(movedAt(10).position()).isEqualTo(9);
        assertThat(checkpoints.position()).isEqualTo(9);
        assertThat(checkpoints.bytesBeyond()).isEqualTo(100);
    }

    @Test
    void itDoesNotPassWhatAPageLacks() throws InterruptedException {
        appended(10);
        behindSince(7);
        var resident = behindSince(4);
        assertThat(movedAt(10).position()).isEqualTo(3);
        assertThat(checkpoints.bytesBeyond()).isEqualTo(700);
        resident.unflushedFrom = 0;
        residents.markClean(resident);
        assertThat(movedAt(10).position()).isEqualTo(6);
    }

    @Test
    void itDoesNotPassWhatNobodyCanRead() throws InterruptedException {
        appended(10);
        residents.held().put(new Key("a type of before", "unreadable"), 3L);
        assertThat(movedAt(10).position()).isEqualTo(2);
        // That is no reason to write pages sooner.
        assertThat(checkpoints.bytesBeyond()).isEqualTo(100);
    }

    @Test
    void itSaysUpToWhenTheAgendaIsSeenTo() throws InterruptedException {
        agenda.asking(START.plusSeconds(60));
        agenda.extend(START.plusSeconds(60), List.of());
        appended(10);
        assertThat(movedAt(10).handled()).isEqualTo(NOW);
        assertThat(checkpoints.handled(NOW.minusMillis(1))).isTrue();
        assertThat(checkpoints.handled(NOW)).isFalse();
    }

    @Test
    void aDatabaseThatRefusesIsLeftAloneForAWhile() throws InterruptedException {
        appended(10);
        refuses = true;
        assertThat(movedAt(10)).isEqualTo(Storage.Checkpoint.NONE);
        assertThat(respite.lasts()).isTrue();
        refuses = false;
        checkpoints.move(10, NOW, true);
        assertThat(post.isEmpty()).isTrue();
        assertThat(checkpoints.busy()).isFalse();
        assertThat(checkpoints.position()).isZero();
    }
}
