package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import souk.flashsale.api.ClaimId;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.room.PlaceCommand;
import souk.flashsale.room.Room;
import souk.flashsale.room.RoomCommand;
import souk.flashsale.room.RoomTerms;
import souk.flashsale.room.Usher;
import souk.flashsale.room.UsherCommand;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.testkit.Simulation.Trouble;

/** A sale with a waiting room at a place where everything fails that can fail: people are let in in the order in which they came, never more than there is room for, and nobody is forgotten. */
class WaitingRoomSimulationTest {
    private static final Duration TURN = Duration.ofSeconds(90);
    private static long visitors;
    private static long turns;
    private static long deaths;

    /** What one has been through. */
    private static final class Visitor {
        private final String name;
        private final Instant came;
        private Instant seated;
        private long firstNumber;
        private long number;
        private boolean hadTurn;

        private Visitor(String name, Instant came) {
            this.name = name;
            this.came = came;
        }
    }

    /** A sale, its room, and who comes. */
    private static final class World {
        private final Random random;
        private final BazaarTraders traders;
        private final Bazaar bazaar;
        private final int capacity;
        private final List<Visitor> all = new ArrayList<>();
        private SaleCommand.Create sale;
        private long lastAdmitted;
        private boolean over;

        private World(Random random, Trouble trouble) {
            this.random = random;
            this.capacity = 1 + random.nextInt(6);
            traders = new BazaarTraders(random, trouble);
            bazaar = traders.bazaar();
        }

        private void opens(int units, Duration in, Duration lasting, int counters) {
            traders.counts("bath", units);
            insist(RoomCommand.at("sale0"), new RoomCommand.Open(new RoomTerms(capacity, TURN)), opened -> insist(UsherCommand.at("sale0"), new UsherCommand.Begin("sale0"),
                    begun -> sale = traders.plans(units, 1, in, lasting, Duration.ofSeconds(20 + random.nextInt(60)), counters, 1)));
            watch();
        }

        /** Twice a second it is seen that nobody was let in who should not have been. */
        private void watch() {
            if (over) return;
            bazaar.states(Room.BLUEPRINT).forEach(room -> {
                assertThat(room.admitted()).as("let in").isBetween(lastAdmitted, room.joined());
                lastAdmitted = room.admitted();
                var inside = new HashSet<String>();
                bazaar.states(Counter.BLUEPRINT).forEach(counter -> counter.claims().held().values().stream().filter(Held::holdsUnits).forEach(claim -> inside.add(claim.customer())));
                all.stream().filter(visitor -> visitor.number > 0 && room.deciding().containsKey(visitor.number)).forEach(visitor -> inside.add(visitor.name));
                assertThat(inside).as("who is in").hasSizeLessThanOrEqualTo(capacity);
                assertThat(room.deciding()).hasSizeLessThanOrEqualTo(capacity);
            });
            bazaar.after(Duration.ofMillis(500), this::watch);
        }

        private void insist(Address<?> to, Command<?> command, Consumer<Outcome<?>> then) {
            boolean[] heard = {false};
            send(to, command, outcome -> {
                if (heard[0]) return;
                heard[0] = true;
                then.accept(outcome);
            }, heard);
        }

        private void send(Address<?> to, Command<?> command, Consumer<Outcome<?>> heard, boolean[] done) {
            if (done[0] || over) return;
            bazaar.tell(to, command, heard);
            bazaar.after(Duration.ofMillis(1_000 + random.nextInt(4_000)), () -> send(to, command, heard, done));
        }

        private void comes(String name) {
            var visitor = new Visitor(name, bazaar.now());
            all.add(visitor);
            takesANumber(visitor, 0);
        }

        private void takesANumber(Visitor visitor, long instead) {
            insist(RoomCommand.at("sale0"), new RoomCommand.Take(1), taken -> taken.fold(
                    numbers -> {
                        insist(PlaceCommand.at("of-" + visitor.name), new PlaceCommand.Sit(((RoomCommand.Taken) numbers).first(), instead), seat -> {
                            visitor.number = ((PlaceCommand.Seat) ((Outcome.Accepted<?>) seat).reply()).number();
                            if (visitor.seated == null) {
                                visitor.seated = bazaar.now();
                                visitor.firstNumber = visitor.number;
                            }
                            waits(visitor);
                        });
                        return null;
                    }, refused -> {
                        bazaar.after(Duration.ofSeconds(2), () -> takesANumber(visitor, instead));
                        return null;
                    }));
        }

        private void waits(Visitor visitor) {
            bazaar.after(Duration.ofMillis(500 + random.nextInt(4_000)), () -> insist(RoomCommand.at("sale0"), new RoomCommand.LookAtTurn(visitor.number), turn -> turn.fold(
                    theirs -> {
                        // Who asks late in their turn has had it; a claim that is made too late is another story.
                        if (((RoomCommand.Turn) theirs).left().compareTo(Duration.ofSeconds(60)) > 0) itIsTheTurnOf(visitor);
                        else waits(visitor);
                        return null;
                    }, refused -> {
                        if (refused.code().equals("not-admitted")) waits(visitor);
                        else if (refused.code().equals("turn-over")) takesANumber(visitor, visitor.number);
                        return null;
                    })));
        }

        private void itIsTheTurnOf(Visitor visitor) {
            visitor.hadTurn = true;
            turns++;
            if (random.nextInt(5) == 0) return;
            int counter = Counters.home(visitor.name, sale.counters(), 1);
            var at = CounterCommand.at("sale0", counter);
            var id = new ClaimId("sale0", counter, visitor.name).toString();
            insist(at, new CounterCommand.Claim(id, visitor.name, 1, bazaar.now()), claim -> {
                if (!(claim instanceof Outcome.Accepted)) return;
                insist(RoomCommand.at("sale0"), new RoomCommand.Claimed(visitor.number), told -> {});
                if (random.nextInt(3) == 0) insist(at, new CounterCommand.Release(id, visitor.name), released -> {});
            });
        }
    }

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void whateverFailsPeopleAreLetInInOrderAndNobodyIsForgotten(@ForAll long seed) {
        var random = new Random(seed);
        var world = new World(random, random.nextInt(3) == 0 ? Bazaar.MUCH : Bazaar.SOME);
        var bazaar = world.bazaar;
        world.opens(200, Duration.ofSeconds(random.nextInt(60)), Duration.ofHours(3), 1 + random.nextInt(3));
        int many = 5 + random.nextInt(30);
        for (int i = 0; i < many; i++) {
            String name = "v" + i;
            bazaar.after(Duration.ofSeconds(random.nextInt(240)), () -> world.comes(name));
        }
        bazaar.run(Duration.ofMinutes(10));
        bazaar.calmDown();
        bazaar.run(Duration.ofMinutes(120));
        assertThat(world.all).as("visitors").hasSize(many).allSatisfy(visitor -> assertThat(visitor.hadTurn).as("%s, number %d", visitor.name, visitor.number).isTrue());
        for (var first : world.all) {
            for (var second : world.all) if (first.seated.isBefore(second.came)) assertThat(first.firstNumber).as("who came before %s", second.name).isLessThan(second.firstNumber);
        }
        bazaar.run(Duration.ofHours(2));
        world.over = true;
        world.traders.settleDown();
        assertThat(bazaar.states(Usher.BLUEPRINT)).allSatisfy(usher -> assertThat(usher.status()).isEqualTo(Usher.Status.OVER));
        assertThat(bazaar.states(Room.BLUEPRINT)).allSatisfy(room -> {
            assertThat(room.closed()).isTrue();
            assertThat(room.deciding()).isEmpty();
        });
        visitors += many;
        deaths += bazaar.deaths();
    }

    @AfterContainer
    static void tell() {
        System.out.printf("Simulated: %,d visitors of waiting rooms, %,d turns, %,d deaths%n", visitors, turns, deaths);
    }
}
