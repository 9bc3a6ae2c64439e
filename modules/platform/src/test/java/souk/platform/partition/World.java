package souk.platform.partition;

import akka.actor.NoSerializationVerificationNeeded;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Capability;
import souk.platform.Entities;
import souk.platform.Provider;
import souk.platform.journal.Sessions;
import souk.platform.journal.Storage;
import souk.platform.reading.Reading;
import souk.platform.wire.Names;

/** One log and its owners, of whom there may be several at once, each on a node and a way to the database of its own. */
final class World implements Entities {
    static final Capability TOYS = Capability.of("toy").hosts(Tally.BLUEPRINT).hosts(Bell.BLUEPRINT).hosts(Transfer.BLUEPRINT).hosts(Errand.BLUEPRINT);
    static final Names NAMES = new Names(List.of(TOYS));

    private enum Kill implements PartitionMessage, NoSerializationVerificationNeeded { NOW, GONE }

    /** A partition on a node. */
    final class Owner {
        final String alias;
        final FaultyStorage storage;
        final ActorRef<PartitionMessage> actor;
        final PartitionStats stats = new PartitionStats();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final AtomicLong skew = new AtomicLong();
        volatile Behavior<PartitionMessage> behavior;

        private Owner(int generation, double rate, long ahead) {
            alias = log + "-g" + generation;
            storage = new FaultyStorage(truth, "-g" + generation, random.nextLong(), count);
            storage.rate(rate);
            skew.set(ahead);
            ways.put(alias, storage);
            var setup = new PartitionSetup(alias, NAMES, storage, World.this, Map.of("bank", bank), settings, () -> Instant.now().plusMillis(skew.get()),
                    any -> reader(), stats);
            actor = system.systemActorOf(node(setup), "node-" + alias, Props.empty());
        }

        private Behavior<PartitionMessage> node(PartitionSetup setup) {
            return Behaviors.setup(context -> {
                ActorRef<PartitionMessage> partition = context.spawn(Behaviors.setup(its -> behavior = Behavior.start(Partition.create(setup), its)), "partition");
                context.watchWith(partition, Kill.GONE);
                return Behaviors.receiveMessage(message -> {
                    if (message instanceof Kill) {
                        ended.complete(null);
                        return Behaviors.stopped();
                    }
                    partition.tell(message);
                    return Behaviors.same();
                });
            });
        }

        /** The node dies at once. */
        void kill() {
            storage.cut();
            actor.tell(Kill.NOW);
        }
    }

    private final ActorSystem<?> system;
    private final String log;
    private final PartitionSettings settings;
    private final Random random;
    private final FaultyStorage.Count count;
    private final Map<String, Storage> ways;
    private final Provider bank;
    private final ActorRef<Reply> clerk;
    private final Map<Long, CompletableFuture<Outcome<Object>>> asked = new ConcurrentHashMap<>();
    private final AtomicLong correlations = new AtomicLong();
    private int generations;

    final MemoryStorage truth = new MemoryStorage();
    final List<Owner> owners = new CopyOnWriteArrayList<>();
    final Set<Object> paid = ConcurrentHashMap.newKeySet();

    /**
     * @param ways where the journals of the system find the storage that belongs to a log's name
     * @param bank what the provider of transfers answers, once it has been noted that it was asked; null: never
     */
    World(ActorSystem<?> system, Map<String, Storage> ways, String log, PartitionSettings settings, long seed, FaultyStorage.Count count, Function<Object, Outcome<?>> bank) {
        this.system = system;
        this.ways = ways;
        this.log = log;
        this.settings = settings;
        this.random = new Random(seed);
        this.count = count;
        this.bank = request -> {
            var answer = new CompletableFuture<Outcome<?>>();
            CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS).execute(() -> {
                try {
                    paid.add(request);
                    Outcome<?> outcome = bank.apply(request);
                    if (outcome != null) answer.complete(outcome);
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        };
        this.clerk = system.systemActorOf(Behaviors.receiveMessage((Reply reply) -> {
            var question = asked.remove(reply.correlation());
            if (question != null) question.complete(cast(reply.outcome()));
            return Behaviors.same();
        }), "clerk-" + log, Props.empty());
    }

    @SuppressWarnings("unchecked")
    private static Outcome<Object> cast(Outcome<?> outcome) {
        return (Outcome<Object>) outcome;
    }

    private static Behavior<Reading.Message> reader() {
        return Behaviors.ignore();
    }

    /** Another node believes that the log is its own; its clock is up to two seconds wrong. */
    Owner start(double rate) {
        return start(rate, random.nextInt(4_000) - 2_000);
    }

    /** @param ahead how many milliseconds the node's clock is ahead */
    Owner start(double rate, long ahead) {
        var owner = new Owner(generations++, rate, ahead);
        owners.add(owner);
        return owner;
    }

    /** Makes the caches anew, by a way to the database of its own. */
    PageRebuild rebuild(FaultyStorage way) {
        return new PageRebuild(way, NAMES, log, settings, progress -> {});
    }

    /** A way to the database for somebody who owns nothing. */
    FaultyStorage way(double rate) {
        var way = new FaultyStorage(truth, "-nobody", pick(Integer.MAX_VALUE), count);
        way.rate(rate);
        return way;
    }

    /** What the singleton of a cluster tells every partition now and then. */
    void wake() {
        owners.forEach(owner -> owner.actor.tell(new Wake("toy", 0)));
    }

    int generations() {
        return generations;
    }

    void remove(Owner owner) {
        owners.remove(owner);
    }

    @Override
    public <R> CompletableFuture<Outcome<R>> ask(Address<?> to, Command<R> command, Asking how) {
        var all = new ArrayList<>(owners);
        return all.isEmpty() ? CompletableFuture.completedFuture(Outcome.refused(Rejection.Kind.OVERLOADED, "nobody", "Nobody is there."))
                : ask(all.get(pick(all.size())), to, command, how);
    }

    private int pick(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    <R> CompletableFuture<Outcome<R>> ask(Owner owner, Address<?> to, Command<R> command, Asking how) {
        var answer = new CompletableFuture<Outcome<Object>>();
        long correlation = correlations.incrementAndGet();
        asked.put(correlation, answer);
        owner.actor.tell(new Request(to, command, clerk, correlation, System.nanoTime() + how.timeout().toNanos(), how.cause(), how.fresh(), how.since(), how.trace()));
        return (CompletableFuture) answer.completeOnTimeout(cast(Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "no-answer", "There was no answer in time.")),
                how.timeout().toMillis() + 50, TimeUnit.MILLISECONDS).whenComplete((a, b) -> asked.remove(correlation));
    }

    /** Everything that is stored, at one moment. */
    Snapshot look() {
        return truth.look(log);
    }

    /** The log's last position. */
    long position() {
        return truth.head(log).toCompletableFuture().join().position();
    }

    /** The way to the storage that each log's name stands for, as the journals of a system see it. */
    static Storage switchboard(Map<String, Storage> ways) {
        return (Storage) java.lang.reflect.Proxy.newProxyInstance(World.class.getClassLoader(), new Class<?>[] {Storage.class},
                (proxy, method, args) -> method.invoke(ways.get(((String) args[0]).split("~")[0]), args));
    }

    static void share(ActorSystem<?> system, Map<String, Storage> ways) {
        Sessions.of(system).share(null, switchboard(ways), NAMES);
    }
}
