package souk.platform.journal;

import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Akka Persistence's journal over {@link Append} and {@link LogReader}: a persistence id is a log, a persisted event is a segment, a
 * sequence number is a position. The head that recovery saw is the head that the next write expects, so a writer that was overtaken
 * cannot append.
 *
 * <p>Every log has an instance of its own ({@code souk.journal-of.<log>}): Akka's journal actor answers in the order of the requests and
 * has one circuit breaker, so that with a shared instance one slow append would hold up all others.
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/persistence-journals.html">journal plugin API</a>.
 */
public final class SegmentJournal extends AsyncWriteJournal {
    private final Storage storage = Sessions.of(context().system()).storage();
    private final LogReader reader = new LogReader(storage);
    private final Append append;
    private final Map<String, Storage.Head> heads = new ConcurrentHashMap<>();

    /** Called by Akka. */
    public SegmentJournal(Config config) {
        append = new Append(storage, config.getDuration("append-patience"));
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        CompletionStage<Iterable<Optional<Exception>>> done = CompletableFuture.completedFuture(List.of());
        for (AtomicWrite write : writes) {
            for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                // An empty answer is Akka's word for "all of them are written".
                done = done.thenCompose(before -> append(event).thenApply(written -> before));
            }
        }
        return FutureConverters.asScala(done);
    }

    private CompletionStage<?> append(PersistentRepr event) {
        String log = event.persistenceId();
        Storage.Head head = heads.get(log);
        if (head == null) return CompletableFuture.failedFuture(new IllegalStateException("The log " + log + " is written to before it was read"));
        // A recovery that has begun meanwhile, because nobody waits for this append any more, has found another head: that one counts.
        return append.after(head, (Segment) event.payload()).thenApply(written -> heads.replace(log, head, written));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String log, long from) {
        return FutureConverters.asScala(reader.head(log).thenApply(head -> {
            heads.put(log, head);
            return head.position();
        }));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(String log, long from, long to, long max, Consumer<PersistentRepr> replay) {
        Storage.Head head = heads.get(log);
        return FutureConverters.asScala(max == 0 ? CompletableFuture.completedFuture(null) : replay(log, from, Math.min(to, head.position()), head, replay));
    }

    private CompletionStage<Void> replay(String log, long from, long to, Storage.Head head, Consumer<PersistentRepr> replay) {
        if (from > to) return CompletableFuture.completedFuture(null);
        return reader.read(log, from, (int) Math.min(LogReader.CHUNK, to - from + 1), head).thenCompose(segments -> {
            for (Segment segment : segments) {
                replay.accept(PersistentRepr.apply(segment, segment.position(), log, "", false, akka.actor.ActorRef.noSender(), ""));
            }
            return replay(log, from + segments.size(), to, head, replay);
        });
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String log, long to) {
        return Futures.failed(new UnsupportedOperationException("A log is never deleted from"));
    }
}
