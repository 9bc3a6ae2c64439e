package souk.platform.metrics;

import java.util.concurrent.atomic.LongAdder;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/** Times the requests of one route. Costs a read of the clock and an entry in a histogram that is found by the status. */
public final class RouteMeter {
    /** Requests for which there is no route. */
    public static final RouteMeter NONE = new RouteMeter("none");
    private static final LongAdder BEGUN = new LongAdder();
    private static final LongAdder ENDED = new LongAdder();

    private final String route;
    /** Made when a status first occurs. Two threads may both do it: they get the same timer. */
    private final Timer[] byStatus = new Timer[600];

    /** @param route its method and template, never a path that a client made up */
    public RouteMeter(String route) {
        this.route = route;
    }

    /** A request came. @return when, for {@link #ended} */
    public static long begun() {
        BEGUN.increment();
        return System.nanoTime();
    }

    /** A request was answered. */
    public void ended(int status, long begun) {
        ENDED.increment();
        Timer timer = byStatus[status];
        if (timer == null) byStatus[status] = timer = Metrics.HTTP_REQUESTS.withTags(TagSet.of(Metrics.ROUTE, route).withTag(Metrics.STATUS, String.valueOf(status)));
        timer.record(System.nanoTime() - begun);
    }

    /** Requests that wait for their answer. */
    public static long inFlight() {
        // The other way round, one that begins between the two would be missing.
        long ended = ENDED.sum();
        return Math.max(0, BEGUN.sum() - ended);
    }
}
