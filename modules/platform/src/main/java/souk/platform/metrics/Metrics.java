package souk.platform.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import kamon.Kamon;
import kamon.metric.DynamicRange;
import kamon.metric.MeasurementUnit;
import kamon.metric.Metric;

/**
 * Every metric of a node: its name, its tags, what it says. Tags have few values by construction (routes as templates, types, logs, codes),
 * never an id. Names are those that Prometheus shows, without what it appends by kind.
 *
 * <p>Builds on <a href="https://kamon.io/docs/latest/core/metrics/">Kamon's instruments</a>.
 */
public final class Metrics {
    /** How a metric behaves. */
    public enum Kind { COUNTER, GAUGE, HISTOGRAM }

    /**
     * One metric, for documents and checks.
     *
     * @param name    as Prometheus shows it; of a histogram without {@code _bucket}, {@code _count} and {@code _sum}
     * @param tags    its labels
     * @param meaning what it says
     */
    public record Description(String name, Kind kind, List<String> tags, String meaning) {}

    public static final String ROUTE = "route";
    public static final String STATUS = "status";
    public static final String LOG = "log";
    public static final String TYPE = "type";
    public static final String CODE = "code";
    public static final String READER = "reader";
    public static final String KIND = "kind";
    public static final String AREA = "area";

    private static final Map<String, Description> ALL = new ConcurrentSkipListMap<>();
    /** A tenth of what it is: there are many of these. */
    private static final DynamicRange COARSE = new DynamicRange(10_000, 60_000_000_000L, 1);
    private static final DynamicRange FINE = new DynamicRange(10_000, 600_000_000_000L, 2);
    private static final DynamicRange SIZES = new DynamicRange(1, 100_000_000, 2);

    public static final Metric.Timer HTTP_REQUESTS = timer("souk.http.requests", COARSE, "From a request's head to its answer, by route (`none`: there is no such) and status", ROUTE, STATUS);
    public static final Metric.Gauge HTTP_IN_FLIGHT = gauge("souk.http.in-flight", "Requests that wait for their answer");

    public static final Metric.Counter LIMITED = counter("souk.http.limited", "Requests refused with 429 because a limit was reached, by whose: `guest`, `customer`, `vendor`, `staff` or `address`; of log-ins `login` and `login-address`", KIND);
    public static final Metric.Counter BLOCKED = counter("souk.http.blocked", "Requests refused because their address is blocked");
    public static final Metric.Counter FAILED_LOGINS = counter("souk.http.failed-logins", "Log-ins with a wrong password or code, or to an account that is not there");

    public static final Metric.Counter COMMANDS = counter("souk.partition.commands", "Commands decided, refused ones too", LOG, TYPE);
    public static final Metric.Counter REJECTIONS = counter("souk.partition.rejections", "Commands refused, by the refusal's code", TYPE, CODE);
    public static final Metric.Counter QUESTIONS = counter("souk.partition.questions", "Questions answered without the log", LOG);
    public static final Metric.Counter OVERLOADED = counter("souk.partition.overloaded", "Requests turned away because too many waited", LOG);
    public static final Metric.Counter EVENTS = counter("souk.partition.events", "Events appended", LOG);
    public static final Metric.Histogram SEGMENT_EVENTS = sizes("souk.partition.segment.events", MeasurementUnit.none(), "Events of a segment", LOG);
    public static final Metric.Histogram SEGMENT_BYTES = sizes("souk.partition.segment.size", MeasurementUnit.information().bytes(), "Bytes of a segment", LOG);
    public static final Metric.Timer APPEND = timer("souk.partition.append", FINE, "From handing a segment over to its confirmation", LOG);
    public static final Metric.Timer RECOVERY = timer("souk.partition.recovery", FINE, "From a partition's start until it serves", LOG);
    public static final Metric.Counter DECIDING = seconds("souk.partition.deciding", "Time spent deciding batches", LOG);
    public static final Metric.Counter PAGES_READ = counter("souk.partition.pages-read", "Pages read", LOG);
    public static final Metric.Counter PAGES_WRITTEN = counter("souk.partition.pages-written", "Pages written", LOG);
    public static final Metric.Counter CALLS = counter("souk.partition.calls", "Calls made by steps of processes", LOG);
    public static final Metric.Counter CALLS_REPEATED = counter("souk.partition.calls-repeated", "Calls that had to be made again", LOG);
    public static final Metric.Counter RESTARTS = counter("souk.partition.restarts", "Times the log had to be started again", LOG);
    public static final Metric.Counter QUARANTINED = counter("souk.partition.quarantined", "Times an aggregate could not be read", LOG);
    public static final Metric.Gauge SERVING = gauge("souk.partition.serving", "1 where the partition serves; not there where it does not run", LOG);
    public static final Metric.Gauge QUEUED = gauge("souk.partition.queued", "Requests that wait to be decided, or for their aggregate to be read", LOG);
    public static final Metric.Gauge QUEUE_LIMIT = gauge("souk.partition.queue-limit", "Beyond so many, requests are turned away", LOG);
    public static final Metric.Gauge RESIDENTS = gauge("souk.partition.residents", "Aggregates in memory", LOG);
    public static final Metric.Gauge DIRTY = gauge("souk.partition.dirty", "Aggregates ahead of their pages", LOG);
    public static final Metric.Gauge POSITION = gauge("souk.partition.position", "The last confirmed position of the log", LOG);
    public static final Metric.Gauge CHECKPOINT_BEHIND = gauge("souk.partition.checkpoint-behind", "Segments beyond the checkpoint: what a start has to read", LOG);
    public static final Metric.Gauge CHECKPOINT_AGE = ageGauge("souk.partition.checkpoint-age", "Since when the checkpoint has not moved, while there is log beyond it", LOG);

    public static final Metric.Gauge VIEW_SEGMENTS = gauge("souk.view.lag.segments", "Segments of the log that a view, history or reaction has still to deal with", READER, LOG);
    public static final Metric.Gauge VIEW_EVENTS = gauge("souk.view.lag.events", "Events in those segments; beyond the last 4,096 segments an estimate by their mean", READER, LOG);
    public static final Metric.Gauge VIEW_AGE = ageGauge("souk.view.lag", "How old the newest thing is that it has certainly shown; 0 at the end of the log", READER, LOG);
    public static final Metric.Gauge VIEW_FAILING = gauge("souk.view.failing", "1 while its last batch failed", READER, LOG);
    public static final Metric.Gauge VIEW_QUARANTINED = gauge("souk.view.quarantined", "Rows (of a reaction: events) in quarantine", READER, LOG);

    public static final Metric.Timer CASSANDRA_REQUESTS = timer("souk.cassandra.requests", FINE, "Statements, from this node's driver and back, failed ones too");
    public static final Metric.Counter CASSANDRA_ERRORS = counter("souk.cassandra.errors", "Statements that failed: `timeout`, `unavailable` or `other`", KIND);
    public static final Metric.Gauge CASSANDRA_CONNECTIONS = gauge("souk.cassandra.connections", "Open connections to Cassandra");
    public static final Metric.Timer SEARCH_REQUESTS = timer("souk.elasticsearch.requests", FINE, "Calls of Elasticsearch, failed ones too");
    public static final Metric.Counter SEARCH_ERRORS = counter("souk.elasticsearch.errors", "Calls that failed: `unavailable` (nobody there, too slow, overloaded) or `refused`", KIND);

    public static final Metric.Counter KEPT_HITS = counter("souk.kept.hits", "Answers told again that were made within the last moment, by what they tell of", KIND);
    public static final Metric.Counter KEPT_MISSES = counter("souk.kept.misses", "Answers made anew, by what they tell of", KIND);

    public static final Metric.Gauge LIVE_SOCKETS = gauge("souk.live.sockets", "Open WebSockets");
    public static final Metric.Gauge LIVE_TOPICS = gauge("souk.live.topics", "Topics that are watched on them; what is somebody's own counts once for each who watches it");
    public static final Metric.Counter LIVE_QUESTIONS = counter("souk.live.questions", "Times that the present state of a topic was asked for");
    public static final Metric.Counter LIVE_FRAMES = counter("souk.live.frames", "Messages sent to clients on WebSockets");
    public static final Metric.Counter LIVE_CONFLATED = counter("souk.live.conflated", "States that were not sent, because a newer one came before the client had taken them");

    public static final Metric.Gauge READY = gauge("souk.node.ready", "1 while `/health/ready` is 200");
    public static final Metric.Gauge MEMBERS = gauge("souk.cluster.members", "Members of the cluster as this node sees it, by status", STATUS);
    public static final Metric.Gauge UNREACHABLE = gauge("souk.cluster.unreachable", "Members that this node cannot reach");

    public static final Metric.Gauge MEMORY_USED = bytes("jvm.memory.used", "Memory in use, `heap` or `other`", AREA);
    public static final Metric.Gauge MEMORY_MAX = bytes("jvm.memory.max", "The most that may be used; not there where there is no limit", AREA);
    public static final Metric.Gauge MEMORY_LIVE = bytes("jvm.memory.live", "Heap that was in use after the last collection of its pools");
    public static final Metric.Counter GC_TIME = seconds("jvm.gc", "Time in garbage collections, by collector", KIND);
    public static final Metric.Counter GC_RUNS = counter("jvm.gc.runs", "Garbage collections, by collector", KIND);
    public static final Metric.Gauge THREADS = gauge("jvm.threads", "Live threads");
    public static final Metric.Gauge CPU = gauge("jvm.cpu", "Cores that this process keeps busy");
    public static final Metric.Gauge FILES = gauge("jvm.files.open", "Open files and connections");
    public static final Metric.Gauge FILES_MAX = gauge("jvm.files.max", "The most there may be");

    private Metrics() {}

    /** All of them, by name; those that capabilities count are not among them. */
    public static List<Description> all() {
        return List.copyOf(ALL.values());
    }

    /** The gauge of something that a capability counts; its name in Prometheus is {@code souk_} and the name with underscores. */
    public static Metric.Gauge counted(String name, String meaning) {
        return Kamon.gauge("souk." + name, meaning);
    }

    /** How Prometheus shows a name. */
    public static String shown(String name) {
        return name.replace('.', '_').replace('-', '_');
    }

    private static Metric.Timer timer(String name, DynamicRange range, String meaning, String... tags) {
        describe(shown(name) + "_seconds", Kind.HISTOGRAM, meaning, tags);
        return Kamon.timer(name, meaning, range);
    }

    private static Metric.Histogram sizes(String name, MeasurementUnit unit, String meaning, String... tags) {
        describe(shown(name) + (unit.equals(MeasurementUnit.none()) ? "" : "_bytes"), Kind.HISTOGRAM, meaning, tags);
        return Kamon.histogram(name, meaning, unit, SIZES);
    }

    private static Metric.Counter counter(String name, String meaning, String... tags) {
        describe(shown(name) + "_total", Kind.COUNTER, meaning, tags);
        return Kamon.counter(name, meaning);
    }

    private static Metric.Counter seconds(String name, String meaning, String... tags) {
        describe(shown(name) + "_seconds_total", Kind.COUNTER, meaning, tags);
        return Kamon.counter(name, meaning, MeasurementUnit.time().nanoseconds());
    }

    private static Metric.Gauge gauge(String name, String meaning, String... tags) {
        describe(shown(name), Kind.GAUGE, meaning, tags);
        return Kamon.gauge(name, meaning);
    }

    private static Metric.Gauge ageGauge(String name, String meaning, String... tags) {
        describe(shown(name) + "_seconds", Kind.GAUGE, meaning, tags);
        return Kamon.gauge(name, meaning, MeasurementUnit.time().seconds());
    }

    private static Metric.Gauge bytes(String name, String meaning, String... tags) {
        describe(shown(name) + "_bytes", Kind.GAUGE, meaning, tags);
        return Kamon.gauge(name, meaning, MeasurementUnit.information().bytes());
    }

    private static void describe(String name, Kind kind, String meaning, String... tags) {
        ALL.put(name, new Description(name, kind, List.of(tags), meaning));
    }
}
