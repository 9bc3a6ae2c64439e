package souk.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.kernel.Address;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Reaction;
import souk.kernel.Rejection;
import souk.kernel.Step;

/** A reaction sends its commands at least once, whatever they are answered with. */
class ReactionTest {
    private static ReadingWorld world;

    @BeforeAll
    static void start() {
        world = new ReadingWorld("souk.reading.save-offset-every = 100 ms");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void answerAll() {
        world.entities.answer = command -> Outcome.accepted(Done.DONE);
        synchronized (world.entities) {
            world.entities.commands.clear();
        }
    }

    /** Touches another toy for every name; throws at a curse. */
    private static Reaction<Toy.ToyEvent> reaction(String name) {
        return new Reaction<>(name, Toy.TYPE, Toy.ToyEvent.class, recorded -> {
            if (recorded.event() instanceof Toy.Cursed) throw new IllegalStateException("cursed");
            if (!(recorded.event() instanceof Toy.Renamed renamed)) return List.of();
            return List.of(new Step.ToAggregate(new Address<Toy.ToyCommand<?>>(Toy.TYPE, renamed.name()), new Toy.Touch(recorded.id() + "#" + recorded.version())));
        });
    }

    @Test
    void theCommandsOfOneAggregatesEventsComeInTheirOrder() {
        var log = world.log();
        var reading = world.start(log, world.context(List.of(), List.of(reaction("toy.ordered"))));
        for (int i = 0; i < 20; i++) reading.tell(log.append(log.entry("a", new Toy.Renamed("x" + i)), log.entry("a", new Toy.Added(1))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(20));
        assertThat(world.entities.sent()).extracting(command -> ((Toy.Touch) command).by()).containsExactlyElementsOf(
                java.util.stream.IntStream.range(0, 20).mapToObj(i -> "a#" + (2 * i + 1)).toList());
        world.stop(reading);
    }

    @Test
    void whatBeginsByAnEventOfItsOwnLogIsSaidToBeNoOlder() {
        var log = world.log();
        var begins = new Reaction<>("toy.begins", Toy.TYPE, Toy.ToyEvent.class, recorded -> recorded.event() instanceof Toy.Renamed renamed
                ? List.of(new Step.ToAggregate(new Address<Toy.ToyCommand<?>>(Toy.TYPE, renamed.name()), new Toy.Touch(recorded.id()), renamed.name().startsWith("new"))) : List.of());
        var reading = world.start(log, world.context(List.of(), List.of(begins)));
        reading.tell(log.append(log.entry("a", new Toy.Added(1))));
        var cause = log.append(log.entry("a", new Toy.Renamed("new")));
        reading.tell(cause);
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(1));
        assertThat(world.entities.since).isEqualTo(cause.segment().position());
        reading.tell(log.append(log.entry("a", new Toy.Renamed("perhaps there"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(2));
        assertThat(world.entities.since).isZero();
        // In another log nobody knows what that position means.
        world.entities.log = "elsewhere";
        reading.tell(log.append(log.entry("a", new Toy.Renamed("new, too"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(3));
        assertThat(world.entities.since).isZero();
        world.stop(reading);
    }

    @Test
    void aRefusalThatWillPassIsTriedAgainUntilItHasPassed() {
        var log = world.log();
        var calls = new AtomicInteger();
        world.entities.answer = command -> calls.incrementAndGet() <= 8
                ? Outcome.refused(calls.get() % 2 == 0 ? Rejection.Kind.OVERLOADED : Rejection.Kind.UNKNOWN_OUTCOME, "later", "Later.") : Outcome.accepted(Done.DONE);
        var reading = world.start(log, world.context(List.of(), List.of(reaction("toy.passing"))));
        reading.tell(log.append(log.entry("a", new Toy.Renamed("x"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(calls).hasValueGreaterThan(8);
            assertThat(world.lag.of("toy.passing", log.name).orElseThrow().segmentsBehind()).isZero();
        });
        assertThat(world.lag.of("toy.passing", log.name).orElseThrow().refused()).isZero();
        world.stop(reading);
    }

    @Test
    void aFinalRefusalIsCountedAndPassedOver() {
        var log = world.log();
        world.entities.answer = command -> ((Toy.Touch) command).by().equals("a#1") ? Outcome.refused(Rejection.Kind.CONFLICT, "never", "Never.") : Outcome.accepted(Done.DONE);
        var reading = world.start(log, world.context(List.of(), List.of(reaction("toy.final"))));
        reading.tell(log.append(log.entry("a", new Toy.Renamed("x")), log.entry("a", new Toy.Renamed("y"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(2));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.lag.of("toy.final", log.name).orElseThrow().refused()).isEqualTo(1));
        world.stop(reading);
    }

    @Test
    void anEventThatCannotBeReadIsPassedOverAndNoted() {
        var log = world.log();
        var context = world.context(List.of(), List.of(reaction("toy.unreadable")));
        var reading = world.start(log, context);
        reading.tell(log.append(log.unreadable("a"), log.entry("a", new Toy.Cursed()), log.entry("a", new Toy.Renamed("x"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.entities.sent()).hasSize(1));
        assertThat(context.quarantine().of("toy.unreadable", log.name).toCompletableFuture().join()).extracting(Quarantine.Case::version).containsExactly(1L, 2L);
        world.stop(reading);
    }

    @Test
    void anEventOfANewerBuildIsWaitedForAndNotPassedOver() {
        var log = world.log();
        var context = world.context(List.of(), List.of(reaction("toy.waiting")));
        var reading = world.start(log, context);
        reading.tell(log.append(log.ofANewerBuild("a"), log.entry("a", new Toy.Renamed("x"))));
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(world.lag.of("toy.waiting", log.name).orElseThrow().lastError()).hasValueSatisfying(why -> assertThat(why).contains("toy.added.99")));
        assertThat(world.entities.sent()).isEmpty();
        assertThat(context.quarantine().of("toy.waiting", log.name).toCompletableFuture().join()).isEmpty();
        world.stop(reading);
    }

    @Test
    void aTargetThatStaysOverloadedHoldsUpNoView() {
        var log = world.log();
        world.entities.answer = command -> Outcome.refused(Rejection.Kind.OVERLOADED, "later", "Later.");
        var store = world.store("beside");
        var reading = world.start(log, world.context(List.of(ReadingWorld.view("toy.beside", store)), List.of(reaction("toy.stuck"))));
        for (int i = 0; i < 10; i++) reading.tell(log.append(log.entry("a", new Toy.Renamed("x" + i))));
        world.awaitRows(store, log.rows(Toy.view("x"), id -> false));
        assertThat(world.lag.of("toy.stuck", log.name).orElseThrow().segmentsBehind()).isPositive();
        // And it stops in time all the same.
        world.stop(reading);
    }
}
