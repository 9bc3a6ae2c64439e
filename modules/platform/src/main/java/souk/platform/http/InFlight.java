package souk.platform.http;

import akka.http.scaladsl.model.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.concurrent.Promise$;

/**
 * The requests that are being worked on. Looked through once a second for those that take too long, which is cheaper than a timer for
 * each: most are done within milliseconds.
 */
final class InFlight {
    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);

    /** One request that waits for its answer. */
    final class Waiting {
        private final Promise<HttpResponse> promise = Promise$.MODULE$.apply();
        private final long deadline;
        private final Supplier<HttpResponse> tooLate;

        private Waiting(long deadline, Supplier<HttpResponse> tooLate) {
            this.deadline = deadline;
            this.tooLate = tooLate;
        }

        void answer(HttpResponse response) {
            waiting.remove(this);
            promise.trySuccess(response);
        }

        /** With what comes of this. That it throws is a defect of ours, and must not leave the client waiting. */
        void answerWith(Supplier<Future<HttpResponse>> next) {
            try {
                next.get().onComplete(answered -> {
                    if (answered.isSuccess()) answer(answered.get());
                    else broke(answered.failed().get());
                    return null;
                }, ExecutionContext.parasitic$.MODULE$);
            } catch (RuntimeException | Error broken) {
                broke(broken);
            }
        }

        private void broke(Throwable broken) {
            LOG.error("A request that had waited failed", broken);
            answer(Responses.of(Problems.of(500, "internal-error", "Something is broken on our side.")));
        }

        Future<HttpResponse> answered() {
            return promise.future();
        }
    }

    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final long time;

    InFlight(Duration time) {
        this.time = time.toNanos();
    }

    /** A request that gets {@code tooLate} as its answer when nothing else came in time. */
    Waiting add(Supplier<HttpResponse> tooLate) {
        var one = new Waiting(System.nanoTime() + time, tooLate);
        waiting.add(one);
        return one;
    }

    /** A request that may take as long as it takes: an import that streams. */
    Waiting unlimited() {
        return new Waiting(0, null);
    }

    /** Answers those that wait too long. */
    void sweep() {
        long now = System.nanoTime();
        for (Waiting one : waiting) if (one.deadline - now < 0) one.answer(one.tooLate.get());
    }
}
