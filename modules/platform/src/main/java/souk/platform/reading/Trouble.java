package souk.platform.reading;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a reader could not go on, in one line. The first of a row of failures is logged with its stack here; the repeats, which Akka logs
 * at each try, are one line each, so that an outage does not fill the log.
 */
final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private Trouble(String what, Throwable cause) {
        super(what + ": " + cause, null, false, false);
    }

    /** The same stage, whose failure is noted and turned into a {@link Trouble}. */
    static <T> CompletionStage<T> noted(String what, Lag.Gauge gauge, CompletionStage<T> stage) {
        // A future of its own: a dependent stage would wrap the failure, with a stack again.
        var result = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
                return;
            }
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (gauge.failed(cause)) LOG.warn("{} fails and is tried again with back-off until it succeeds", what, cause);
            result.completeExceptionally(new Trouble(what, cause));
        });
        return result;
    }
}
