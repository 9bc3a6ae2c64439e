package souk.platform.partition;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.platform.Capability;
import souk.platform.Entities;
import souk.platform.journal.Sessions;
import souk.platform.journal.Storage;
import souk.platform.reading.Reading;
import souk.platform.wire.Names;

/** One node of a shop that hosts only toys, on a storage that outlives it. */
public final class ToyShop implements AutoCloseable {
    public static final Capability TOYS = Capability.of("toy").hosts(Tally.BLUEPRINT);

    private final ActorSystem<?> system;
    private final Partitions partitions;

    public ToyShop(Storage storage, int count, String overrides) {
        this(TOYS, storage, count, overrides);
    }

    public ToyShop(Capability toys, Storage storage, int count, String overrides) {
        this(toys, storage, count, overrides, null);
    }

    /** @param clock the time of day, as this node has it */
    ToyShop(Storage storage, int count, String overrides, InstantSource clock) {
        this(TOYS, storage, count, overrides, null, clock);
    }

    /** @param member a node of the shop that this one joins; null: it is the first */
    public ToyShop(Capability toys, Storage storage, int count, String overrides, ToyShop member) {
        this(toys, storage, count, overrides, member, InstantSource.system());
    }

    private ToyShop(Capability toys, Storage storage, int count, String overrides, ToyShop member, InstantSource clock) {
        var journals = new StringBuilder();
        for (int i = 0; i < count; i++) journals.append("souk.journal-of.toy-").append(i).append(" = ${souk.journal}\n");
        Config config = ConfigFactory.parseString(overrides + """

                akka {
                  loglevel = WARNING
                  actor { provider = cluster, serialize-messages = on }
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster.jmx.multi-mbeans-in-same-jvm = on
                  cluster.seed-nodes = []
                  coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off }
                }
                """ + journals).withFallback(ConfigFactory.parseResources("souk-partition.conf")).withFallback(ConfigFactory.parseResources("souk-http.conf"))
                .withFallback(ConfigFactory.parseResources("souk-live.conf")).withFallback(ConfigFactory.defaultReference()).resolve();
        system = ActorSystem.create(Behaviors.empty(), "toys", config);
        var names = new Names(List.of(toys));
        Sessions.of(system).share(null, storage, names);
        Cluster.get(system).manager().tell(Join.create(Cluster.get(member == null ? system : member.system).selfMember().address()));
        partitions = new Partitions(system, names, Map.of("toy", count));
        var settings = PartitionSettings.from(config.getConfig("souk.partition"));
        partitions.start(system, "toy", count, log -> new PartitionSetup(log, names, storage, partitions, Map.of(), settings, clock,
                any -> reader(), partitions.stats(log)));
    }

    private static Behavior<Reading.Message> reader() {
        return Behaviors.ignore();
    }

    public ActorSystem<?> system() {
        return system;
    }

    public Partitions partitions() {
        return partitions;
    }

    public <R> Outcome<R> tell(Address<?> to, Command<R> command) {
        return ask(to, command).orTimeout(60, TimeUnit.SECONDS).join();
    }

    public <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command) {
        return partitions.ask(to, command, Entities.Asking.DEFAULT.within(Duration.ofSeconds(20)));
    }

    /** The same of one that can have begun only after that position of its log. */
    <R> Outcome<R> tell(Address<?> to, Command<R> command, long since) {
        return partitions.ask(to, command, Entities.Asking.DEFAULT.within(Duration.ofSeconds(20)).begunSince(since)).orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Whether so many nodes are up, as this one sees it. */
    public boolean sees(int nodes) {
        int up = 0;
        for (var each : Cluster.get(system).state().getMembers()) if (each.status() == MemberStatus.up()) up++;
        return up == nodes;
    }

    /** Completes when all partitions serve. */
    public CompletableFuture<Void> serving() {
        return partitions.serving(system);
    }

    /** Ends without a word to anybody; another node must be told by {@link #down}. */
    public void die() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Takes note that another node has died. */
    public void down(ToyShop dead) {
        Cluster.get(system).manager().tell(new Down(Cluster.get(dead.system).selfMember().address()));
    }

    /** Stops as a node does that was told to. */
    @Override
    public void close() {
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.actorSystemTerminateReason());
        system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
