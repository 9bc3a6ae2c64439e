package souk.platform.journal;

import akka.dispatch.Futures;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import java.util.Optional;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Tells Akka's recovery where to begin: at the partition's checkpoint, up to which every event is in a page, or at the start of the log.
 * What it "restores" is which {@link Storage.Caches} that was found in. Nothing is ever saved here; the partition writes its checkpoint
 * itself, after the pages.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/persistence-journals.html">snapshot store plugin API</a>.
 */
public final class CheckpointSnapshots extends SnapshotStore {
    private final Storage storage = Sessions.of(context().system()).storage();

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String log, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(storage.caches(log).thenCompose(caches -> storage.checkpoint(Storage.cache(log, caches.serving())).thenApply(checkpoint ->
                Optional.of(SelectedSnapshot.create(new SnapshotMetadata(log, checkpoint.position(), 0), caches)))));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        return Futures.failed(new UnsupportedOperationException("The partition writes its own checkpoint"));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return Futures.failed(new UnsupportedOperationException("A checkpoint is only ever replaced"));
    }

    @Override
    public Future<Void> doDeleteAsync(String log, SnapshotSelectionCriteria criteria) {
        return Futures.failed(new UnsupportedOperationException("A checkpoint is only ever replaced"));
    }
}
