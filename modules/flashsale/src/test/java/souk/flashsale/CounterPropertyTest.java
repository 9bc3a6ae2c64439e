package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.flashsale.FlashSamples.COUNTER;

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
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.SaleTerms;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.testkit.LossyNetwork;
import souk.testkit.Spec;

/**
 * Customers, orders and a sale that behave as durable processes do, over a network that loses, repeats, delays and reorders what they say, against one counter; beside it an account of
 * what must be there, kept from nothing but the answers they acted on.
 */
class CounterPropertyTest {
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whateverTheNetworkDoesNothingIsOversoldAndNoUnitIsLost(@ForAll long seed) {
        var world = new World(new Random(seed));
        world.live(160);
        world.settle();
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void anyCommandSentTwiceInARowHasTheEffectOfOne(@ForAll long seed) {
        var world = new World(new Random(seed));
        world.twice = true;
        world.live(160);
    }

    private enum Stage { ATTACHING, ATTACHED, SELLING, DETACHING, DONE }

    /** What a customer wants under one key. */
    private static final class Wish {
        private final String key;
        private final String customer;
        private final int quantity;
        private boolean granted;

        private Wish(String key, String customer, int quantity) {
            this.key = key;
            this.customer = customer;
            this.quantity = quantity;
        }
    }

    /** An order of one claim: its stage is durable, each step is sent until it is answered. */
    private static final class Order {
        private final String id;
        private final Wish wish;
        private final Duration hold;
        private Stage stage = Stage.ATTACHING;
        private Instant stamp;

        private Order(String id, Wish wish, Duration hold, Instant now) {
            this.id = id;
            this.wish = wish;
            this.hold = hold;
            this.stamp = now;
        }

        private void becomes(Stage next, Instant now) {
            stage = next;
            stamp = now;
        }
    }

    private static final class World {
        private final Random random;
        private final int units;
        private final SaleTerms terms;
        private final Spec<Counter, CounterEvent> counter = Spec.of(Counter.BLUEPRINT);
        private final List<Wish> wishes = new ArrayList<>();
        private final List<Order> orders = new ArrayList<>();
        private final LossyNetwork<CounterCommand<?>> network;
        private final Map<String, String> claimedBy = new HashMap<>();
        private final Map<String, String> soldTo = new HashMap<>();
        private final Map<String, Integer> paid = new HashMap<>();
        private final Map<Integer, Integer> rounds = new HashMap<>();
        private final Set<String> ended = new HashSet<>();
        private final Map<String, Instant> endedAt = new HashMap<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private int round;
        private boolean calledOff;
        private boolean closing;
        private boolean twice;

        private World(Random random) {
            this.random = random;
            network = new LossyNetwork<>(random, this::tell);
            units = random.nextInt(12);
            var ttl = Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 20_000 : 600_000));
            terms = new SaleTerms("MUG", "A mug", Money.of(500, "GBP"), 1 + random.nextInt(4), now.plusSeconds(random.nextInt(5)), now.plusSeconds(20 + random.nextInt(400)), ttl);
            tell(new CounterCommand.Open(COUNTER, terms, units));
        }

        private void live(int steps) {
            for (int i = 0; i < steps; i++) {
                passes(Duration.ofMillis(random.nextInt(12) == 0 ? random.nextInt(40_000) : random.nextInt(900)));
                switch (random.nextInt(6)) {
                    case 0, 1 -> wishes.add(new Wish("k" + wishes.size(), "c" + random.nextInt(6), 1 + random.nextInt(3)));
                    case 2 -> anyWish(wish -> asked(new CounterCommand.Release(COUNTER + "." + wish.key, wish.customer)));
                    case 3 -> anyWish(wish -> {
                        if (wish.granted) orders.add(new Order("o" + orders.size(), wish, Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 10_000 : 300_000)), now));
                    });
                    default -> anyWish(wish -> asked(new CounterCommand.Claim(COUNTER + "." + wish.key, wish.customer, wish.quantity, now)).ifPresent(outcome -> wish.granted |= accepted(outcome)));
                }
                if (!orders.isEmpty()) act(orders.get(random.nextInt(orders.size())));
                if (!closing && (!now.isBefore(terms.endsAt()) || random.nextInt(150) == 0)) close(now.isBefore(terms.endsAt()));
                if (closing && random.nextInt(4) == 0) collect();
            }
        }

        private void anyWish(java.util.function.Consumer<Wish> what) {
            if (!wishes.isEmpty()) what.accept(wishes.get(random.nextInt(wishes.size())));
        }

        /** Every order ends what it began, the sale is over and collects until nothing is outstanding, the last copies arrive: nothing is left over. */
        private void settle() {
            if (!closing) close(true);
            for (int i = 0; i < 2_000 && (left() > 0 || orders.stream().anyMatch(order -> order.stage != Stage.DONE)); i++) {
                passes(Duration.ofSeconds(1));
                orders.forEach(this::act);
                collect();
            }
            passes(LossyNetwork.LONGEST_DELAY);
            for (int i = 0; i < 50; i++) passes(LossyNetwork.LONGEST_DELAY);
            var state = counter.state();
            assertThat(orders).allMatch(order -> order.stage == Stage.DONE);
            int soldUnits = paid.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(collected() + soldUnits).as("every unit is sold or back").isEqualTo(units);
            assertThat(state.level().left()).isZero();
            assertThat(state.level().claimed()).isZero();
            assertThat(state.level().sold()).isEqualTo(soldUnits);
            assertThat(state.claims().held().keySet()).as("remembered for ever").containsExactlyInAnyOrderElementsOf(soldTo.keySet());
            assertThat(state.claims().due().ids()).isEmpty();
            assertThat(state.claims().used().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(soldUnits);
        }

        private int left() {
            return units - collected() - paid.values().stream().mapToInt(Integer::intValue).sum();
        }

        private int collected() {
            return rounds.values().stream().mapToInt(Integer::intValue).sum();
        }

        private void close(boolean early) {
            closing = true;
            calledOff = early;
            round = 1;
        }

        private void collect() {
            asked(new CounterCommand.Collect(round, calledOff)).ifPresent(outcome -> {
                var answer = (CounterCommand.Collected) ((Outcome.Accepted<?>) outcome).reply();
                assertThat(answer.round()).isEqualTo(round);
                rounds.put(round++, answer.units());
            });
        }

        private void act(Order order) {
            String claim = COUNTER + "." + order.wish.key;
            switch (order.stage) {
                case ATTACHING -> {
                    if (random.nextInt(20) == 0) order.becomes(Stage.DETACHING, now);
                    else asked(new CounterCommand.Attach(claim, order.wish.customer, order.id, order.stamp, order.stamp.plus(order.hold)))
                            .ifPresent(outcome -> order.becomes(accepted(outcome) ? Stage.ATTACHED : Stage.DETACHING, now));
                }
                case ATTACHED -> order.becomes(random.nextInt(3) == 0 ? Stage.DETACHING : Stage.SELLING, now);
                case SELLING -> asked(new CounterCommand.Sell(claim, order.id)).ifPresent(outcome -> {
                    if (!accepted(outcome)) {
                        order.becomes(Stage.DETACHING, now);
                        return;
                    }
                    assertThat(soldTo.put(order.wish.key, order.id)).as("who else has %s", claim).isNull();
                    paid.merge(order.wish.customer, order.wish.quantity, Integer::sum);
                    assertThat(paid.get(order.wish.customer)).as("paid by one customer").isLessThanOrEqualTo(terms.perCustomer());
                    order.becomes(Stage.DONE, now);
                });
                case DETACHING -> asked(new CounterCommand.Detach(claim, order.id, order.stamp)).ifPresent(outcome -> {
                    assertThat(accepted(outcome)).as("never refused").isTrue();
                    order.becomes(Stage.DONE, now);
                });
                case DONE -> { }
            }
        }

        private Optional<Outcome<?>> asked(CounterCommand<?> command) {
            return network.send(command, now);
        }

        private void passes(Duration time) {
            now = now.plus(time);
            counter.at(now);
            network.deliver(now);
            boolean due = Counter.BLUEPRINT.wakeAt(counter.state()).filter(wake -> !wake.isAfter(now)).isPresent();
            if (due && (random.nextInt(3) > 0 || time.compareTo(Duration.ofHours(1)) > 0)) tell(new CounterCommand.Expire());
        }

        private Outcome<?> tell(CounterCommand<?> command) {
            counter.at(now).when(command);
            var outcome = counter.outcome();
            for (var event : counter.events()) happened((CounterEvent) event);
            check();
            if (twice) {
                var level = counter.state().level();
                counter.when(command);
                assertThat(counter.events()).as("%s again", command).isEmpty();
                assertThat(counter.state().level()).isEqualTo(level);
                assertThat(counter.outcome()).isEqualTo(outcome);
            }
            return outcome;
        }

        private void happened(CounterEvent event) {
            if (event instanceof CounterEvent.Claimed claimed) {
                assertThat(claimedBy.put(claimed.claim(), claimed.customer())).as("a key stands for one customer").isIn(null, claimed.customer());
                assertThat(now).isAfterOrEqualTo(terms.startsAt()).isBefore(terms.endsAt());
                assertThat(rounds).as("nothing is claimed after a collection").isEmpty();
            } else if (event instanceof CounterEvent.Sold sold) {
                assertThat(claimedBy).as("what is sold was claimed").containsKey(sold.claim());
                assertThat(ended.add(sold.claim())).as("sold once").isTrue();
            }
        }

        private void check() {
            var state = counter.state();
            var level = state.level();
            int gone = state.round() == 0 ? 0 : rounds.entrySet().stream().filter(entry -> entry.getKey() < state.round()).mapToInt(Map.Entry::getValue).sum() + state.collected();
            assertThat(level.left() + level.claimed() + level.sold() + gone).as("left, claimed, sold and collected are what was opened").isEqualTo(state.terms().isPresent() ? units : 0);
            assertThat(Math.min(level.left(), Math.min(level.claimed(), level.sold()))).as("never below nothing").isNotNegative();
            var has = new HashMap<String, Integer>();
            int claimed = 0;
            int sold = 0;
            for (var claim : state.claims().held().values()) {
                if (claim.stage() != Held.Stage.ENDED) has.merge(claim.customer(), claim.quantity(), Integer::sum);
                if (claim.holdsUnits()) claimed += claim.quantity();
                if (claim.stage() == Held.Stage.SOLD) sold += claim.quantity();
            }
            assertThat(level.claimed()).isEqualTo(claimed);
            assertThat(level.sold()).isEqualTo(sold);
            assertThat(Map.copyOf(state.claims().used())).as("what customers have").isEqualTo(has);
            assertThat(has.values()).as("the cap").allMatch(units -> units <= terms.perCustomer());
            assertThat(state.claims().due().ids()).as("each claim that is not sold has its time").hasSize((int) state.claims().held().values().stream().filter(claim -> claim.stage() != Held.Stage.SOLD).count());
            remembers(state);
        }

        /** Claims with units are no more than units; the others are forgotten when their time is over. */
        private void remembers(Counter state) {
            endedAt.keySet().retainAll(state.claims().held().keySet());
            state.claims().held().forEach((key, claim) -> {
                if (claim.stage() == Held.Stage.ENDED) endedAt.putIfAbsent(key, now);
            });
            long withUnits = state.claims().held().values().stream().filter(claim -> claim.stage() != Held.Stage.ENDED).count();
            assertThat(withUnits).isLessThanOrEqualTo(units);
            assertThat(state.claims().held().size()).isEqualTo(withUnits + endedAt.size());
            state.claims().held().forEach((key, claim) -> {
                if (claim.stage() == Held.Stage.ENDED) assertThat(claim.due()).isBeforeOrEqualTo(endedAt.get(key).plus(terms.claimTtl()).plus(Held.REMEMBERED));
            });
        }

        private static boolean accepted(Outcome<?> outcome) {
            return outcome.fold(reply -> true, rejection -> false);
        }
    }
}
