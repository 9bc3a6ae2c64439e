package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import souk.inventory.api.OwnedShelf;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockEvent;
import souk.inventory.api.StockLevel;
import souk.kernel.Outcome;
import souk.testkit.LossyNetwork;
import souk.testkit.Spec;

/**
 * Owners that behave as durable processes do, over a network that loses, repeats, delays and reorders what they say, against one
 * stock; beside it an account of what must be there, kept from nothing but the answers the owners acted on.
 */
class StockPropertyTest {
    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void whateverTheNetworkDoesNothingIsOversoldAndNothingIsCountedTwice(@ForAll long seed) {
        var world = new World(new Random(seed), false);
        world.live(120);
        world.settle();
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void aNewCountIsTheOnlyThingThatCanTakeAwayWhatIsReserved(@ForAll long seed) {
        var world = new World(new Random(seed), true);
        world.live(120);
        world.settle();
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void anyCommandSentTwiceInARowHasTheEffectOfOne(@ForAll long seed) {
        var world = new World(new Random(seed), true);
        world.twice = true;
        world.live(120);
    }

    private enum Stage { OPENING, HELD, COMMITTING, RELEASING, RESTOCKING, ACKNOWLEDGING, DONE }

    /** One order: its stage is durable, each step is sent until it is answered. */
    private static final class Owner {
        private final String id;
        private final int quantity;
        /** Whose units it wants; empty: the shop's. */
        private final Optional<String> of;
        private final Duration hold;
        private Stage stage = Stage.OPENING;
        private Instant stamp;
        private boolean cancels;
        private boolean committed;

        private Owner(String id, int quantity, Optional<String> of, Duration hold, Instant now) {
            this.id = id;
            this.quantity = quantity;
            this.of = of;
            this.hold = hold;
            this.stamp = now;
        }

        private void becomes(Stage next, Instant now) {
            stage = next;
            stamp = now;
        }
    }

    private static final List<String> VENDORS = List.of("ann", "bob");

    private static final class World {
        private final Random random;
        private final boolean recounts;
        private final boolean stampedByEvents;
        private final Spec<Stock, StockEvent> stock = Spec.of(Stock.BLUEPRINT);
        private final List<Owner> owners = new ArrayList<>();
        private final LossyNetwork<StockCommand<?>> network;
        private final Map<String, Long> counted = new HashMap<>();
        private final Map<String, Owner> byId = new HashMap<>();
        private final Set<String> sold = new HashSet<>();
        private final Set<String> back = new HashSet<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        /** By whose units they are; the shop's under no name. */
        private final Map<String, Long> expectedOnHand = new HashMap<>();
        private final Set<String> countedBelowReserved = new HashSet<>();
        private long stows;
        private boolean twice;

        private World(Random random, boolean recounts) {
            this.random = random;
            this.network = new LossyNetwork<>(random, this::tell);
            this.recounts = recounts;
            this.stampedByEvents = random.nextBoolean();
            for (String location : List.of("bath", "london", "york")) count(location, random.nextInt(8));
            for (String vendor : VENDORS) stow(vendor);
        }

        private void live(int steps) {
            for (int i = 0; i < steps; i++) {
                now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(800));
                stock.at(now);
                if (random.nextInt(4) == 0) comes();
                if (recounts && random.nextInt(20) == 0) stow(VENDORS.get(random.nextInt(VENDORS.size())));
                if (recounts && random.nextInt(15) == 0) count(List.of("bath", "london", "york").get(random.nextInt(3)), random.nextInt(8));
                network.deliver(now);
                if (random.nextInt(3) > 0 && Stock.BLUEPRINT.wakeAt(stock.state()).filter(wake -> !wake.isAfter(now)).isPresent()) tell(new StockCommand.Expire());
                if (!owners.isEmpty()) act(owners.get(random.nextInt(owners.size())));
            }
        }

        private void comes() {
            var of = random.nextBoolean() ? Optional.<String>empty() : Optional.of(VENDORS.get(random.nextInt(VENDORS.size())));
            var owner = new Owner("o" + owners.size(), 1 + random.nextInt(5), of, Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 20_000 : 7_200_000)), now);
            owners.add(owner);
            byId.put(owner.id, owner);
        }

        /** Every owner ends what it began, the last copies arrive: nothing is left over. */
        private void settle() {
            for (int round = 0; round < 100 && owners.stream().anyMatch(owner -> owner.stage != Stage.DONE); round++) {
                now = now.plusSeconds(1);
                stock.at(now);
                owners.forEach(this::act);
                network.deliver(now);
            }
            now = now.plus(LossyNetwork.LONGEST_DELAY);
            stock.at(now);
            network.deliver(now);
            for (var owner : owners) {
                assertThat(owner.stage).isEqualTo(Stage.DONE);
                assertThat(sold.contains(owner.id)).as("what its owner believes sold is sold, and nothing else").isEqualTo(owner.committed);
                assertThat(back.contains(owner.id)).as("what its owner believes back is back, and nothing else").isEqualTo(owner.committed && owner.cancels);
            }
            var state = stock.state();
            assertThat(state.held()).isEmpty();
            assertThat(state.expiring().ids()).isEmpty();
            assertThat(state.lapsed()).isEmpty();
            assertThat(state.returns()).isEmpty();
            for (String whose : expectedOnHand.keySet()) {
                assertThat(level(whose).reserved()).isZero();
                assertThat(level(whose).onHand()).isEqualTo(expectedOnHand.get(whose));
            }
        }

        private void act(Owner owner) {
            // An order stamps its commands with the time of its last event; the stock asks no more than that stamps do not fall back.
            var sentAt = stampedByEvents ? owner.stamp : now;
            switch (owner.stage) {
                case OPENING -> {
                    if (random.nextInt(20) == 0) owner.becomes(Stage.RELEASING, now);
                    else asked(new StockCommand.Reserve("SKU", owner.id, owner.quantity, sentAt, sentAt.plus(owner.hold), owner.of))
                            .ifPresent(outcome -> owner.becomes(accepted(outcome) ? Stage.HELD : Stage.RELEASING, now));
                }
                case HELD -> {
                    owner.becomes(random.nextInt(3) == 0 ? Stage.RELEASING : Stage.COMMITTING, now);
                    owner.cancels = random.nextInt(3) == 0;
                }
                case COMMITTING -> asked(new StockCommand.Commit(owner.id, sentAt)).ifPresent(outcome -> {
                    owner.committed = accepted(outcome);
                    owner.becomes(!owner.committed ? Stage.RELEASING : owner.cancels ? Stage.RESTOCKING : Stage.DONE, now);
                });
                case RELEASING -> asked(new StockCommand.Release(owner.id, sentAt)).ifPresent(outcome -> owner.becomes(Stage.DONE, now));
                case RESTOCKING -> asked(new StockCommand.Restock(owner.id, owner.quantity, Optional.empty(), sentAt, owner.of))
                        .ifPresent(outcome -> owner.becomes(accepted(outcome) ? Stage.ACKNOWLEDGING : Stage.RESTOCKING, now));
                case ACKNOWLEDGING -> asked(new StockCommand.Acknowledge(owner.id, sentAt)).ifPresent(outcome -> owner.becomes(Stage.DONE, now));
                case DONE -> { }
            }
        }

        private Optional<Outcome<?>> asked(StockCommand<?> command) {
            return network.send(command, now);
        }

        private void count(String location, long onHand) {
            long before = counted.containsKey(location) ? stock.state().shelves().find(location).orElseThrow().onHand() : 0;
            stock.at(now).when(new StockCommand.Count(location, onHand, Optional.empty(), Optional.empty()));
            counted.put(location, onHand);
            expectedOnHand.merge("", onHand - before, Long::sum);
            noteShortage("");
            check();
        }

        /** A vendor says where all its units lie, and how many; what it said before is then of no consequence. */
        private void stow(String vendor) {
            long onHand = random.nextInt(8);
            var last = new StockCommand.Stow(vendor, List.of("london", "york").get(random.nextInt(2)), onHand, ++stows);
            stock.at(now).when(last);
            expectedOnHand.put(vendor, onHand);
            noteShortage(vendor);
            check();
            stock.when(last);
            assertThat(stock.events()).isEmpty();
            stock.when(new StockCommand.Stow(vendor, "leeds", 99, last.number() - 1));
            assertThat(stock.events()).isEmpty();
        }

        private void noteShortage(String whose) {
            if (level(whose).onHand() < level(whose).reserved()) countedBelowReserved.add(whose);
        }

        private StockLevel level(String whose) {
            return whose.isEmpty() ? stock.state().level() : stock.state().level().of(whose);
        }

        private Outcome<?> tell(StockCommand<?> command) {
            stock.when(command);
            var outcome = stock.outcome();
            for (var event : stock.events()) {
                if (event instanceof StockEvent.Committed committed) {
                    assertThat(sold.add(committed.reservationId())).as("sold once").isTrue();
                    expectedOnHand.merge(whose(committed.picks()), -quantity(committed.picks()), Long::sum);
                } else if (event instanceof StockEvent.Restocked restocked) {
                    assertThat(back.add(restocked.returnId())).as("came back once").isTrue();
                    expectedOnHand.merge(whose(List.of(new StockEvent.Pick(restocked.location(), 1))), (long) restocked.quantity(), Long::sum);
                }
            }
            check();
            if (twice) {
                var level = stock.state().level();
                stock.when(command);
                assertThat(stock.events()).isEmpty();
                assertThat(stock.state().level()).isEqualTo(level);
                assertThat(stock.outcome()).isEqualTo(outcome);
            }
            return outcome;
        }

        private void check() {
            var state = stock.state();
            assertThat(state.expiring().ids()).hasSameSizeAs(state.held());
            state.held().forEach((id, hold) -> assertThat(whose(hold.picks())).as("whose units %s holds", id).isEqualTo(byId.get(id).of.orElse("")));
            for (String whose : expectedOnHand.keySet()) check(whose, level(whose));
        }

        private void check(String whose, StockLevel level) {
            long held = stock.state().held().values().stream().filter(hold -> whose(hold.picks()).equals(whose)).mapToLong(hold -> quantity(hold.picks())).sum();
            assertThat(level.reserved()).as("reserved = the sum of the reservations").isEqualTo(held);
            assertThat(level.onHand()).as("on hand = counted - sold + restocked").isEqualTo(expectedOnHand.get(whose));
            if (!countedBelowReserved.contains(whose)) assertThat(level.onHand()).as("what is reserved is there").isGreaterThanOrEqualTo(level.reserved());
            assertThat(level.available()).isEqualTo(Math.max(0, level.onHand() - level.reserved()));
            assertThat(level.locations().stream().mapToLong(at -> at.available()).sum()).as("the locations add up").isEqualTo(level.available());
        }

        /** Whose units these are, which are never of two. */
        private static String whose(List<StockEvent.Pick> picks) {
            assertThat(picks.stream().map(pick -> OwnedShelf.ownerOf(pick.location())).distinct()).hasSize(1);
            return OwnedShelf.ownerOf(picks.get(0).location());
        }

        private static boolean accepted(Outcome<?> outcome) {
            return outcome.fold(reply -> true, rejection -> false);
        }

        private static long quantity(List<StockEvent.Pick> picks) {
            return picks.stream().mapToLong(StockEvent.Pick::quantity).sum();
        }
    }
}
