package souk.platform.ops;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import kamon.metric.Metric;
import kamon.tag.TagSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.http.Health;
import souk.platform.metrics.Metrics;
import souk.platform.metrics.RouteMeter;
import souk.platform.partition.PartitionStats;
import souk.platform.partition.Partitions;
import souk.platform.reading.Lag;

/**
 * Looks at a node from time to time: brings what others count to the metrics, and says how the node stands. What it looks at costs its
 * owners nothing but the numbers they keep anyway.
 */
public final class Observer {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);

    private final ActorSystem<?> system;
    private final Partitions partitions;
    private final Lag lag;
    private final Health health;
    private final CqlSession cql;
    private final Counts counts;
    private final MachineGauges machine = new MachineGauges();
    private final Gauges gauges = new Gauges();
    private final Map<String, List<Growing>> counted = new HashMap<>();
    private volatile int httpPort;

    private Observer(ActorSystem<?> system, List<Capability> capabilities, Node node, Partitions partitions, Lag lag, Health health) {
        this.system = system;
        this.partitions = partitions;
        this.lag = lag;
        this.health = health;
        this.cql = node.cql();
        this.counts = new Counts(capabilities, node);
    }

    /** Begins to look, as often as {@code souk.metrics} says, until the system ends. */
    public static Observer start(ActorSystem<?> system, List<Capability> capabilities, Node node, Partitions partitions, Lag lag, Health health) {
        var observer = new Observer(system, capabilities, node, partitions, lag, health);
        Duration every = node.config().getDuration("souk.metrics.every");
        Duration countEvery = node.config().getDuration("souk.metrics.count-every");
        system.scheduler().scheduleWithFixedDelay(Duration.ZERO, every, observer::look, system.executionContext());
        system.scheduler().scheduleWithFixedDelay(Duration.ZERO, countEvery, observer.counts::ask, system.executionContext());
        return observer;
    }

    /** HTTP is served there. */
    public void serves(int port) {
        httpPort = port;
    }

    private synchronized void look() {
        try {
            Metrics.HTTP_IN_FLIGHT.withoutTags().update(RouteMeter.inFlight());
            Metrics.READY.withoutTags().update(health.problems().isEmpty() ? 1 : 0);
            Metrics.CASSANDRA_CONNECTIONS.withoutTags().update(cql.getMetadata().getNodes().values().stream().mapToInt(node -> node.getOpenConnections()).sum());
            machine.sample();
            cluster();
            partitions.stats().forEach(this::partition);
            lag.readers().forEach(this::view);
            gauges.sweep();
        } catch (RuntimeException e) {
            LOG.warn("The metrics of this node could not be looked at; it is tried again", e);
        }
    }

    private void cluster() {
        var state = Cluster.get(system).state();
        var byStatus = new HashMap<String, Integer>();
        for (MemberStatus each : List.of(MemberStatus.joining(), MemberStatus.up(), MemberStatus.leaving(), MemberStatus.down())) byStatus.put(status(each), 0);
        state.getMembers().forEach(member -> byStatus.merge(status(member.status()), 1, Integer::sum));
        byStatus.forEach((status, members) -> gauges.set(Metrics.MEMBERS, TagSet.of(Metrics.STATUS, status), members));
        Metrics.UNREACHABLE.withoutTags().update(state.getUnreachable().size());
    }

    static String status(MemberStatus status) {
        return status.toString().toLowerCase(Locale.ROOT);
    }

    private void partition(String log, PartitionStats stats) {
        counted.computeIfAbsent(log, l -> counted(l, stats)).forEach(Growing::follow);
        stats.meter.standing().ifPresent(standing -> {
            var tags = TagSet.of(Metrics.LOG, log);
            gauges.set(Metrics.SERVING, tags, 1);
            gauges.set(Metrics.QUEUED, tags, standing.queued());
            gauges.set(Metrics.QUEUE_LIMIT, tags, standing.queueLimit());
            gauges.set(Metrics.RESIDENTS, tags, standing.residents());
            gauges.set(Metrics.DIRTY, tags, standing.dirty());
            gauges.set(Metrics.POSITION, tags, standing.position());
            gauges.set(Metrics.CHECKPOINT_BEHIND, tags, standing.checkpointBehind());
            gauges.set(Metrics.CHECKPOINT_AGE, tags, standing.checkpointAge());
        });
    }

    private static List<Growing> counted(String log, PartitionStats stats) {
        return List.of(growing(Metrics.QUESTIONS, log, stats.questions::sum), growing(Metrics.OVERLOADED, log, stats.overloaded::sum), growing(Metrics.EVENTS, log, stats.events::sum),
                growing(Metrics.DECIDING, log, stats.decideNanos::sum), growing(Metrics.PAGES_READ, log, stats.pagesRead::sum), growing(Metrics.PAGES_WRITTEN, log, stats.pagesWritten::sum),
                growing(Metrics.CALLS, log, stats.calls::sum), growing(Metrics.CALLS_REPEATED, log, stats.callsRepeated::sum), growing(Metrics.RESTARTS, log, stats.restarts::sum),
                growing(Metrics.QUARANTINED, log, stats.quarantined::sum));
    }

    private static Growing growing(Metric.Counter metric, String log, LongSupplier total) {
        return new Growing(metric.withTag(Metrics.LOG, log), total);
    }

    private void view(Lag.Reader reader) {
        var tags = TagSet.of(Metrics.READER, reader.reader()).withTag(Metrics.LOG, reader.log());
        gauges.set(Metrics.VIEW_SEGMENTS, tags, reader.segmentsBehind());
        gauges.set(Metrics.VIEW_EVENTS, tags, reader.events());
        gauges.set(Metrics.VIEW_AGE, tags, reader.behind().toMillis() / 1e3);
        gauges.set(Metrics.VIEW_FAILING, tags, reader.lastError().isPresent() ? 1 : 0);
        gauges.set(Metrics.VIEW_QUARANTINED, tags, reader.quarantined());
    }

    /** How the node stands now. */
    NodeReport report() {
        var standing = partitions.stats().entrySet().stream().flatMap(each -> each.getValue().meter.standing().stream().map(now -> new NodeReport.PartitionReport(each.getKey(), now.position(),
                now.checkpoint(), now.checkpointBehind(), (long) now.checkpointAge(), now.queued(), now.residents()))).toList();
        var views = lag.readers().stream().map(each -> new NodeReport.ViewReport(each.reader(), each.log(), each.offset(), each.head(), each.events(), each.behind().toMillis() / 1e3,
                each.quarantined(), each.lastError())).toList();
        String version = Optional.ofNullable(Observer.class.getPackage().getImplementationVersion()).orElse("development");
        return new NodeReport(Cluster.get(system).selfMember().address().toString(), httpPort, version, health.problems(), standing, views, counts.known());
    }
}
