package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;

/** A partition that is told to stop under load, while the database takes its time. */
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class StoppingTest {
    private static final int RUNS = 40;
    /** What a busy machine may take to run what is due. */
    private static final Duration MARGIN = Duration.ofSeconds(15);
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("stop", RUNS + 4, "souk.partition { queue = 300, residents = 100, flush-after = 200 ms, stop-flush = 800 ms }");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void stoppedAtAnyMomentItAnswersEverybodyAndLosesNothing() throws Exception {
        var pool = Executors.newFixedThreadPool(6);
        var runs = new ArrayList<CompletableFuture<Long>>();
        for (int run = 0; run < RUNS; run++) {
            int number = run;
            runs.add(CompletableFuture.supplyAsync(() -> oneRun(number), pool));
        }
        long acknowledged = runs.stream().mapToLong(CompletableFuture::join).sum();
        pool.shutdown();
        System.out.printf("Stopping: %d runs, %d commands acknowledged%n", RUNS, acknowledged);
        assertThat(acknowledged).isGreaterThan(RUNS * 3L);
    }

    private long oneRun(int number) {
        var random = new Random(number);
        var world = lab.world(number, number, request -> Outcome.accepted("paid"));
        var owner = world.start(0);
        await(world, owner);
        owner.storage.delay(random.nextInt(120));
        var ops = new ArrayList<Judge.Op>();
        var answers = new ArrayList<CompletableFuture<Outcome<Tally.Total>>>();
        int many = 20 + random.nextInt(200);
        for (int i = 0; i < many; i++) {
            var op = new Judge.Op("stop" + number + "-" + random.nextInt(30), new Tally.Add("op" + i, 1));
            ops.add(op);
            answers.add(world.ask(owner, Tally.at(op.tally), op.command, Entities.Asking.DEFAULT.within(Duration.ofSeconds(20))).whenComplete((outcome, failure) -> {
                if (outcome instanceof Outcome.Accepted<Tally.Total> accepted) {
                    op.answered = System.nanoTime();
                    op.told = accepted.reply();
                }
            }));
            if (random.nextInt(20) == 0) Lab.pause(random.nextInt(60));
        }
        long told = System.nanoTime();
        owner.actor.tell(Partition.Stop.NOW);
        owner.ended.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(Duration.ofNanos(System.nanoTime() - told)).as("time to stop").isLessThan(lab.settings.stopFlush().plus(MARGIN));
        for (var answer : answers) {
            var outcome = answer.orTimeout(60, TimeUnit.SECONDS).join();
            if (outcome instanceof Outcome.Refused<Tally.Total> refused) {
                assertThat(refused.rejection().code()).as("everybody is answered, and by the partition").isIn("overloaded", "unknown-outcome");
            }
        }
        var next = world.start(0);
        await(world, next);
        var stored = world.look();
        Judge.storedIsSound(stored);
        Judge.clientsWereToldTheTruth(stored, ops);
        next.kill();
        return ops.stream().filter(op -> op.told != null).count();
    }

    private static void await(World world, World.Owner owner) {
        Lab.await("it serves", () -> world.ask(owner, Tally.at("anybody"), new Tally.Look(), Entities.Asking.DEFAULT.within(Duration.ofSeconds(2))).join() instanceof Outcome.Accepted);
    }

    @Test
    void withTimeEnoughItLeavesNothingToReadForItsSuccessor() {
        var world = lab.world(RUNS, 1, request -> Outcome.accepted("paid"));
        var owner = world.start(0);
        await(world, owner);
        for (int i = 0; i < 50; i++) {
            world.ask(owner, Tally.at("left-" + i % 10), new Tally.Add("op" + i, 1), Entities.Asking.DEFAULT).join();
        }
        owner.actor.tell(Partition.Stop.NOW);
        owner.ended.orTimeout(60, TimeUnit.SECONDS).join();
        var stored = world.look();
        assertThat(Judge.pagesAreComplete(stored)).isTrue();
        assertThat(stored.checkpoint().position()).isEqualTo(stored.head().position() - 1);
    }

    @Test
    void aProcessThatChangesWhileThePartitionStopsIsNotForgotten() {
        // Its first step is confirmed by the last write of the old owner: what it does next must be in its appointment.
        for (int attempt = 0; attempt < 2; attempt++) {
            var world = lab.world(RUNS + 1 + attempt, 1, request -> Outcome.accepted("paid"));
            var owner = world.start(0);
            await(world, owner);
            owner.storage.delay(attempt * 40);
            String id = "drained-" + attempt;
            world.ask(owner, Transfer.at(id), new Transfer.Begin(id, "f" + attempt, "t" + attempt, 5), Entities.Asking.DEFAULT.within(Duration.ofSeconds(5)));
            owner.storage.moments((statement, after) -> {
                if (statement.equals("move") && !after) owner.actor.tell(Partition.Stop.NOW);
            });
            owner.ended.orTimeout(60, TimeUnit.SECONDS).join();
            Judge.storedIsSound(world.look());
            var next = world.start(0);
            Lab.await("the transfer ends", () -> Judge.chain(world.look()).byKey().keySet().stream().filter(key -> key.id().equals(id))
                    .allMatch(key -> ((Transfer) Judge.chain(world.look()).state(key)).ended()));
            next.kill();
        }
    }

    @Test
    void stoppedBeforeItServesItTurnsEverybodyAway() {
        var world = lab.world(RUNS + 3, 1, request -> Outcome.accepted("paid"));
        var owner = world.start(0);
        owner.storage.delay(200);
        var answers = List.of(1, 2, 3).stream().map(i -> world.ask(owner, Tally.at("t"), new Tally.Add("op" + i, 1), Entities.Asking.DEFAULT)).toList();
        owner.actor.tell(Partition.Stop.NOW);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.OVERLOADED)));
    }
}
