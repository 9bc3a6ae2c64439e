package souk.platform;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import souk.platform.http.AuditTrail;
import souk.platform.http.Edge;
import souk.platform.http.Endpoint;
import souk.platform.http.Gate;
import souk.platform.http.Health;
import souk.platform.http.SessionWatch;
import souk.platform.journal.CassandraStorage;
import souk.platform.journal.Database;
import souk.platform.journal.Sessions;
import souk.platform.journal.Storage;
import souk.platform.limits.Desk;
import souk.platform.limits.RulesWatch;
import souk.platform.live.LiveRoutes;
import souk.platform.live.Topic;
import souk.platform.metrics.Exposition;
import souk.platform.ops.ClusterRoutes;
import souk.platform.ops.Observer;
import souk.platform.partition.PartitionSettings;
import souk.platform.partition.PartitionSetup;
import souk.platform.partition.Partitions;
import souk.platform.partition.Placement;
import souk.platform.privacy.PrivacyRoutes;
import souk.platform.reading.Lag;
import souk.platform.reading.Reading;
import souk.platform.reading.ReadingContext;
import souk.platform.reading.RebuildRoutes;
import souk.platform.reading.Rebuilds;
import souk.platform.tls.Tls;
import souk.platform.wire.Names;

/**
 * A node of a shop: its capabilities, put together and running. Stops with the actor system's coordinated shutdown, in the order that
 * loses nothing: readiness, HTTP, partitions, cluster, database.
 */
public final class RunningNode implements AutoCloseable {
    private static final String SYSTEM = "souk";
    /** Long, for a machine that starts much else at the same time. */
    private static final Duration BOUND_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final ActorSystem<Void> system;
    private final Edge edge;
    private final Partitions partitions;
    private final Lag lag;
    private final Optional<Integer> metricsPort;

    private RunningNode(ActorSystem<Void> system, Edge edge, Partitions partitions, Lag lag, Optional<Integer> metricsPort) {
        this.metricsPort = metricsPort;
        this.system = system;
        this.edge = edge;
        this.partitions = partitions;
        this.lag = lag;
    }

    /**
     * Starts a node and returns when it serves HTTP; readiness follows when every partition of the shop serves.
     *
     * @param base the configuration, with {@code souk-node.conf} in it
     * @throws IllegalStateException saying what is wrong, when something it needs is not there
     */
    public static RunningNode start(Config base, List<Capability> capabilities, InstantSource clock) {
        ReadingContext.check(capabilities);
        var names = new Names(capabilities);
        Map<String, Integer> counts = partitions(base, capabilities);
        Config config = Tls.betweenNodes(base.withFallback(ConfigFactory.parseString(journals(counts))).resolve());
        Tls.check(config);

        CqlSession cql = Database.connect(config);
        try {
            Schema.prepare(cql, config, capabilities);
            counts.forEach((capability, count) -> Database.fix(cql, "partitions of " + capability, String.valueOf(count)));
            return start(config, capabilities, names, counts, cql, clock);
        } catch (RuntimeException e) {
            cql.close();
            throw e;
        }
    }

    private static RunningNode start(Config config, List<Capability> capabilities, Names names, Map<String, Integer> counts, CqlSession cql, InstantSource clock) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), SYSTEM, config);
        try {
            Storage storage = new CassandraStorage(cql);
            Sessions.of(system).share(cql, storage, names);
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "cassandra", () -> cql.closeAsync().thenApply(x -> Done.getInstance()));
            var partitions = new Partitions(system, names, counts);
            var desk = Desk.open(system);
            var node = new Node(partitions, cql, config, clock, system.executionContext(), desk.limits());
            node.persons().load();
            Duration keysEvery = config.getDuration("souk.privacy.keys-every");
            system.scheduler().scheduleWithFixedDelay(keysEvery, keysEvery, node.persons()::look, system.executionContext());
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "elasticsearch", () -> {
                node.search().close();
                return CompletableFuture.completedFuture(Done.getInstance());
            });
            var lag = new Lag(clock);
            var rebuilds = Rebuilds.of(capabilities, counts, node, storage, lag, Cluster.get(system).selfMember().address().toString());
            rebuilds.load();
            startPartitions(system, capabilities, names, counts, storage, node, partitions, lag);
            system.scheduler().scheduleWithFixedDelay(LOOK, LOOK, rebuilds::look, system.executionContext());
            Joining.begin(system, config, cql);
            StoodStill.leave(system, config.getDuration("souk.cluster.stand-still"));

            var health = new Health();
            var serving = partitions.serving(system);
            health.check("cluster", () -> isUp(system) ? Optional.empty() : Optional.of("It is no member of the cluster yet."));
            health.check("partitions", () -> serving.isDone() ? Optional.empty() : Optional.of("Some partitions do not serve yet."));
            health.check("cassandra", () -> cql.getMetadata().getNodes().values().stream().anyMatch(n -> n.getOpenConnections() > 0)
                    ? Optional.empty() : Optional.of("There is no connection to Cassandra."));
            var sessions = sessions(capabilities, node);
            health.check("sessions", sessions::trouble);
            Duration every = config.getDuration("souk.http.sessions-every");
            var rules = capabilities.stream().flatMap(each -> each.rules().stream()).findFirst().map(watch -> watch.apply(node)).orElse(RulesWatch.NONE);
            health.check("rules", rules::trouble);
            Duration rulesEvery = config.getDuration("souk.http.rules-every");
            var lookingAtRules = system.scheduler().scheduleWithFixedDelay(rulesEvery, rulesEvery, rules::look, system.executionContext());
            desk.obeys(rules);
            var looking = system.scheduler().scheduleWithFixedDelay(every, every, sessions::look, system.executionContext());
            // Nobody asks any more by then; and a question that finds no partition would hold up their leaving.
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseServiceStop(), "sessions", () -> {
                looking.cancel();
                lookingAtRules.cancel();
                return CompletableFuture.completedFuture(Done.getInstance());
            });
            var metricsPort = Exposition.start(system);
            var observer = Observer.start(system, capabilities, node, partitions, lag, health);
            List<Endpoint> endpoints = new ArrayList<>(ClusterRoutes.of(system, partitions, observer));
            endpoints.addAll(RebuildRoutes.of(rebuilds));
            endpoints.addAll(PrivacyRoutes.of(node, capabilities));
            endpoints.addAll(LiveRoutes.of(system, topics(capabilities, node), partitions, clock, sessions));
            for (Capability each : capabilities) each.routes().forEach(routes -> endpoints.addAll(routes.apply(node)));
            var gate = Gate.of(config, node.limits(), rules);
            Edge edge = Edge.start(system, endpoints, health, clock, sessions, trail(capabilities, node), gate).toCompletableFuture().orTimeout(BOUND_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
            observer.serves(edge.port());
            return new RunningNode(system, edge, partitions, lag, metricsPort);
        } catch (RuntimeException e) {
            system.terminate();
            throw e;
        }
    }

    private static SessionWatch sessions(List<Capability> capabilities, Node node) {
        var all = capabilities.stream().flatMap(each -> each.sessions().stream()).toList();
        if (all.size() > 1) throw new IllegalStateException("Two capabilities say which sessions have ended");
        return all.isEmpty() ? SessionWatch.NONE : all.get(0).apply(node);
    }

    private static AuditTrail trail(List<Capability> capabilities, Node node) {
        var all = capabilities.stream().flatMap(each -> each.audits().stream()).toList();
        if (all.size() > 1) throw new IllegalStateException("Two capabilities keep what staff does");
        return all.isEmpty() ? AuditTrail.NONE : all.get(0).apply(node);
    }

    private static Map<String, Topic> topics(List<Capability> capabilities, Node node) {
        Map<String, Topic> topics = new TreeMap<>();
        for (Capability each : capabilities) {
            each.topics().forEach((name, topic) -> {
                if (topics.put(name, topic.apply(node)) != null) throw new IllegalStateException("Two topics are named " + name);
            });
        }
        return topics;
    }

    private static void startPartitions(ActorSystem<Void> system, List<Capability> capabilities, Names names, Map<String, Integer> counts, Storage storage, Node node,
            Partitions partitions, Lag lag) {
        var settings = PartitionSettings.from(node.config().getConfig("souk.partition"));
        Map<String, Provider> providers = new HashMap<>();
        for (Capability each : capabilities) each.providers().forEach((name, provider) -> providers.put(name, provider.apply(node)));
        for (Capability each : capabilities) {
            if (!counts.containsKey(each.name())) continue;
            var reading = ReadingContext.of(each.name(), capabilities, node, storage, names::decode, lag);
            partitions.start(system, each.name(), counts.get(each.name()), log -> new PartitionSetup(log, names, storage, partitions, providers, settings, node.clock(),
                    any -> Reading.create(any, reading), partitions.stats(log)));
        }
    }

    private static Map<String, Integer> partitions(Config config, List<Capability> capabilities) {
        var counts = new TreeMap<String, Integer>();
        for (Capability each : capabilities) {
            if (each.blueprints().isEmpty() || !each.logs().equals(each.name())) continue;
            String own = "souk.partitions." + each.name();
            counts.put(each.name(), config.getInt(config.hasPath(own) ? own : "souk.partitions.default"));
        }
        for (Capability each : capabilities) {
            if (!each.blueprints().isEmpty() && !counts.containsKey(each.logs())) throw new IllegalStateException("The aggregates of " + each.name() + " live in the logs of " + each.logs() + ", which has none of its own");
        }
        return counts;
    }

    /** Every log has a journal plugin of its own; Akka finds it by its configuration path. */
    private static String journals(Map<String, Integer> counts) {
        var text = new StringBuilder();
        counts.forEach((capability, count) -> {
            for (int i = 0; i < count; i++) text.append("souk.journal-of.").append(Placement.log(capability, i)).append(" = ${souk.journal}\n");
        });
        return text.toString();
    }

    private static boolean isUp(ActorSystem<Void> system) {
        return Cluster.get(system).selfMember().status() == MemberStatus.up();
    }

    /** The HTTP port it serves. */
    public int port() {
        return edge.port();
    }

    /** The port where its metrics are fetched, if there is one. */
    public Optional<Integer> metricsPort() {
        return metricsPort;
    }

    /** What its partitions have counted, and how to reach every aggregate. */
    public Partitions partitions() {
        return partitions;
    }

    /** How far its readers are. */
    public Lag lag() {
        return lag;
    }

    /** Completes when the node has stopped. */
    public CompletableFuture<Done> whenStopped() {
        return system.getWhenTerminated().toCompletableFuture();
    }

    /** Stops in order, within half a minute, and returns when it has. */
    @Override
    public void close() {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
        whenStopped().orTimeout(Duration.ofSeconds(40).toSeconds(), TimeUnit.SECONDS).join();
    }
}
