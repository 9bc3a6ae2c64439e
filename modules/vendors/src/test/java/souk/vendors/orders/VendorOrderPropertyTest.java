package souk.vendors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.orders.Sold.GBP;
import static souk.vendors.orders.Sold.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Recorded;
import souk.kernel.Rejection;
import souk.orders.api.Commission;
import souk.testkit.LossyNetwork;
import souk.testkit.Spec;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Settled;
import souk.vendors.api.VendorOrderCommand.Units;
import souk.vendors.api.VendorOrderEvent;

/**
 * An order that tells one vendor order what becomes of it and what its lines should have borne, in its order but over a network that loses, repeats and delays what is said; and payouts, one after the other, each of which asks, believes the answer that it heard
 * and pays or releases it. Beside them an account of what must be due, made from nothing but what was sold, what came back and what was paid.
 */
class VendorOrderPropertyTest {
    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void whateverTheNetworkDoesWhatIsDueAndWhatIsPaidAddUpToWhatIsLeft(@ForAll long seed) {
        var world = new World(new Random(seed));
        world.live(60);
        world.endsWell();
    }

    private static final class World {
        private final Random random;
        private final Spec<VendorOrder, VendorOrderEvent> order = Spec.of(VendorOrder.BLUEPRINT);
        private final LossyNetwork<VendorOrderCommand<?>> network;
        private final List<Line> sold = new ArrayList<>();
        private final Map<String, Integer> back = new HashMap<>();
        private final Map<String, List<Due>> paid = new HashMap<>();
        private VendorOrderList listed = VendorOrderList.NOTHING;
        private long events;
        private boolean cancelled;
        private boolean arrived;
        private int refunds;
        private int corrections;
        private int payouts;
        private int disputes;
        private String disputed;
        private Instant now = NOON;

        private World(Random random) {
            this.random = random;
            network = new LossyNetwork<>(random, this::decides);
            int lines = 1 + random.nextInt(4);
            for (int i = 0; i < lines; i++) {
                int quantity = 1 + random.nextInt(random.nextInt(5) == 0 ? 100_000 : 6);
                long price = random.nextInt(5) == 0 ? 0 : random.nextInt(5_000);
                long total = price * quantity;
                // Of some SKUs there are two lines.
                sold.add(new Line(Integer.toString(2 * i + 1), "sku-" + i / 2, quantity, money(price), money(total), money(random.nextInt(2_000)), money(total == 0 ? 0 : random.nextLong(total + 1))));
            }
            insists(new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, sold));
        }

        private static Money money(long pence) {
            return new Money(pence, GBP);
        }

        private Outcome<?> decides(VendorOrderCommand<?> command) {
            order.at(now).when(command);
            for (var event : order.events()) listed = VendorOrderList.VIEW.apply(listed, new Recorded<>("order-1.ann", ++events, "vendors-0", events, 0, now, "", (VendorOrderEvent) event));
            holds();
            return order.outcome();
        }

        /** Whoever hears nothing asks again. */
        private Outcome<?> insists(VendorOrderCommand<?> command) {
            while (true) {
                var heard = network.send(command, now);
                if (heard.isPresent()) return heard.get();
                passes(20);
            }
        }

        private void passes(int seconds) {
            now = now.plusSeconds(1 + random.nextInt(seconds));
            network.deliver(now);
        }

        // ---- what must be

        private void holds() {
            var state = order.state();
            if (state.opened() == null) return;
            Money paying = state.settlements().paying().values().stream().flatMap(part -> part.lines().stream()).map(Due::net).reduce(money(0), Money::plus);
            assertThat(state.due().plus(paying)).as("what is due and what is paid").isEqualTo(state.left().stream().map(Line::net).reduce(money(0), Money::plus));
            var view = state.view();
            var entry = listed.order().orElseThrow();
            assertThat(entry.lines()).isEqualTo(view.lines());
            assertThat(entry.agreed()).isEqualTo(view.agreed());
            assertThat(entry.status()).isEqualTo(view.status());
            assertThat(view.version()).isEqualTo(events);
            assertThat(state.settlements().over()).hasSizeLessThanOrEqualTo(Settlements.REMEMBERED);
        }

        /** What the units of a line that did not come back are worth, by the rules of what comes back and not by what came back when. */
        private Money worth(Line line) {
            int gone = cancelled ? line.quantity() : back.getOrDefault(line.lineId(), 0);
            long freight = line.freight().amount() - line.freight().amount() * gone / line.quantity();
            var commission = line.commission().minus(new Commission(line.commission(), "r").borneBy(gone, line.quantity()));
            return line.unitPrice().times(line.quantity() - gone).plus(money(freight)).minus(commission);
        }

        // ---- what happens

        private void live(int steps) {
            for (int i = 0; i < steps; i++) {
                passes(random.nextInt(10) == 0 ? 50_000 : 200);
                switch (random.nextInt(13)) {
                    case 11, 12 -> disputes();
                    case 0, 1, 2 -> givesBack();
                    case 3 -> insists(new VendorOrderCommand.Ship("ann", "Post", "T" + random.nextInt(2), "account-1"));
                    case 4 -> arrives();
                    case 5 -> cancels();
                    case 6 -> corrects();
                    default -> pays();
                }
            }
        }

        private void givesBack() {
            if (cancelled) return;
            var left = sold.stream().filter(line -> left(line) > 0).toList();
            if (left.isEmpty()) return;
            var line = left.get(random.nextInt(left.size()));
            int units = 1 + random.nextInt(sold.stream().filter(each -> each.sku().equals(line.sku())).mapToInt(this::left).sum());
            int open = units;
            for (var each : sold) {
                if (!each.sku().equals(line.sku())) continue;
                int some = Math.min(open, left(each));
                back.merge(each.lineId(), some, Integer::sum);
                open -= some;
            }
            insists(new VendorOrderCommand.GiveBack("r" + refunds++, List.of(new Units(line.sku(), units, money(1)))));
        }

        /** Some lines bear another commission than was agreed. */
        private void corrects() {
            var instead = new ArrayList<VendorOrderCommand.Bears>();
            for (int i = 0; i < sold.size(); i++) {
                if (random.nextBoolean()) continue;
                var line = sold.get(i);
                var commission = money(random.nextLong(line.total().amount() + 1));
                sold.set(i, new Line(line.lineId(), line.sku(), line.quantity(), line.unitPrice(), line.total(), line.freight(), commission));
                instead.add(new VendorOrderCommand.Bears(line.lineId(), commission));
            }
            insists(new VendorOrderCommand.CorrectCommission("c" + corrections++, instead));
        }

        private int left(Line line) {
            return line.quantity() - back.getOrDefault(line.lineId(), 0);
        }

        /** One dispute after the other, each of which keeps it back or was refused; whose end is heard of keeps back nothing more, whatever comes late. */
        private void disputes() {
            String dispute = disputed == null ? "d" + disputes++ : disputed;
            if (disputed == null && insists(new VendorOrderCommand.Freeze(dispute)) instanceof Outcome.Accepted) {
                disputed = dispute;
                return;
            }
            insists(new VendorOrderCommand.Thaw(dispute));
            disputed = null;
        }

        private void cancels() {
            if (random.nextInt(8) > 0) return;
            cancelled = true;
            insists(new VendorOrderCommand.Cancel());
        }

        private void arrives() {
            var answer = insists(new VendorOrderCommand.Deliver(random.nextBoolean() ? Optional.empty() : Optional.of(now.minusSeconds(random.nextInt(1_000_000))), "staff-1"));
            if (answer instanceof Outcome.Accepted) arrived = true;
            else assertThat(((Outcome.Refused<?>) answer).rejection()).extracting(Rejection::code).isEqualTo("vendor-order-cancelled");
        }

        /** One payout, from its beginning to its end; what it is answered it believes. */
        private void pays() {
            String payout = "p" + payouts++;
            var settle = new VendorOrderCommand.Settle(payout, GBP, Duration.ofSeconds(random.nextInt(3) == 0 ? 3_600 : 0), now,
                    random.nextInt(3) > 0 ? Optional.empty() : Optional.of(money(1 + random.nextInt(8_000))));
            var lines = settled(settle);
            settle.most().ifPresent(most -> assertThat(lines.stream().mapToLong(due -> due.net().amount()).sum()).as("what " + settle + " was given").isLessThanOrEqualTo(most.amount()));
            assertThat(order.state().freezing().disputeId()).as("the dispute that keeps it back").isEqualTo(disputed);
            if (disputed != null) assertThat(lines.stream().mapToLong(due -> due.net().amount()).sum()).as("what is paid while it is disputed").isLessThanOrEqualTo(0);
            // A run that died asks once more.
            if (random.nextInt(3) == 0) assertThat(settled(settle)).as("asked again").isEqualTo(lines);
            if (random.nextInt(3) == 0) insists(new VendorOrderCommand.Release(payout));
            else if (!lines.isEmpty()) paid.put(payout, lines);
        }

        private List<Due> settled(VendorOrderCommand.Settle settle) {
            return ((Settled) ((Outcome.Accepted<?>) insists(settle)).reply()).lines();
        }

        // ---- the end

        private void endsWell() {
            now = now.plus(LossyNetwork.LONGEST_DELAY);
            network.deliver(now);
            var state = order.state();
            assertThat(state.freezing().disputeId()).isEqualTo(disputed);
            assertThat(state.settlements().paying().keySet()).as("payouts that pay of it").isEqualTo(paid.keySet());
            paid.forEach((payout, lines) -> assertThat(state.settlements().paying().get(payout).lines()).as(payout).isEqualTo(lines));
            assertThat(state.cancelled()).isEqualTo(cancelled);
            for (var line : sold) {
                var left = worth(line);
                assertThat(Lines.find(state.left(), line.lineId()).map(Line::net).orElse(money(0))).as("what is left of " + line + ", of which came back " + back).isEqualTo(left);
                Money sum = paid.values().stream().flatMap(List::stream).filter(due -> due.lineId().equals(line.lineId())).map(Due::net).reduce(money(0), Money::plus);
                assertThat(state.settlements().of(line.lineId(), money(0))).isEqualTo(sum);
            }
            if (disputed != null) order.at(now).when(new VendorOrderCommand.Thaw(disputed));
            assertThat(order.state().freezing().isFrozen()).as("kept back by nobody").isFalse();
            // A last payout, of which no copy is on its way: then exactly what is left was paid, once it has arrived.
            var last = (Settled) ((Outcome.Accepted<?>) order.at(now).when(new VendorOrderCommand.Settle("last", GBP, Duration.ZERO, now)).outcome()).reply();
            Money all = paid.values().stream().flatMap(List::stream).map(Due::net).reduce(money(0), Money::plus).plus(last.lines().stream().map(Due::net).reduce(money(0), Money::plus));
            if (arrived || cancelled) assertThat(all).as("what was paid in all").isEqualTo(sold.stream().map(this::worth).reduce(money(0), Money::plus));
            else assertThat(all).as("what was paid of what has not arrived").isEqualTo(money(0));
        }
    }
}
