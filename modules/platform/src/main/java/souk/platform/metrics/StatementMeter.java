package souk.platform.metrics;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.Map;
import kamon.metric.Counter;
import kamon.metric.Timer;

/**
 * Times the statements of a session and counts those that failed.
 *
 * <p>Builds on the driver's <a href="https://docs.datastax.com/en/developer/java-driver/4.17/manual/core/request_tracker/">request trackers</a>.
 */
public final class StatementMeter implements RequestTracker {
    private final Timer requests = Metrics.CASSANDRA_REQUESTS.withoutTags();
    /** All there from the start, so that the first error is an increase. */
    private final Map<String, Counter> errors = Map.of("timeout", errors("timeout"), "unavailable", errors("unavailable"), "other", errors("other"));

    private static Counter errors(String kind) {
        return Metrics.CASSANDRA_ERRORS.withTag(Metrics.KIND, kind);
    }

    @Override
    public void onSuccess(Request request, long nanos, DriverExecutionProfile profile, Node node, String logPrefix) {
        requests.record(nanos);
    }

    @Override
    public void onError(Request request, Throwable error, long nanos, DriverExecutionProfile profile, Node node, String logPrefix) {
        requests.record(nanos);
        errors.get(kind(error)).increment();
    }

    private static String kind(Throwable error) {
        if (error instanceof DriverTimeoutException || error instanceof QueryConsistencyException) return "timeout";
        return error instanceof AllNodesFailedException || error instanceof UnavailableException ? "unavailable" : "other";
    }

    @Override
    public void close() {}
}
