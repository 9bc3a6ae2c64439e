package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;

/**
 * Many short lives of a log under random faults: statements that fail, lose their answers, come late or hang; nodes that die, stand
 * still, stop in order, or believe beside others that the log is theirs; clocks that disagree and jump; pages made anew meanwhile. Judged by the log alone, read by
 * {@link Chain}, and by what clients were told.
 */
@Order(2)
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class PartitionModelTest {
    private static final int RUNS = Integer.getInteger("souk.model.runs", Boolean.getBoolean("souk.soak") ? 100 : 50);
    private static final long SEED = Long.getLong("souk.model.seed", 1);
    private static final int SIDE_BY_SIDE = 12;
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("m", RUNS, "");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private final Map<String, AtomicLong> tally = new ConcurrentHashMap<>();

    private void count(String what, long n) {
        tally.computeIfAbsent(what, w -> new AtomicLong()).addAndGet(n);
    }

    @Test
    void whateverGoesWrongTheLogHoldsWhatClientsWereTold() throws Exception {
        var pool = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        var runs = new ArrayList<Future<?>>();
        long began = System.nanoTime();
        for (int run = 0; run < RUNS; run++) {
            int number = run;
            runs.add(pool.submit(() -> new Life(number).live()));
        }
        var failures = new ArrayList<Throwable>();
        for (Future<?> each : runs) {
            try {
                each.get();
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            }
        }
        pool.shutdown();
        System.out.printf("Partition model: %d runs in %d s. Statements: %s. %s%n", RUNS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), lab.faults, new TreeMap<>(tally));
        failures.stream().limit(12).forEach(f -> System.out.println(f.getMessage() == null ? f : f.getMessage().strip()));
        assertThat(tally.get("acknowledged").get()).as("acknowledged commands: the test must have tried something").isGreaterThan(RUNS * 20L);
        assertThat(failures).as("runs that went wrong, of " + RUNS).isEmpty();
    }

    /** One log from its first segment to the end of a run. */
    private final class Life {
        private final int number;
        private final Random random;
        private final World world;
        private final List<Judge.Op> ops = new ArrayList<>();
        private final ConcurrentLinkedQueue<Judge.Op> toRepeat = new ConcurrentLinkedQueue<>();
        private final Map<String, Outcome<Transfer.Slip>> slips = new ConcurrentHashMap<>();
        private final Queue<Judge.Look> looks = new ConcurrentLinkedQueue<>();
        private final List<World.Owner> paused = new ArrayList<>();
        private final List<FaultyStorage> rebuilders = new ArrayList<>();
        private final List<CompletableFuture<?>> rebuilding = new ArrayList<>();
        /** Tallies of which it is said with each command since when they can be there. */
        private final Map<String, Long> begun = new HashMap<>();
        private final AtomicInteger asked = new AtomicInteger();
        /** How far clocks jump, in milliseconds: in every third life further than what a partition keeps of its agenda in memory. */
        private final int leap;
        private int last;

        private Life(int number) {
            this.number = number;
            this.random = new Random(SEED * 1_000_003 + number);
            this.leap = number % 3 == 0 ? 6_000 : 1_000;
            this.world = lab.world(number, random.nextLong(), this::bank);
        }

        /** Throws, never answers, says that it does not know; but what it says of a payment it always says. */
        private Outcome<?> bank(Object request) {
            int mood = ThreadLocalRandom.current().nextInt(10);
            if (mood == 0) throw new IllegalStateException("The bank fell over on purpose");
            if (mood == 1) return null;
            if (mood == 2) return Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "perhaps", "Ask again.");
            return declines(((Transfer.Pay) request).id()) ? Outcome.refused(Rejection.Kind.DECLINED, "declined", "No.") : Outcome.accepted("paid");
        }

        private boolean declines(String id) {
            return id.hashCode() % 5 == 0;
        }

        void live() {
            try {
                world.start(0.05 * random.nextInt(4));
                Lab.await("the first owner serves", () -> world.ask(Tally.at(id("a0")), new Tally.Look(), within(1_000)).join() instanceof Outcome.Accepted);
                int steps = 30 + random.nextInt(40);
                for (int step = 0; step < steps; step++) {
                    happen();
                    // At the pace of the machine: what was asked is answered, or somebody stands still.
                    for (int wait = 0; wait < 15 && asked.get() > 4; wait++) Lab.pause(10);
                    if (random.nextInt(6) == 0) Judge.storedIsSound(world.look());
                    Lab.pause(random.nextInt(25));
                }
                try {
                    comeToRest();
                } catch (AssertionError stalled) {
                    // What stands still may all the same have told the truth so far, or not: the two are different faults.
                    try {
                        judgeAnswers(world.look());
                    } catch (AssertionError wrong) {
                        wrong.addSuppressed(stalled);
                        throw wrong;
                    }
                    throw new AssertionError("It stood still, though every answer given agrees with the log. " + stalled.getMessage(), stalled);
                }
                judge();
            } catch (Throwable t) {
                throw new AssertionError("Run " + number + " (seed " + SEED + "): " + t.getMessage(), t);
            } finally {
                world.owners.forEach(World.Owner::kill);
            }
        }

        private void happen() {
            int dice = random.nextInt(100);
            if (random.nextInt(12) == 0) rebuild();
            else if (random.nextInt(6) == 0) world.wake();
            if (world.owners.isEmpty()) start();
            else if (dice < 58) send(1 + random.nextInt(8));
            else if (dice < 70) for (var op = toRepeat.poll(); op != null; op = toRepeat.poll()) repeat(op);
            else if (dice < 75) kill(any());
            else if (dice < 81) start();
            else if (dice < 84) stop(any());
            else if (dice < 88) any().storage.rate(random.nextInt(3) == 0 ? 0.5 : 0.1 * random.nextInt(3));
            else if (dice < 92) standStill(any());
            else if (dice < 95) goOn();
            else any().skew.addAndGet(random.nextInt(2 * leap) - leap);
        }

        /** Somebody makes the caches anew, and may die on the way; another one, later, goes on with what he left. */
        private void rebuild() {
            if (!rebuilders.isEmpty() && random.nextInt(3) == 0) {
                rebuilders.remove(0).cut();
                count("rebuilds cut off", 1);
                return;
            }
            var way = world.way(0.04 * random.nextInt(4));
            rebuilders.add(way);
            rebuilding.add(CompletableFuture.supplyAsync(() -> world.rebuild(way).run(), task -> new Thread(task, "rebuild").start()).handle((result, failure) -> {
                if (failure == null) count("rebuilds", 1);
                if (failure instanceof CompletionException wrapped && wrapped.getCause() instanceof PageRebuild.Unreadable wrong) throw wrong;
                return null;
            }));
        }

        /** Without faults, beside an owner who serves: the new pages say what the old ones said, and are taken over. */
        private void rebuildAtLast() {
            rebuilders.forEach(FaultyStorage::cut);
            rebuilding.forEach(CompletableFuture::join);
            var result = world.rebuild(world.way(0)).run().orElseThrow();
            assertThat(result.differing()).as("pages that a rebuild has found to be wrong: " + result.examples()).isZero();
            count("pages made anew", result.pages());
            world.wake();
        }

        private World.Owner any() {
            return world.owners.get(random.nextInt(world.owners.size()));
        }

        private void start() {
            if (world.owners.size() >= 3 || world.generations() >= Lab.GENERATIONS - 1) return;
            if (!world.owners.isEmpty()) count("owners beside another", 1);
            world.start(0.04 * random.nextInt(6));
            count("owners", 1);
        }

        private void kill(World.Owner owner) {
            count("nodes killed", 1);
            owner.kill();
            world.remove(owner);
            Judge.storedIsSound(world.look());
        }

        private void stop(World.Owner owner) {
            count("nodes stopped in order", 1);
            owner.actor.tell(Partition.Stop.NOW);
            world.remove(owner);
        }

        private void standStill(World.Owner owner) {
            count("nodes stood still", 1);
            owner.storage.pause();
            paused.add(owner);
        }

        private void goOn() {
            paused.forEach(owner -> owner.storage.go());
            paused.clear();
        }

        private void send(int many) {
            for (int i = 0; i < many; i++) {
                int what = random.nextInt(24);
                String id = "a" + random.nextInt(9);
                if (what == 0) {
                    world.ask(Bell.at(id(id)), new Bell.Set(Instant.now().plusMillis(random.nextInt(900) - 100)), within(700));
                } else if (what == 1) {
                    String transfer = id("t" + ++last);
                    world.ask(Transfer.at(transfer), new Transfer.Begin(transfer, id("a" + random.nextInt(7)), id("a" + random.nextInt(7)), 1 + random.nextInt(9)), within(1500))
                            .thenAccept(outcome -> slips.put(transfer, outcome));
                } else if (what == 2) {
                    world.ask(Tally.at(id(id)), new Tally.Stumble(), within(300));
                } else if (what < 8) {
                    String tally = id(id);
                    long sent = System.nanoTime();
                    world.ask(Tally.at(tally), new Tally.Look(), within(700)).thenAccept(outcome -> {
                        if (outcome instanceof Outcome.Accepted<Tally.Total> total) looks.add(new Judge.Look(tally, sent, total.reply()));
                    });
                } else {
                    var op = new Judge.Op(what < 16 ? id(id) : oneThatBegan(), new Tally.Add("op" + ++last, number(what, id)));
                    ops.add(op);
                    ask(op);
                }
            }
        }

        /** One of the last few that began, or one that begins now. */
        private String oneThatBegan() {
            if (begun.isEmpty() || random.nextInt(3) == 0) begun.put(id("n" + begun.size()), world.position());
            return id("n" + Math.max(0, begun.size() - 1 - random.nextInt(12)));
        }

        /** Some make no sense, and some tallies are full soon. */
        private long number(int what, String id) {
            return what == 8 ? -1 : id.equals("a7") ? Tally.LIMIT / 5 : 1 + random.nextInt(9);
        }

        private String id(String id) {
            return "m" + number + "-" + id;
        }

        private Entities.Asking within(int millis) {
            return Entities.Asking.DEFAULT.within(Duration.ofMillis(millis));
        }

        private void repeat(Judge.Op op) {
            op.repeated = true;
            op.lastSent = System.nanoTime();
            ask(op);
        }

        private void ask(Judge.Op op) {
            count("commands", 1);
            asked.incrementAndGet();
            world.ask(Tally.at(op.tally), op.command, within(300 + random.nextInt(1_500)).begunSince(begun.getOrDefault(op.tally, 0L))).thenAccept(outcome -> {
                outcome.fold(total -> {
                    op.answered = System.nanoTime();
                    op.told = total;
                    count("acknowledged", 1);
                    return null;
                }, refusal -> {
                    if (refusal.kind().passing()) {
                        count(refusal.kind() == Rejection.Kind.OVERLOADED ? "turned away" : "unknown outcomes", 1);
                        if (Math.floorMod(op.command.op().hashCode(), 4) != 0) toRepeat.add(op);
                    } else {
                        count("refused", 1);
                        op.refused = true;
                    }
                    return null;
                });
                asked.decrementAndGet();
            });
        }

        private void comeToRest() {
            goOn();
            for (var owner : List.copyOf(world.owners)) {
                if (random.nextBoolean()) kill(owner);
                else stop(owner);
            }
            Judge.storedIsSound(world.look());
            var healthy = world.start(0, 2_000);
            Lab.await("everything asked is answered", () -> asked.get() == 0);
            rebuildAtLast();
            for (var op = toRepeat.poll(); op != null; op = toRepeat.poll()) repeat(op);
            Lab.await("everything asked is answered", () -> asked.get() == 0);
            try {
                Lab.await("every bell has rung and every transfer has ended", () -> unfinished().isEmpty());
                Lab.await("every page is complete", () -> Judge.pagesAreComplete(world.look()));
            } catch (AssertionError late) {
                throw new AssertionError("Still open: " + unfinished() + ". " + Stalled.describe(world, healthy), late);
            }
            healthy.actor.tell(Partition.Stop.NOW);
            Lab.await("the last owner has stopped", healthy.ended::isDone);
            count("starts again", healthy.stats.restarts.sum());
        }

        private List<Object> unfinished() {
            var chain = Judge.chain(world.look());
            return chain.byKey().keySet().stream().map(chain::state)
                    .filter(state -> state instanceof Bell bell && bell.at() != null || state instanceof Transfer transfer && !transfer.ended()).toList();
        }

        /** What must hold at any moment, also of a run that never comes to rest. */
        private void judgeAnswers(Snapshot stored) {
            Judge.storedIsSound(stored);
            Judge.clientsWereToldTheTruth(stored, ops, List.copyOf(looks));
        }

        private void judge() {
            var stored = world.look();
            judgeAnswers(stored);
            count("looks", looks.size());
            var chain = Judge.chain(stored);
            count("segments", chain.length());
            count("rows of rivals", stored.rows().size() - chain.length());
            chain.byKey().keySet().stream().filter(key -> key.type().equals(Transfer.BLUEPRINT.type())).forEach(key -> {
                var transfer = (Transfer) chain.state(key);
                count("transfers", 1);
                assertThat(transfer.status()).as(key.toString()).isEqualTo(declines(key.id()) ? Transfer.Status.REFUSED : Transfer.Status.DONE);
                for (String tally : List.of(transfer.from(), transfer.to())) {
                    assertThat(chain.of(Tally.BLUEPRINT.type(), tally)).as("%s on %s", key, tally).anyMatch(e -> e.event().equals(new Tally.Added(Transfer.op(key.id()), transfer.number())));
                }
                assertThat(world.paid).contains(new Transfer.Pay(key.id(), transfer.number()));
            });
            chain.byKey().keySet().stream().filter(key -> key.type().equals(Bell.BLUEPRINT.type())).forEach(key -> count("bells rung", ((Bell) chain.state(key)).rung()));
            slips.forEach((id, slip) -> slip.fold(told -> {
                assertThat(chain.of(Transfer.BLUEPRINT.type(), id)).as("transfer " + id + ", whose caller was told " + told).isNotEmpty();
                if (told.status() == Transfer.Status.DONE) assertThat(declines(id)).isFalse();
                return null;
            }, refusal -> {
                if (!refusal.kind().passing()) assertThat(declines(id)).as("refused: " + refusal).isTrue();
                return null;
            }));
        }
    }
}
