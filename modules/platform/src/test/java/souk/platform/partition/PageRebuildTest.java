package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Outcome;
import souk.platform.Entities;
import souk.platform.journal.Append;
import souk.platform.journal.Segment;
import souk.platform.journal.Storage;
import souk.platform.partition.Resident.Key;

/** Pages that are made anew from the log are what they were; what somebody must see to is not forgotten; who dies on the way is no harm. */
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class PageRebuildTest {
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("rebuild", 10, "");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Entities.Asking within(int millis) {
        return Entities.Asking.DEFAULT.within(Duration.ofMillis(millis));
    }

    private static void add(World world, String id, String op) {
        Lab.await(op + " is added", () -> world.ask(Tally.at(id), new Tally.Add(op, 1), within(2_000)).join() instanceof Outcome.Accepted);
    }

    private static Object state(World world, String type, String id) {
        return Judge.chain(world.look()).state(new Key(type, id));
    }

    private static void stop(World world, World.Owner owner) {
        owner.actor.tell(Partition.Stop.NOW);
        Lab.await("it stops", owner.ended::isDone);
        world.remove(owner);
    }

    private static Storage.Caches caches(World world, int number) {
        return world.truth.caches("rebuild" + number).toCompletableFuture().join();
    }

    @Test
    void theNewPagesSayWhatTheOldOnesSaidOfFarMoreAggregatesThanFitInMemory() {
        var world = lab.world(0, 0, request -> Outcome.accepted("paid"));
        var owner = world.start(0, 0);
        for (int i = 0; i < 200; i++) add(world, "t" + i % 60, "op" + i);
        stop(world, owner);
        var before = world.look();

        var result = world.rebuild(world.way(0)).run().orElseThrow();
        assertThat(result.events()).isEqualTo(200);
        assertThat(List.of(result.pages(), result.equal(), result.differing(), result.older(), result.newer())).isEqualTo(List.of(60L, 60L, 0L, 0L, 0L));
        var after = world.look();
        assertThat(after.pages()).hasSize(60).usingRecursiveComparison().isEqualTo(before.pages());
        assertThat(after.checkpoint().position()).isEqualTo(after.head().position() - 1);
        Judge.storedIsSound(after);
        assertThat(caches(world, 0)).isEqualTo(new Storage.Caches(2, 0, 1));
    }

    @Test
    void anOwnerThatServesGoesOnWithTheNewPagesAndForgetsTheOld() {
        var world = lab.world(1, 1, request -> Outcome.accepted("paid"));
        var owner = world.start(0, 0);
        for (int i = 0; i < 30; i++) add(world, "t" + i % 9, "op" + i);
        assertThat(world.rebuild(world.way(0)).run().orElseThrow().differing()).isZero();
        world.wake();
        for (int i = 30; i < 60; i++) add(world, "t" + i % 9, "op" + i);
        for (int i = 0; i < 60; i++) add(world, "t" + i % 9, "op" + i);      // repetitions change nothing
        Lab.await("the old ones are forgotten", () -> {
            world.wake();
            return caches(world, 1).equals(new Storage.Caches(2, 0, 2));
        });
        assertThat(world.truth.checkpoint("rebuild1").toCompletableFuture().join()).isEqualTo(Storage.Checkpoint.NONE);
        stop(world, owner);
        Judge.storedIsSound(world.look());
        assertThat(Judge.pagesAreComplete(world.look())).isTrue();
        assertThat(Judge.chain(world.look()).byKey().values().stream().mapToInt(List::size).sum()).isEqualTo(60);
    }

    @Test
    void whoeverComesAfterOneThatDiedGoesOnWhereHeWas() {
        var world = lab.world(2, 2, request -> Outcome.accepted("paid"));
        stop(world, fill(world));
        var dies = world.way(0);
        var writes = new AtomicInteger();
        dies.moments((statement, after) -> {
            if (statement.equals("writePages") && after && writes.incrementAndGet() == 200) dies.cut();
        });
        assertThatThrownBy(() -> world.rebuild(dies).run()).isInstanceOf(CompletionException.class);
        assertThat(caches(world, 2)).isEqualTo(new Storage.Caches(1, 2, 1));
        Judge.storedIsSound(world.look());

        var result = world.rebuild(world.way(0)).run().orElseThrow();
        assertThat(result.events()).as("events that were left to fold").isBetween(1L, 350L);
        assertThat(result.equal()).isEqualTo(result.pages()).isEqualTo(50);
        Judge.storedIsSound(world.look());
        assertThat(Judge.pagesAreComplete(world.look())).isTrue();
    }

    @Test
    void whoeverIsOvertakenTwiceSaysSoAndNotThatTheLogCannotBeRead() {
        var world = lab.world(9, 9, request -> Outcome.accepted("paid"));
        stop(world, fill(world));
        var slow = world.way(0);
        var writes = new AtomicInteger();
        slow.moments((statement, after) -> {
            if (!statement.equals("writePages") || !after || writes.incrementAndGet() != 200) return;
            world.rebuild(world.way(0)).run();
            world.rebuild(world.way(0)).run();
            world.truth.forgetCaches(Storage.cache("rebuild9", 2)).toCompletableFuture().join();
        });
        assertThatThrownBy(() -> world.rebuild(slow).run()).isExactlyInstanceOf(IllegalStateException.class).hasMessageContaining("by others");
        assertThat(caches(world, 9).serving()).isEqualTo(3);
        Judge.storedIsSound(world.look());
    }

    private static World.Owner fill(World world) {
        var owner = world.start(0, 0);
        for (int i = 0; i < 400; i++) add(world, "t" + i % 50, "op" + i);
        return owner;
    }

    @Test
    void deadlinesAndStepsThatAreStillToComeAreNotForgotten() {
        var open = new AtomicBoolean();
        var world = lab.world(3, 3, request -> open.get() ? Outcome.accepted("paid") : null);
        var owner = world.start(0, 0);
        add(world, "t", "op1");
        Instant soon = Instant.now().plusSeconds(3);
        Lab.await("set", () -> world.ask(Bell.at("soon"), new Bell.Set(soon), within(1_000)).join() instanceof Outcome.Accepted);
        Lab.await("set", () -> world.ask(Bell.at("late"), new Bell.Set(Instant.now().plusSeconds(3_600)), within(1_000)).join() instanceof Outcome.Accepted);
        world.ask(Transfer.at("p"), new Transfer.Begin("p", "from", "to", 7), within(500));
        Lab.await("it waits for the bank", () -> state(world, "toy.transfer", "p") instanceof Transfer transfer && transfer.status() == Transfer.Status.BOOKED);
        Lab.await("every page is written", () -> Judge.pagesAreComplete(world.look()));
        owner.kill();
        world.remove(owner);

        assertThat(world.rebuild(world.way(0)).run().orElseThrow().differing()).isZero();
        Judge.storedIsSound(world.look());
        assertThat(world.look().agenda()).extracting(Storage.Appointment::id).containsExactlyInAnyOrder("soon", "late", "p");
        open.set(true);
        var next = world.start(0, 0);
        Lab.await("it rings", () -> state(world, "toy.bell", "soon") instanceof Bell bell && bell.rung() == 1);
        Lab.await("it is paid", () -> ((Transfer) state(world, "toy.transfer", "p")).status() == Transfer.Status.DONE);
        assertThat(Instant.now()).isAfter(soon);
        stop(world, next);
        Judge.storedIsSound(world.look());
    }

    @Test
    void aPageThatNobodyCanReadIsMadeAnew() {
        var world = lab.world(4, 4, request -> Outcome.accepted("paid"));
        var owner = world.start(0, 0);
        add(world, "broken", "op1");
        add(world, "sound", "op1");
        stop(world, owner);
        world.truth.writePages("rebuild4", Storage.bucket("toy.tally", "broken"), List.of(new Storage.PageOf("toy.tally", "broken", new Storage.Page(100, 1, 99, Optional.empty(), new byte[0])))).toCompletableFuture().join();
        var next = world.start(0, 0);
        Lab.await("it is in quarantine", () -> world.ask(Tally.at("broken"), new Tally.Add("op2", 1), within(1_000)).join() instanceof Outcome.Refused<Tally.Total> refused
                && refused.rejection().code().equals("quarantined"));

        var result = world.rebuild(world.way(0)).run().orElseThrow();
        assertThat(result.differing()).isEqualTo(1);
        assertThat(result.examples().get(0)).contains("toy.tally/broken").contains("99");
        world.wake();
        add(world, "broken", "op2");
        assertThat(((Tally) state(world, "toy.tally", "broken")).sum()).isEqualTo(2);
        stop(world, next);
        Judge.storedIsSound(world.look());
    }

    @Test
    void anEventThatCannotBeReadLeavesThePagesAsTheyAre() {
        var storage = new MemoryStorage();
        var entry = new Segment.Entry("toy.tally", "t", 1, "toy.added-by-a-later-version", 1, new byte[] {1}, "");
        new Append(storage, Duration.ofSeconds(1)).after(Storage.Head.NONE, new Segment("toy-0", 1, UUID.randomUUID(), Instant.EPOCH, List.of(entry))).join();
        assertThatThrownBy(() -> new PageRebuild(storage, World.NAMES, "toy-0", lab.settings, progress -> {}).run()).isInstanceOf(PageRebuild.Unreadable.class)
                .hasMessageContaining("toy.tally/t").hasMessageContaining("toy.added-by-a-later-version");
        assertThat(storage.caches("toy-0").toCompletableFuture().join().serving()).isEqualTo(1);
        assertThat(new PageRebuild(storage, World.NAMES, "toy-1", lab.settings, progress -> {}).run()).isEmpty();
    }
}
