package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities;
import souk.platform.partition.Resident.Key;

/** A process in two steps whose node dies at every moment, and callers who wait for it. */
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class ProcessTest {
    /** More moments than a transfer has. */
    private static final int MOMENTS = 120;
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("process", MOMENTS + 20, "souk.partition { residents = 50, await = 3 s, flush-after = 40 ms }");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Entities.Asking within(int millis) {
        return Entities.Asking.DEFAULT.within(Duration.ofMillis(millis));
    }

    private static void serves(World world, World.Owner owner) {
        Lab.await("it serves", () -> world.ask(owner, Tally.at("anybody"), new Tally.Look(), within(2_000)).join() instanceof Outcome.Accepted);
    }

    private static Transfer state(World world, String id) {
        return (Transfer) Judge.chain(world.look()).state(new Key(Transfer.BLUEPRINT.type(), id));
    }

    private static Bell bell(World world, String id) {
        return (Bell) Judge.chain(world.look()).state(new Key(Bell.BLUEPRINT.type(), id));
    }

    @Test
    void killedAtEveryMomentATransferIsMadeOnce() {
        var pool = Executors.newFixedThreadPool(6);
        var lives = new ArrayList<CompletableFuture<Boolean>>();
        for (int moment = 0; moment < MOMENTS; moment++) {
            int at = moment;
            lives.add(CompletableFuture.supplyAsync(() -> killedAt(at), pool));
        }
        long killed = lives.stream().filter(CompletableFuture::join).count();
        pool.shutdown();
        System.out.printf("Processes: a transfer killed at %d moments%n", killed);
        assertThat(killed).as("moments at which the node was killed before the transfer had ended").isGreaterThan(20);
    }

    /** Kills the node at its n-th moment: before or after the effect of any statement, before or after the bank's. */
    private boolean killedAt(int moment) {
        var left = new AtomicInteger(moment);
        var dead = new AtomicBoolean();
        var victim = new CompletableFuture<World.Owner>();
        Runnable strike = () -> {
            if (left.getAndDecrement() == 0) {
                dead.set(true);
                victim.join().kill();
            }
        };
        String id = "killed-" + moment;
        var world = lab.world(moment, moment, request -> {
            if (!dead.get()) strike.run();
            return Outcome.accepted("paid");
        });
        var owner = world.start(0);
        victim.complete(owner);
        serves(world, owner);
        owner.storage.moments((statement, after) -> strike.run());
        var told = world.ask(owner, Transfer.at(id), new Transfer.Begin(id, "from", "to", 7), within(3_000));
        var beginning = System.nanoTime();
        Lab.await("killed, or over", () -> dead.get() || told.isDone() && System.nanoTime() - beginning > Duration.ofMillis(400).toNanos());
        Judge.storedIsSound(world.look());
        if (dead.get()) world.remove(owner);
        boolean begun = state(world, id).status() != Transfer.Status.NEW;
        boolean ended = state(world, id).ended();
        var next = dead.get() ? world.start(0) : owner;
        if (begun) Lab.await("transfer " + id + " ends", () -> state(world, id).ended());
        else serves(world, next);
        var stored = world.look();
        Judge.storedIsSound(stored);
        var chain = Judge.chain(stored);
        var booked = new Tally.Added(Transfer.op(id), 7);
        for (String tally : List.of("from", "to")) {
            assertThat(chain.of(Tally.BLUEPRINT.type(), tally).stream().filter(e -> e.event().equals(booked)).count()).as("bookings on " + tally).isEqualTo(begun ? 1 : 0);
        }
        assertThat(world.paid).hasSize(begun ? 1 : 0);
        if (told.isDone() && told.join() instanceof Outcome.Accepted<Transfer.Slip> accepted) assertThat(begun).as("told " + accepted).isTrue();
        next.kill();
        return dead.get() && !ended;
    }

    @Test
    void whoAsksIsAnsweredWithTheOutcomeAndSoIsWhoAsksAgain() {
        var world = lab.world(MOMENTS, 1, request -> Outcome.accepted("paid"));
        var owner = world.start(0);
        serves(world, owner);
        var all = new ArrayList<CompletableFuture<Outcome<Transfer.Slip>>>();
        for (int i = 0; i < 20; i++) all.add(world.ask(Transfer.at("asked"), new Transfer.Begin("asked", "from", "to", 7), within(5_000)));
        assertThat(all).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(Outcome.accepted(new Transfer.Slip(Transfer.Status.DONE))));
        assertThat(world.ask(Transfer.at("asked"), new Transfer.Begin("asked", "from", "to", 7), within(5_000)).join()).isEqualTo(Outcome.accepted(new Transfer.Slip(Transfer.Status.DONE)));
        owner.kill();
    }

    @Test
    void aRefusalEndsTheProcessAndIsItsAnswer() {
        var world = lab.world(MOMENTS + 1, 1, request -> Outcome.refused(Rejection.Kind.DECLINED, "declined", "No."));
        var owner = world.start(0);
        serves(world, owner);
        assertThat(world.ask(Transfer.at("declined"), new Transfer.Begin("declined", "from", "to", 7), within(5_000)).join())
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.rejection().code()).isEqualTo("transfer-refused"));
        owner.kill();
    }

    @Test
    void whoeverHasWaitedLongEnoughIsToldWhatIsKnown() {
        var world = lab.world(MOMENTS + 2, 1, request -> null);
        var owner = world.start(0);
        serves(world, owner);
        var patient = world.ask(Transfer.at("slow"), new Transfer.Begin("slow", "from", "to", 7), within(20_000));
        // This one's own time is over long before, whoever waits in front.
        assertThat(world.ask(Transfer.at("slow"), new Transfer.Begin("slow", "from", "to", 7), within(1_500)).join()).isEqualTo(Outcome.accepted(new Transfer.Slip(Transfer.Status.BOOKED)));
        assertThat(patient).isNotDone();
        assertThat(patient.join()).isEqualTo(Outcome.accepted(new Transfer.Slip(Transfer.Status.BOOKED)));
        owner.kill();
    }

    @Test
    void aProviderThatThrowsOrSaysNothingOrDoesNotKnowIsAskedAgain() {
        var calls = new AtomicInteger();
        var world = lab.world(MOMENTS + 3, 1, request -> switch (calls.getAndIncrement()) {
            case 0 -> throw new IllegalStateException("The bank fell over on purpose");
            case 1 -> null;
            case 2 -> Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "perhaps", "Ask again.");
            case 3 -> Outcome.refused(Rejection.Kind.FAULT, "mistake", "Ours.");
            default -> Outcome.accepted("paid");
        });
        var owner = world.start(0);
        serves(world, owner);
        world.ask(Transfer.at("again"), new Transfer.Begin("again", "from", "to", 7), within(8_000));
        Lab.await("it is paid", () -> state(world, "again").status() == Transfer.Status.DONE);
        assertThat(calls.get()).isEqualTo(5);
        owner.kill();
    }

    @Test
    void aResultThatComesLateChangesNothing() {
        var world = lab.world(MOMENTS + 4, 1, request -> Outcome.accepted("paid"));
        var owner = world.start(0);
        serves(world, owner);
        assertThat(world.ask(Transfer.at("late"), new Transfer.Begin("late", "from", "to", 7), within(5_000)).join()).isEqualTo(Outcome.accepted(new Transfer.Slip(Transfer.Status.DONE)));
        world.ask(Transfer.at("late"), new Transfer.Booked(false), within(5_000)).join();
        world.ask(Transfer.at("late"), new Transfer.Paid(false), within(5_000)).join();
        assertThat(state(world, "late").status()).isEqualTo(Transfer.Status.DONE);
        owner.kill();
    }

    @Test
    void processesAndDeadlinesAreFoundAgainThroughTheirPagesAlone() {
        var open = new AtomicBoolean();
        var world = lab.world(MOMENTS + 5, 1, request -> open.get() ? Outcome.accepted("paid") : null);
        var owner = world.start(0);
        serves(world, owner);
        for (int i = 0; i < 10; i++) {
            world.ask(Transfer.at("found-" + i), new Transfer.Begin("found-" + i, "from", "to", 7), within(8_000));
            world.ask(Bell.at("found-" + i), new Bell.Set(Instant.now().plusMillis(2_500)), within(8_000)).join();
        }
        // The checkpoint passes all of them: nothing of theirs is left in the tail.
        Lab.await("all are booked", () -> java.util.stream.IntStream.range(0, 10).allMatch(i -> state(world, "found-" + i).status() == Transfer.Status.BOOKED));
        long last = world.look().head().position();
        for (int i = 0; i < 5; i++) world.ask(Tally.at("later"), new Tally.Add("op" + i, 1), within(5_000)).join();
        Lab.await("the checkpoint has passed them", () -> world.look().checkpoint().position() >= last);
        Judge.storedIsSound(world.look());
        owner.kill();
        world.remove(owner);
        open.set(true);
        Lab.pause(1_500);
        var next = world.start(0);
        serves(world, next);
        long since = System.nanoTime();
        Lab.await("all are paid and all bells have rung", () -> java.util.stream.IntStream.range(0, 10)
                .allMatch(i -> state(world, "found-" + i).status() == Transfer.Status.DONE && bell(world, "found-" + i).rung() == 1));
        System.out.printf("Processes: 10 processes and 10 deadlines found again in %d ms%n", Duration.ofNanos(System.nanoTime() - since).toMillis());
        next.kill();
    }

    @Test
    void aClockThatWentBackDoesNotStopDeadlinesAndPauses() {
        var calls = new AtomicInteger();
        var world = lab.world(MOMENTS + 6, 1, request -> calls.incrementAndGet() < 4 ? null : Outcome.accepted("paid"));
        var ahead = world.start(0);
        ahead.skew.set(Duration.ofHours(1).toMillis());
        serves(world, ahead);
        world.ask(Tally.at("any"), new Tally.Add("op", 1), within(5_000)).join();
        ahead.kill();
        world.remove(ahead);
        var next = world.start(0);
        next.skew.set(0);
        serves(world, next);
        world.ask(Transfer.at("back"), new Transfer.Begin("back", "from", "to", 7), within(8_000));
        world.ask(Bell.at("back"), new Bell.Set(Instant.now().plus(Duration.ofHours(1)).plusMillis(400)), within(8_000)).join();
        Lab.await("it is paid and the bell has rung", () -> state(world, "back").status() == Transfer.Status.DONE && bell(world, "back").rung() == 1);
        Judge.storedIsSound(world.look());
        next.kill();
    }
}
