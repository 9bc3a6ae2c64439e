package souk.platform.partition;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.platform.Entities;
import souk.platform.wire.Names;

/**
 * All partitions of a shop, placed in the cluster by Cluster Sharding: one entity and one shard a partition, never passivated, kept
 * running by a singleton that wakes each of them every ten seconds (sharding starts nothing by itself).
 *
 * <p>Builds on Akka's <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster-sharding.html">cluster sharding</a> and
 * <a href="https://doc.akka.io/docs/akka/2.8/typed/cluster-singleton.html">cluster singleton</a>.
 */
public final class Partitions implements Entities {
    private static final Duration WAKE_EVERY = Duration.ofSeconds(10);
    private static final Duration WAITED = Duration.ofSeconds(1);
    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private final Names names;
    private final Placement placement;
    private final Map<String, ActorRef<PartitionMessage>> regions = new ConcurrentHashMap<>();
    private final Map<String, PartitionStats> stats = new ConcurrentHashMap<>();
    private final Desk[] desks;
    private final ActorRef<Reply>[] clerks;

    /** @param partitions how many partitions each capability has, as installed */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Partitions(ActorSystem<?> system, Names names, Map<String, Integer> partitions) {
        this.names = names;
        this.placement = new Placement(names, partitions);
        int n = Math.max(2, Runtime.getRuntime().availableProcessors());
        desks = new Desk[n];
        clerks = new ActorRef[n];
        for (int i = 0; i < n; i++) {
            desks[i] = new Desk();
            clerks[i] = Desk.address(system.systemActorOf(desks[i].behavior(), "souk-desk-" + i, Props.empty()));
        }
        system.systemActorOf(watchman(), "souk-watchman", Props.empty());
    }

    /** Hears of nodes that were lost; one that left in order has answered everybody before. */
    private Behavior<ClusterEvent.MemberRemoved> watchman() {
        return Behaviors.setup(context -> {
            var cluster = Cluster.get(context.getSystem());
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), ClusterEvent.MemberRemoved.class));
            return Behaviors.receiveMessage(removed -> {
                if (removed.previousStatus() == MemberStatus.down()) for (Desk desk : desks) desk.lost(WAITED);
                return Behaviors.same();
            });
        });
    }

    /**
     * Starts a capability's partitions on this node.
     *
     * @param setup makes a partition from its log's name
     */
    public void start(ActorSystem<?> system, String capability, int count, Function<String, PartitionSetup> setup) {
        var key = EntityTypeKey.create(PartitionMessage.class, capability);
        var sharding = ClusterSharding.get(system);
        var entity = Entity.of(key, context -> Partition.create(setup.apply(context.getEntityId())))
                .withMessageExtractor(new Extractor(placement))
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy())
                .withStopMessage(Partition.Stop.NOW);
        ActorRef<?> region = sharding.init(entity);
        regions.put(capability, region.unsafeUpcast());
        ClusterSingleton.get(system).init(SingletonActor.of(
                Behaviors.supervise(waker(capability, count, regions.get(capability))).onFailure(SupervisorStrategy.restart()), "souk-wake-" + capability));
    }

    private static Behavior<Wake> waker(String capability, int count, ActorRef<PartitionMessage> region) {
        return Behaviors.withTimers(timers -> {
            for (int i = 0; i < count; i++) {
                timers.startTimerWithFixedDelay(i, new Wake(capability, i), Duration.ZERO, WAKE_EVERY);
            }
            return Behaviors.receiveMessage(wake -> {
                region.tell(wake);
                return Behaviors.same();
            });
        });
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
        // A command that the aggregate does not understand is the caller's mistake, not the partition's.
        names.command(to, command);
        var answer = new CompletableFuture<Outcome<Object>>();
        long deadline = System.nanoTime() + how.timeout().toNanos();
        int desk = (int) (Thread.currentThread().getId() % desks.length);
        long correlation = desks[desk].open(answer, deadline);
        regions.get(names.capability(to.type())).tell(new Request(to, command, clerks[desk], correlation, deadline, how.cause(), how.fresh(), how.since(), how.trace()));
        return (CompletableFuture) answer;
    }

    /**
     * Has the partitions of these aggregates tell of every confirmed change of them, for so long.
     *
     * @throws IllegalArgumentException when no capability hosts one of them
     */
    public void watch(Collection<Address<?>> what, Duration lasts, ActorRef<Changed> watcher) {
        Map<String, List<Address<?>>> byLog = new TreeMap<>();
        for (Address<?> each : what) byLog.computeIfAbsent(placement.log(each), log -> new ArrayList<>()).add(each);
        byLog.forEach((log, all) -> {
            var region = regions.get(names.capability(all.get(0).type()));
            for (int from = 0; from < all.size(); from += Watch.MOST) region.tell(new Watch(log, all.subList(from, Math.min(all.size(), from + Watch.MOST)), lasts, watcher));
        });
    }

    /** Completes when every partition of the shop, wherever it lives, has said that it serves. */
    public CompletableFuture<Void> serving(ActorSystem<?> system) {
        var all = new ArrayList<CompletableFuture<?>>();
        placement.partitions().forEach((capability, count) -> {
            for (int i = 0; i < count; i++) all.add(serving(system, capability, i));
        });
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<?> serving(ActorSystem<?> system, String capability, int partition) {
        return AskPattern.ask(regions.get(capability), (ActorRef<AreYouServing.Yes> me) -> new AreYouServing(capability, partition, me), ASK_AGAIN, system.scheduler())
                .toCompletableFuture().handle((yes, notYet) -> notYet == null ? CompletableFuture.completedFuture(yes) : serving(system, capability, partition))
                .thenCompose(next -> next);
    }

    /** The logs in which aggregates of this type are, wherever they are written. */
    public List<String> logs(String type) {
        String capability = names.capability(type);
        return IntStream.range(0, placement.partitions().get(capability)).mapToObj(number -> Placement.log(capability, number)).toList();
    }

    /** Every log of the shop, wherever it is written. */
    public List<String> logs() {
        return placement.partitions().entrySet().stream().flatMap(each -> IntStream.range(0, each.getValue()).mapToObj(number -> Placement.log(each.getKey(), number))).toList();
    }

    @Override
    public String log(Address<?> of) {
        return placement.log(of);
    }

    /** What each partition that has run on this node has counted, by log. */
    public Map<String, PartitionStats> stats() {
        return new TreeMap<>(stats);
    }

    /** What a partition counts into, here. */
    public PartitionStats stats(String log) {
        return stats.computeIfAbsent(log, PartitionStats::new);
    }

    private static final class Extractor extends ShardingMessageExtractor<PartitionMessage, PartitionMessage> {
        private final Placement placement;

        private Extractor(Placement placement) {
            this.placement = placement;
        }

        @Override
        public String entityId(PartitionMessage message) {
            if (message instanceof Request request) return placement.log(request.to());
            if (message instanceof AreYouServing question) return Placement.log(question.capability(), question.partition());
            if (message instanceof Watch watch) return watch.log();
            if (message instanceof Wake wake) return Placement.log(wake.capability(), wake.partition());
            return null;
        }

        @Override
        public String shardId(String entityId) {
            return entityId;
        }

        @Override
        public PartitionMessage unwrapMessage(PartitionMessage message) {
            return message;
        }
    }
}
