package souk.platform.journal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Appends a segment so that a position belongs to one writer: the row first, plainly, then the head, on condition that it is still where
 * this writer left it. Each row names the row before it, so that of two rows of one position only one is on the log.
 *
 * <p>A statement that times out is repeated as it is until it is known: the row is the same row, and a head that is already at our
 * segment is ours. Only when the head is somebody else's is the append void ({@link NotOwner}), and only when the patience runs out is
 * its outcome unknown ({@link UnknownOutcome}); the append may then still land, or not, until the next owner has moved the head.
 */
public final class Append {
    /** Somebody else has written to this log: this writer must stop and acknowledge nothing. */
    public static final class NotOwner extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotOwner(String log, Storage.Head expected, Storage.Head found) {
            super("The log " + log + " has another owner: its head is at " + found.position() + " (" + found.segment() + "), this writer left it at "
                    + expected.position() + " (" + expected.segment() + ")");
        }
    }

    /** The database did not answer in time, again and again: the segment may be on the log, or may yet come. */
    public static final class UnknownOutcome extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnknownOutcome(String log, long position, Throwable cause) {
            super("Nobody knows whether segment " + position + " of " + log + " was written: the database does not answer", cause);
        }
    }

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Storage storage;
    private final Duration patience;

    /** @param patience how long an append is repeated before its outcome is unknown */
    public Append(Storage storage, Duration patience) {
        this.storage = storage;
        this.patience = patience;
    }

    /**
     * Appends the segment after {@code head}; completes with the new head, or exceptionally with {@link NotOwner} or {@link UnknownOutcome}.
     *
     * @throws IllegalArgumentException when the segment's position does not follow the head's
     */
    public CompletableFuture<Storage.Head> after(Storage.Head head, Segment segment) {
        if (segment.position() != head.position() + 1) {
            throw new IllegalArgumentException("Segment " + segment.position() + " of " + segment.log() + " does not follow the head " + head);
        }
        var row = new Storage.Row(segment.position(), segment.id(), head.segment(), SegmentCodec.encode(segment.now(), segment.entries()));
        long giveUp = System.nanoTime() + patience.toNanos();
        return insert(segment.log(), row, giveUp).thenCompose(inserted -> move(segment.log(), head, segment.head(), giveUp));
    }

    private CompletableFuture<?> insert(String log, Storage.Row row, long giveUp) {
        return storage.insert(log, row).toCompletableFuture().<CompletableFuture<?>>handle((done, failure) -> {
            if (failure == null) return CompletableFuture.completedFuture(null);
            if (System.nanoTime() > giveUp) return CompletableFuture.failedFuture(new UnknownOutcome(log, row.position(), failure));
            return CompletableFuture.runAsync(() -> {}, later()).thenCompose(go -> insert(log, row, giveUp));
        }).thenCompose(next -> next);
    }

    private CompletableFuture<Storage.Head> move(String log, Storage.Head from, Storage.Head to, long giveUp) {
        return storage.move(log, from, to).toCompletableFuture().<CompletableFuture<Storage.Head>>handle((found, failure) -> {
            if (failure == null) {
                return found.equals(to) ? CompletableFuture.completedFuture(to) : CompletableFuture.failedFuture(new NotOwner(log, from, found));
            }
            if (System.nanoTime() > giveUp) return CompletableFuture.failedFuture(new UnknownOutcome(log, to.position(), failure));
            return CompletableFuture.runAsync(() -> {}, later()).thenCompose(go -> move(log, from, to, giveUp));
        }).thenCompose(next -> next);
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The failure itself, without the wrapping of futures. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
