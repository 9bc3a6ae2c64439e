package souk.platform.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import souk.kernel.Address;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Event;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Capability;
import souk.platform.Entities;
import souk.platform.journal.Storage;

/** What goes wrong with one aggregate, or for a while, stays with it. */
@ResourceLock(value = "log level", mode = ResourceAccessMode.READ)
class TroubleTest {
    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = new Lab("trouble", 10, "souk.partition { residents = 100, flush-after = 50 ms }");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static World world(int number) {
        return lab.world(number, number, request -> Outcome.accepted("paid"));
    }

    private static Entities.Asking within(int millis) {
        return Entities.Asking.DEFAULT.within(Duration.ofMillis(millis));
    }

    private static void serves(World world, World.Owner owner) {
        Lab.await("it serves", () -> world.ask(owner, Tally.at("anybody"), new Tally.Look(), within(2_000)).join() instanceof Outcome.Accepted);
    }

    private static Outcome<Tally.Total> add(World world, String id, String op) {
        return world.ask(Tally.at(id), new Tally.Add(op, 1), within(5_000)).join();
    }

    @Test
    void anAggregateThatCannotBeReadHoldsTheCheckpointAndNothingElse() {
        var world = world(0);
        var owner = world.start(0);
        serves(world, owner);
        owner.storage.moments((statement, after) -> {
            // No page of this owner is ever written.
            if (statement.equals("writePages") && !after) throw new IllegalStateException("not written on purpose");
        });
        add(world, "broken", "op1");
        long brokenAt = world.look().head().position();
        add(world, "sound", "op1");
        owner.kill();
        world.remove(owner);
        world.truth.writePages("trouble0", Storage.bucket("toy.tally", "broken"), List.of(new Storage.PageOf("toy.tally", "broken", new Storage.Page(1, 1, 99, Optional.empty(), new byte[0])))).toCompletableFuture().join();

        var next = world.start(0);
        serves(world, next);
        assertThat(add(world, "broken", "op2")).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.rejection().code()).isEqualTo("quarantined");
            assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.OVERLOADED);
        });
        for (int i = 2; i < 40; i++) assertThat(add(world, "sound", "op" + i)).isEqualTo(Outcome.accepted(new Tally.Total(i, i)));
        Lab.await("pages of others are written", () -> Optional.ofNullable(world.look().pages().get("toy.tally/sound")).filter(page -> page.version() == 39).isPresent());
        Lab.await("the checkpoint stands before what is not in a page", () -> world.look().checkpoint().position() == brokenAt - 1);
        assertThat(next.stats.quarantined.sum()).isEqualTo(1);
        next.actor.tell(Partition.Stop.NOW);
        Lab.await("it stops", next.ended::isDone);
        assertThat(world.look().checkpoint().position()).isEqualTo(brokenAt - 1);
    }

    @Test
    void aDatabaseThatIsDownAtTheStartIsWaitedFor() {
        var world = world(1);
        var owner = world.start(0);
        owner.storage.unreachable(true);
        Lab.await("it has tried more than once", () -> owner.stats.restarts.sum() > 2);
        assertThat(world.ask(Tally.at("t"), new Tally.Add("op", 1), within(3_000)).join()).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.OVERLOADED));
        owner.storage.unreachable(false);
        serves(world, owner);
        assertThat(add(world, "t", "op")).isEqualTo(Outcome.accepted(new Tally.Total(1, 1)));
        owner.kill();
    }

    @Test
    void aDatabaseThatGoesAwayMakesOutcomesUnknownAndComesBack() {
        var world = world(2);
        var owner = world.start(0);
        serves(world, owner);
        add(world, "t", "op1");
        owner.storage.unreachable(true);
        assertThat(add(world, "t", "op2")).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.UNKNOWN_OUTCOME));
        owner.storage.unreachable(false);
        serves(world, owner);
        assertThat(add(world, "t", "op2")).isEqualTo(Outcome.accepted(new Tally.Total(2, 2)));
        owner.kill();
    }

    @Test
    void whatIsAskedOfAnAggregateWhileItIsReadIsDecidedOnOneAggregate() {
        // With room for two, one that must stay and one that is being read, an aggregate must not be forgotten between two requests that waited for it.
        var storage = new MemoryStorage() {
            @Override
            protected <T> CompletionStage<T> run(String statement, Supplier<T> effect) {
                return statement.equals("page") ? CompletableFuture.supplyAsync(() -> atomically(effect), CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)) : super.run(statement, effect);
            }
        };
        try (var shop = new ToyShop(storage, 1, "souk.partition { residents = 2, flush-after = 1 h }")) {
            for (int round = 0; round < 20; round++) {
                String id = "t" + round;
                var answers = new ArrayList<CompletableFuture<Outcome<Tally.Total>>>();
                int number = round;
                Lab.await("there is room", () -> shop.tell(Tally.at("stays"), new Tally.Add("op" + number, 1)) instanceof Outcome.Accepted);
                var before = shop.ask(Tally.at("before" + round), new Tally.Look());
                for (int i = 0; i < 4; i++) {
                    answers.add(shop.ask(Tally.at(id), new Tally.Add("bad" + i, -1)));
                    answers.add(shop.ask(Tally.at(id), new Tally.Add("op" + i, 1)));
                }
                var after = shop.ask(Tally.at("after" + round), new Tally.Look());
                long added = answers.stream().map(CompletableFuture::join).filter(outcome -> outcome instanceof Outcome.Accepted).count();
                CompletableFuture.allOf(before, after).join();
                Lab.await("there is room", () -> shop.tell(Tally.at(id), new Tally.Look()) instanceof Outcome.Accepted);
                assertThat(shop.tell(Tally.at(id), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(added, (int) added)));
            }
        }
        Judge.storedIsSound(storage.look("toy-0"));
    }

    @Test
    void aLateCopyThatSaysItIsFreshHidesNothing() {
        var storage = new MemoryStorage();
        try (var shop = new ToyShop(storage, 1, "")) {
            assertThat(shop.tell(Tally.at("t"), new Tally.Add("op", 5))).isInstanceOf(Outcome.Accepted.class);
            assertThat(shop.tell(Tally.at("the last is read at a start"), new Tally.Add("op", 5))).isInstanceOf(Outcome.Accepted.class);
        }
        try (var shop = new ToyShop(storage, 1, "")) {
            shop.partitions().ask(Tally.at("t"), new Tally.Add("late", 1), Entities.Asking.DEFAULT.toNew().within(Duration.ZERO)).join();
            assertThat(shop.tell(Tally.at("t"), new Tally.Look())).isEqualTo(Outcome.accepted(new Tally.Total(5, 1)));
        }
    }

    @Test
    void anOwnerThatWasOvertakenFindsOutBeforeItAnswers() {
        var world = world(3);
        var overtaken = world.start(0);
        serves(world, overtaken);
        assertThat(world.ask(overtaken, Tally.at("t"), new Tally.Add("op1", 5), within(5_000)).join()).isEqualTo(Outcome.accepted(new Tally.Total(5, 1)));
        var successor = world.start(0);
        serves(world, successor);
        assertThat(world.ask(successor, Tally.at("t"), new Tally.Add("op2", Tally.LIMIT - 5), within(5_000)).join()).isInstanceOf(Outcome.Accepted.class);
        // What it knows is no longer true: it neither tells it nor refuses anything because of it.
        assertThat(world.ask(overtaken, Tally.at("t"), new Tally.Look(), within(5_000)).join()).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.rejection().kind().passing()).isTrue());
        Lab.await("it has read what its successor wrote", () -> world.ask(overtaken, Tally.at("t"), new Tally.Look(), within(5_000)).join()
                .equals(Outcome.accepted(new Tally.Total(Tally.LIMIT, 2))));
        // And so the other way round.
        assertThat(world.ask(successor, Tally.at("t"), new Tally.Add("op3", 1), within(5_000)).join()).isInstanceOfSatisfying(Outcome.Refused.class,
                refused -> assertThat(refused.rejection().kind().passing()).isTrue());
        overtaken.kill();
        successor.kill();
    }

    @Test
    void anOwnerThatWasOvertakenDoesNotGoOnWithAProcess() {
        var open = new AtomicBoolean();
        var asked = new AtomicInteger();
        var world = lab.world(4, 4, request -> {
            asked.incrementAndGet();
            return open.get() ? Outcome.accepted("paid") : Outcome.refused(Rejection.Kind.UNKNOWN_OUTCOME, "perhaps", "Ask again.");
        });
        var overtaken = world.start(0);
        serves(world, overtaken);
        world.ask(overtaken, Transfer.at("p"), new Transfer.Begin("p", "from", "to", 7), within(8_000));
        Lab.await("the bank was asked more than once", () -> asked.get() > 2);
        var successor = world.start(0);
        serves(world, successor);
        open.set(true);
        Lab.await("it is paid", () -> ((Transfer) Judge.chain(world.look()).state(new Resident.Key("toy.transfer", "p"))).status() == Transfer.Status.DONE);
        Lab.await("the one that was overtaken has noticed", () -> overtaken.stats.restarts.sum() > 0);
        overtaken.kill();
        successor.kill();
        Judge.storedIsSound(world.look());
    }

    @Test
    void aCommandThatTheAggregateDoesNotKnowIsTheCallersMistake() {
        try (var shop = new ToyShop(new MemoryStorage(), 1, "")) {
            assertThatThrownBy(() -> shop.ask(Tally.at("t"), new Bell.Ring())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("toy.tally");
            assertThat(shop.tell(Tally.at("t"), new Tally.Add("op", 5))).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void aTypeThatThisVersionDoesNotKnowIsLeftAsItIs() {
        var storage = new MemoryStorage();
        try (var newer = new ToyShop(World.TOYS, storage, 1, "")) {
            newer.tell(Bell.at("b"), new Bell.Set(Instant.now().plusSeconds(2)));
            newer.tell(Tally.at("t"), new Tally.Add("op", 5));
            newer.die();
        }
        try (var older = new ToyShop(storage, 1, "")) {
            assertThat(older.tell(Tally.at("t"), new Tally.Add("op2", 5))).isEqualTo(Outcome.accepted(new Tally.Total(10, 2)));
        }
        try (var newer = new ToyShop(World.TOYS, storage, 1, "")) {
            Lab.await("it rings after all", () -> ((Bell) Judge.chain(storage.look("toy-0")).state(new Resident.Key("toy.bell", "b"))).rung() == 1);
        }
    }

    /** An aggregate with a mistake in everything that is asked of its state. */
    record Trap(boolean sprung) {
        static final Trap EMPTY = new Trap(false);

        sealed interface Say<R> extends Command<R> {}

        record Spring() implements Say<Done> {}

        record Wait() implements Say<Done> {}

        record Woken() implements Say<Done> {}

        sealed interface Said extends Event {}

        record Sprung() implements Said {}

        static final Blueprint<Trap, Said> BLUEPRINT = Blueprint.of("toy.trap", EMPTY, Say.class, Said.class)
                .decide("spring", Spring.class, Done.class, (trap, command, now) -> Decision.accept(t -> Done.DONE, new Sprung()))
                .decide("woken", Woken.class, Done.class, (trap, command, now) -> trap.fail())
                .await("wait", Wait.class, Done.class, (trap, command, now) -> Decision.accept(t -> Done.DONE), Trap::fail, Trap::fail)
                .apply(Sprung.class, "toy.trap-sprung", (trap, e) -> new Trap(true))
                .wakes(trap -> trap.sprung ? trap.fail() : Optional.empty(), Woken::new)
                .process((trap, now) -> trap.sprung ? trap.fail() : Optional.empty())
                .build();

        <T> T fail() {
            throw new IllegalStateException("It was a trap");
        }
    }

    @Test
    void anAggregateWithMistakesHarmsNoOther() {
        var toys = Capability.of("toy").hosts(Tally.BLUEPRINT).hosts(Trap.BLUEPRINT);
        var storage = new MemoryStorage();
        var trap = new Address<Trap.Say<?>>("toy.trap", "a");
        for (int start = 0; start < 2; start++) {
            try (var shop = new ToyShop(toys, storage, 1, "souk.partition { flush-after = 50 ms, await = 300 ms, max-backoff = 500 ms }")) {
                assertThat(shop.tell(trap, new Trap.Spring())).isInstanceOf(Outcome.Accepted.class);
                assertThat(shop.tell(trap, new Trap.Wait())).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.rejection().kind()).isEqualTo(Rejection.Kind.UNKNOWN_OUTCOME));
                assertThat(shop.tell(Tally.at("t"), new Tally.Add("op" + start, 5))).isEqualTo(Outcome.accepted(new Tally.Total(5L * (start + 1), start + 1)));
                assertThat(shop.partitions().stats("toy-0").restarts.sum()).isZero();
            }
        }
    }
}
