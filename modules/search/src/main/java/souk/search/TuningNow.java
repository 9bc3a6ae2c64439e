package souk.search;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import souk.kernel.Outcome;
import souk.platform.Entities;
import souk.search.api.TuningCommand;
import souk.search.api.TuningView;

/**
 * The shop's tuning on this node, at most a second old: a question that comes later asks anew. When the answer does not come at once,
 * the question goes on with what is known, so that search does not depend on it.
 */
final class TuningNow {
    private static final long FRESH = Duration.ofMillis(800).toNanos();
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private final Entities entities;
    private volatile TuningView known = TuningView.NONE;
    private volatile long asked = System.nanoTime() - 2 * FRESH;
    private CompletableFuture<TuningView> asking;

    TuningNow(Entities entities) {
        this.entities = entities;
    }

    CompletableFuture<TuningView> get() {
        return System.nanoTime() - asked < FRESH ? CompletableFuture.completedFuture(known) : ask();
    }

    /** Somebody knows a newer one. */
    synchronized TuningView knows(TuningView view) {
        if (view.version() > known.version()) known = view;
        return known;
    }

    private synchronized CompletableFuture<TuningView> ask() {
        if (asking != null) return asking;
        long now = System.nanoTime();
        var answer = new CompletableFuture<TuningView>();
        asking = answer;
        entities.ask(TuningCommand.at(), new TuningCommand.Look(), Entities.Asking.DEFAULT.within(Duration.ofSeconds(2))).whenComplete((outcome, failure) -> {
            if (failure == null && outcome instanceof Outcome.Accepted<TuningView> found) knows(found.reply());
            settle(answer, now);
        });
        answer.completeOnTimeout(known, AT_ONCE.toMillis(), TimeUnit.MILLISECONDS).thenRun(() -> settle(answer, now));
        return answer;
    }

    private void settle(CompletableFuture<TuningView> answer, long since) {
        synchronized (this) {
            if (asking == answer) {
                asking = null;
                asked = since;
            }
        }
        answer.complete(known);
    }
}
