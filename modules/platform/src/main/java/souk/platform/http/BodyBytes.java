package souk.platform.http;

import akka.http.scaladsl.model.HttpEntity;
import akka.stream.Materializer;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * A body that did not come in one piece with its head, being read: up to a limit. Beyond it the answer is known at once, but the rest is
 * read on for a while and thrown away: a client that is still sending when the connection closes never sees the answer.
 */
final class BodyBytes {
    /** Why there is no body. */
    enum Failure { TOO_LARGE, TOO_SLOW, BROKEN_OFF }

    /** The bytes, or why there are none. */
    record Result(byte[] bytes, Failure failure) {}

    private static final class Enough extends RuntimeException {
        Enough() {
            super("More was sent than is read and thrown away", null, false, false);
        }
    }

    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final long limit;
    private final long drainLimit;
    private ByteArrayOutputStream soFar = new ByteArrayOutputStream(1024);
    private long seen;

    private BodyBytes(long limit, long drainLimit) {
        this.limit = limit;
        this.drainLimit = drainLimit;
    }

    static CompletableFuture<Result> read(HttpEntity entity, EdgeSettings settings, Materializer materializer) {
        return new BodyBytes(settings.bodyLimit(), settings.drainLimit()).run(entity, settings.bodyTimeout(), materializer);
    }

    /** Reads and throws away. */
    static void drain(HttpEntity entity, EdgeSettings settings, Materializer materializer) {
        if (!entity.isStrict()) new BodyBytes(0, settings.drainLimit()).run(entity, settings.bodyTimeout(), materializer);
    }

    private CompletableFuture<Result> run(HttpEntity entity, Duration timeout, Materializer materializer) {
        entity.withoutSizeLimit().getDataBytes().completionTimeout(timeout).runForeach(this::add, materializer).whenComplete((done, failure) -> {
            // Nobody else is there when the stream has ended, so the last bytes are seen here.
            if (result.isDone()) return;
            if (failure == null) result.complete(new Result(soFar.toByteArray(), null));
            else result.complete(new Result(null, isTimeout(failure) ? Failure.TOO_SLOW : Failure.BROKEN_OFF));
        });
        return result;
    }

    private void add(ByteString part) {
        seen += part.size();
        if (seen <= limit) {
            soFar.writeBytes(part.toArrayUnsafe());
        } else {
            soFar = null;
            result.complete(new Result(null, Failure.TOO_LARGE));
            if (seen > drainLimit) throw new Enough();
        }
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException || failure instanceof CompletionException wrapped && wrapped.getCause() instanceof TimeoutException;
    }
}
