package souk.platform.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import kamon.metric.Counter;
import kamon.metric.Timer;

/** Times the calls of Elasticsearch and counts those that failed. */
public final class SearchMeter {
    private final Timer requests = Metrics.SEARCH_REQUESTS.withoutTags();
    private final Counter unavailable = Metrics.SEARCH_ERRORS.withTag(Metrics.KIND, "unavailable");
    private final Counter refused = Metrics.SEARCH_ERRORS.withTag(Metrics.KIND, "refused");
    private final Predicate<Throwable> noAnswer;

    /** @param noAnswer tells a call that got no answer from one that was refused */
    public SearchMeter(Predicate<Throwable> noAnswer) {
        this.noAnswer = noAnswer;
    }

    /** @return the same call */
    public <T> CompletableFuture<T> timed(CompletableFuture<T> call) {
        long begun = System.nanoTime();
        call.whenComplete((answer, failure) -> {
            requests.record(System.nanoTime() - begun);
            if (failure != null) (noAnswer.test(failure) ? unavailable : refused).increment();
        });
        return call;
    }
}
