package souk.platform.metrics;

import kamon.metric.Counter;
import kamon.metric.Gauge;

/** What the live feed counts. Made once: it counts for each of ten thousand sockets. */
public final class LiveMeter {
    private static final Gauge SOCKETS = Metrics.LIVE_SOCKETS.withoutTags();
    private static final Gauge TOPICS = Metrics.LIVE_TOPICS.withoutTags();
    private static final Counter QUESTIONS = Metrics.LIVE_QUESTIONS.withoutTags();
    private static final Counter FRAMES = Metrics.LIVE_FRAMES.withoutTags();
    private static final Counter CONFLATED = Metrics.LIVE_CONFLATED.withoutTags();

    private LiveMeter() {}

    /** So many sockets are open. */
    public static void sockets(int open) {
        SOCKETS.update(open);
    }

    /** So many topics are watched. */
    public static void topics(int watched) {
        TOPICS.update(watched);
    }

    /** A topic's present state is asked for. */
    public static void asked() {
        QUESTIONS.increment();
    }

    /** A message goes to a client. */
    public static void sent() {
        FRAMES.increment();
    }

    /** A state gave way to a newer one before the client had taken it. */
    public static void conflated() {
        CONFLATED.increment();
    }
}
