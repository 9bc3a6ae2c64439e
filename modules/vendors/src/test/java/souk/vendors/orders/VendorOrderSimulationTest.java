package souk.vendors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.orders.Sold.GBP;
import static souk.vendors.orders.Sold.NOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.orders.api.Commission;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorOrders;
import souk.orders.api.VendorPart;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Settled;
import souk.vendors.api.VendorOrderView.Status;

/**
 * Orders of two vendors are confirmed, given back and cancelled, sent and delivered, and paid by one payout after the other, while messages are lost, copied and late and everybody dies after any event. In the end each vendor
 * order has heard everything once, its vendor's account knows how it stands, and what was paid and what is due add up to what is left of it.
 */
class VendorOrderSimulationTest {
    private static final int MANY = 250;
    private static final int ORDERS = 3;
    private static final List<String> VENDORS = List.of("ann", "bob");

    /** An order as the shop knows it: what of each line was given back. */
    private static final class Bought {
        private final List<OrderLine> lines = new ArrayList<>();
        private final Map<Integer, Integer> back = new HashMap<>();
        private boolean cancelled;
        private boolean busy;
        private int refunds;

        private VendorOrders.Sold sold(String id) {
            return new VendorOrders.Sold(id, "S-" + id, NOON, lines);
        }

        private int left(int place) {
            return lines.get(place).quantity() - back.getOrDefault(place, 0);
        }

        private OrderRefund.Line given(int place, int units) {
            back.merge(place, units, Integer::sum);
            var line = lines.get(place);
            return new OrderRefund.Line(line.sku(), units, line.unitPrice().times(units), line.vendor().map(VendorPart::vendorId), line.vendor().map(part -> money(0)));
        }
    }

    private static Money money(long pence) {
        return new Money(pence, GBP);
    }

    private final Map<Status, Integer> counts = new EnumMap<>(Status.class);
    private final long[] totals = new long[4];

    @Test
    void whateverFailsEachVendorOrderHearsAllOfItOnceAndIsPaidOnce() {
        Seeds.each(MANY, seed -> {
            var random = new Random(seed);
            var world = new SoldWorld(random, random.nextInt(3) == 0 ? new Trouble(0.10, 0.20, 0.20, 0.05, 0.05, 0.5) : new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3));
            var orders = new HashMap<String, Bought>();
            var paid = new HashMap<String, Map<String, List<Due>>>();
            for (int i = 0; i < ORDERS; i++) lives(world, random, "order-" + i, orders);
            for (int i = 0; i < 3; i++) world.after(Duration.ofSeconds(random.nextInt(1_200)), world::readerDies);
            pays(world, random, 0, paid);
            if (random.nextInt(4) == 0) world.dieAfter(1 + random.nextInt(300));
            world.run(Duration.ofMinutes(25));
            world.calmDown();
            world.run(Duration.ofMinutes(90));
            endsWell(world, orders, paid);
            totals[0]++;
            totals[1] += world.deaths();
            totals[2] += world.things();
        });
        System.out.println(totals[0] + " simulated shops with " + totals[1] + " deaths, " + totals[2] + " messages and steps and " + totals[3] + " parts of payouts: vendor orders ended as " + counts);
        if (totals[0] >= MANY) assertThat(counts.keySet()).containsExactlyInAnyOrder(Status.values());
    }

    private static void lives(SoldWorld world, Random random, String id, Map<String, Bought> orders) {
        var bought = new Bought();
        orders.put(id, bought);
        for (int i = 0; i < 4; i++) {
            long price = random.nextInt(2_000);
            int quantity = 1 + random.nextInt(5);
            var commission = random.nextInt(3) == 0 ? Optional.<Commission>empty() : Optional.of(new Commission(money(random.nextLong(price * quantity + 1)), "all@1"));
            var part = i == 0 ? Optional.<VendorPart>empty() : Optional.of(new VendorPart(VENDORS.get(i % 2), money(random.nextInt(300)), commission));
            bought.lines.add(new OrderLine("sku-" + i, "A thing", quantity, money(price), money(price * quantity), Optional.empty(), part));
        }
        var nothing = money(0);
        world.happens(id, new OrderEvent.Confirmed("guest:x", "S-" + id, Personal.sealed("guest:x", "X"), bought.lines, new OrderTotals(nothing, nothing, nothing, nothing, nothing), NOON, NOON));
        for (int moves = random.nextInt(5); moves > 0; moves--) world.after(Duration.ofSeconds(random.nextInt(1_200)), () -> givesBack(world, random, id, bought));
        if (random.nextInt(4) == 0) world.after(Duration.ofSeconds(random.nextInt(1_200)), () -> cancels(world, id, bought));
        for (String vendor : VENDORS) {
            String theirs = VendorOrderCommand.id(id, vendor);
            if (random.nextInt(4) > 0) world.after(Duration.ofSeconds(60 + random.nextInt(600)), () -> world.asks(VendorOrderCommand.at(theirs), new VendorOrderCommand.Ship(vendor, "Post", "T1", "account-1"), outcome -> {}));
            if (random.nextInt(3) > 0) world.after(Duration.ofSeconds(300 + random.nextInt(600)), () -> world.asks(VendorOrderCommand.at(theirs), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1"), outcome -> {}));
        }
    }

    /** One thing after the other, each told to the vendor orders before it has happened: what they answer then is as it stays. */
    private static void givesBack(SoldWorld world, Random random, String id, Bought bought) {
        if (bought.busy) {
            world.after(Duration.ofSeconds(5), () -> givesBack(world, random, id, bought));
            return;
        }
        var given = new ArrayList<OrderRefund.Line>();
        for (int place = 0; place < bought.lines.size(); place++) if (!bought.cancelled && bought.left(place) > 0 && random.nextBoolean()) given.add(bought.given(place, 1 + random.nextInt(bought.left(place))));
        if (given.isEmpty()) return;
        String refund = "r" + bought.refunds++;
        goesBack(world, id, bought, new VendorOrders.GivenBack(refund, given), () -> world.happens(id, new OrderEvent.Refunded(refund, given, money(1), true, world.now())));
    }

    private static void cancels(SoldWorld world, String id, Bought bought) {
        if (bought.busy) {
            world.after(Duration.ofSeconds(5), () -> cancels(world, id, bought));
            return;
        }
        var rest = new ArrayList<OrderRefund.Line>();
        for (int place = 0; place < bought.lines.size(); place++) if (bought.left(place) > 0) rest.add(bought.given(place, bought.left(place)));
        bought.cancelled = true;
        goesBack(world, id, bought, new VendorOrders.Cancelled(rest), () -> world.happens(id, new OrderEvent.Cancelled(world.now(), rest)));
    }

    private static void goesBack(SoldWorld world, String id, Bought bought, VendorOrders.Word word, Runnable happens) {
        bought.busy = true;
        world.tells(bought.sold(id), word, () -> {
            for (String vendor : FollowOrders.words(word).keySet()) asItStays(world, id, vendor, bought);
            bought.busy = false;
            happens.run();
        });
    }

    private static void asItStays(SoldWorld world, String id, String vendor, Bought bought) {
        String theirs = VendorOrderCommand.id(id, vendor);
        for (int place = 0; place < bought.lines.size(); place++) {
            if (bought.lines.get(place).vendor().filter(part -> part.vendorId().equals(vendor)).isEmpty()) continue;
            assertThat(Lines.find(world.order(theirs).left(), Integer.toString(place + 1)).map(Line::quantity).orElse(0)).as("what is left of line " + place + " of " + theirs).isEqualTo(bought.left(place));
        }
    }

    /** One payout after the other asks every vendor order that there is; what it is answered it pays, or releases. Some die and ask again. */
    private void pays(SoldWorld world, Random random, int number, Map<String, Map<String, List<Due>>> paid) {
        if (number == 12) return;
        world.after(Duration.ofSeconds(30 + random.nextInt(200)), () -> {
            String payout = "p" + number;
            var asked = world.ids();
            var heard = new HashMap<String, List<Due>>();
            boolean fails = random.nextInt(3) == 0;
            boolean forgets = random.nextInt(4) == 0;
            var settle = new VendorOrderCommand.Settle(payout, GBP, Duration.ofSeconds(random.nextInt(2) * 120L), world.now());
            if (forgets) asked.forEach(id -> world.asks(VendorOrderCommand.at(id), settle, outcome -> {}));
            each(world, asked, settle, (id, outcome) -> heard.put(id, ((Settled) ((Outcome.Accepted<?>) outcome).reply()).lines()), () -> {
                if (!fails) heard.forEach((id, lines) -> paid.computeIfAbsent(id, none -> new HashMap<>()).put(payout, lines));
                totals[3] += heard.values().stream().filter(lines -> !lines.isEmpty()).count();
                if (fails) each(world, asked, new VendorOrderCommand.Release(payout), (id, outcome) -> {}, () -> pays(world, random, number + 1, paid));
                else pays(world, random, number + 1, paid);
            });
        });
    }

    private interface Answered {
        void by(String id, Outcome<?> outcome);
    }

    private static void each(SoldWorld world, List<String> ids, VendorOrderCommand<?> command, Answered answered, Runnable done) {
        var open = new int[] {ids.size()};
        if (ids.isEmpty()) done.run();
        for (String id : ids) {
            world.asks(VendorOrderCommand.at(id), command, outcome -> {
                answered.by(id, outcome);
                if (--open[0] == 0) done.run();
            });
        }
    }

    private void endsWell(SoldWorld world, Map<String, Bought> orders, Map<String, Map<String, List<Due>>> paid) {
        assertThat(world.allIsRead()).as("all is read").isTrue();
        orders.forEach((id, bought) -> {
            for (String vendor : VENDORS) {
                String theirs = VendorOrderCommand.id(id, vendor);
                var order = world.order(theirs);
                var view = order.view();
                counts.merge(view.status(), 1, Integer::sum);
                asItStays(world, id, vendor, bought);
                assertThat(VendorOrder.BLUEPRINT.next(order, world.now())).as("what is left to do of " + theirs).isEmpty();
                var report = world.reports.get(theirs);
                assertThat(report.due()).as("what the account knows of " + theirs).isEqualTo(view.due());
                assertThat(report.deliveredAt()).isEqualTo(view.deliveredAt());
                var parts = paid.getOrDefault(theirs, Map.of());
                parts.forEach((payout, lines) -> assertThat(order.settlements().answered(payout).orElse(List.of())).as(payout + " of " + theirs).isEqualTo(lines));
                assertThat(order.settlements().paying().keySet()).as("payouts of " + theirs).allMatch(parts::containsKey);
                Money sum = parts.values().stream().flatMap(List::stream).map(Due::net).reduce(money(0), Money::plus);
                assertThat(sum.plus(view.due())).as("what was paid and is due of " + theirs).isEqualTo(order.left().stream().map(Line::net).reduce(money(0), Money::plus));
            }
        });
    }
}
