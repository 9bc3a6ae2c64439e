package souk.platform.http;

import akka.http.scaladsl.model.HttpEntity;
import akka.stream.Materializer;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A body that did not come in one piece with its head, being read: up to a limit. Beyond it the answer is clear, but the rest is read and
 * thrown away before it is given: Akka HTTP closes the connection after an answer that comes before the request's end, and a client that
 * is still sending then sees a broken pipe instead. Whoever sends more than {@code drain-limit} is not waited for.
 */
final class BodyBytes {
    /** Why there is no body. */
    enum Failure { TOO_LARGE, TOO_SLOW, BROKEN_OFF, NO_ROOM }

    /**
     * The bytes, or why there are none.
     *
     * @param unread why the request was not read to its end, if it was not
     */
    record Result(byte[] bytes, Failure failure, Optional<Failure> unread) {}

    private static final class Enough extends RuntimeException {
        Enough() {
            super("More was sent than is read and thrown away", null, false, false);
        }
    }

    /** How many bytes of unfinished bodies a node holds, all requests together. */
    static final class Room {
        private final AtomicLong taken = new AtomicLong();
        private final long size;

        Room(long size) {
            this.size = size;
        }

        private boolean take(int bytes) {
            if (taken.addAndGet(bytes) <= size) return true;
            taken.addAndGet(-bytes);
            return false;
        }

        private void giveBack(long bytes) {
            taken.addAndGet(-bytes);
        }
    }

    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final long limit;
    private final EdgeSettings settings;
    private final Room room;
    private ByteArrayOutputStream soFar = new ByteArrayOutputStream(1024);
    private long seen;
    private long held;
    /** Why it was given up, if it was. */
    private volatile Failure given;

    private BodyBytes(long limit, EdgeSettings settings, Room room) {
        this.limit = limit;
        this.settings = settings;
        this.room = room;
    }

    static CompletableFuture<Result> read(HttpEntity entity, EdgeSettings settings, Room room, Materializer materializer) {
        return new BodyBytes(settings.bodyLimit(), settings, room).run(entity, materializer);
    }

    /** Reads and throws away. Complete with nothing when the request has ended, and with a failure when not all of it was read: an answer that goes out then closes the connection. */
    static CompletableFuture<Optional<Failure>> drain(HttpEntity entity, EdgeSettings settings, Room room, Materializer materializer) {
        return entity.isStrict() ? CompletableFuture.completedFuture(Optional.empty()) : new BodyBytes(0, settings, room).run(entity, materializer).thenApply(Result::unread);
    }

    private CompletableFuture<Result> run(HttpEntity entity, Materializer materializer) {
        entity.withoutSizeLimit().getDataBytes().via(settings.pace()).runForeach(this::add, materializer).whenComplete((done, failure) -> {
            // Nobody else is there when the stream has ended, so the last bytes are seen here.
            room.giveBack(held);
            var unread = Optional.ofNullable(failure).map(BodyBytes::why);
            if (given != null) result.complete(new Result(null, given, unread));
            else if (failure == null) result.complete(new Result(soFar.toByteArray(), null, unread));
            else result.complete(new Result(null, unread.get(), unread));
        });
        return result;
    }

    private void add(ByteString part) {
        seen += part.size();
        if (given != null) {
            if (seen > settings.drainLimit()) throw new Enough();
        } else if (seen > limit) {
            giveUp(Failure.TOO_LARGE);
        } else if (room.take(part.size())) {
            held += part.size();
            soFar.writeBytes(part.toArrayUnsafe());
        } else {
            giveUp(Failure.NO_ROOM);
        }
    }

    private void giveUp(Failure why) {
        soFar = null;
        room.giveBack(held);
        held = 0;
        given = why;
    }

    private static Failure why(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof Pace.TooSlow ? Failure.TOO_SLOW : cause instanceof Enough ? Failure.TOO_LARGE : Failure.BROKEN_OFF;
    }
}
