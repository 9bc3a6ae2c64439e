package souk.vendors.disputes;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.disputes.DisputeWorld.GBP;
import static souk.vendors.disputes.DisputeWorld.gbp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Settled;
import souk.vendors.disputes.DisputeCommand.Side;
import souk.vendors.disputes.DisputeWorld.Bought;

/**
 * Orders are delivered, given back, cancelled, paid by one payout after the other, and disputed: opened while a payout is under way, decided before and after one, twice and otherwise, while messages are lost, copied and late and
 * everybody dies after any event. In the end each dispute came out as it was decided, nothing is kept back, and what was paid and what is due add up to what is left.
 */
class DisputeSimulationTest {
    private static final int MANY = 200;
    private static final Personal<String> SAID = Personal.sealed("account-1", "A");

    private final Map<String, Integer> ends = new TreeMap<>();
    private long deaths;
    private long things;
    private long tries;

    @Test
    void whateverFailsADisputeComesOutAsItWasDecidedAndEveryPennyIsPaidOnce() {
        Seeds.each(MANY, seed -> {
            var random = new Random(seed);
            var world = new DisputeWorld(random, random.nextInt(3) == 0 ? new Trouble(0.10, 0.20, 0.20, 0.05, 0.05, 0.5) : new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3));
            var paid = new HashMap<String, List<Due>>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) lives(world, random, world.sells("order-" + i, random));
            pays(world, random, 0, paid);
            if (random.nextInt(4) == 0) world.dieAfter(1 + random.nextInt(300));
            world.run(Duration.ofMinutes(40));
            world.calmDown();
            world.run(Duration.ofHours(1));
            // What nobody has decided yet.
            world.states(Dispute.BLUEPRINT).forEach((id, dispute) -> decides(world, id, random.nextBoolean() ? Party.BUYER : Party.VENDOR));
            world.run(Duration.ofHours(1));
            pay(world, "last", paid, () -> {});
            world.run(Duration.ofMinutes(10));
            endsWell(world, paid);
            tries++;
            deaths += world.deaths();
            things += world.things();
        });
        System.out.println(tries + " simulated shops with " + deaths + " deaths and " + things + " messages and steps: disputes ended as " + ends);
        if (tries >= MANY) assertThat(ends.keySet()).containsExactly("BUYER, nothing was left", "BUYER, refunded", "REFUSED", "VENDOR");
    }

    /** What becomes of an order, all at once. */
    private static void lives(DisputeWorld world, Random random, Bought order) {
        var part = VendorOrderCommand.at(order.id, DisputeWorld.VENDOR);
        if (random.nextInt(4) > 0) world.after(Duration.ofSeconds(60 + random.nextInt(600)), () -> world.asks(part, new VendorOrderCommand.Deliver(Optional.empty(), "staff-1"), heard -> {}));
        for (int i = random.nextInt(3); i > 0; i--) {
            String id = "r-" + i;
            world.after(Duration.ofSeconds(60 + random.nextInt(1_500)), () -> order.left.keySet().stream().findFirst().ifPresent(sku -> world.refund(order,
                    new OrderCommand.Refund(id, id, List.of(new OrderCommand.Units(sku, 1 + random.nextInt(order.left.get(sku)), Optional.of(DisputeWorld.VENDOR))), false, Optional.empty()))));
        }
        if (random.nextInt(8) == 0) world.after(Duration.ofSeconds(60 + random.nextInt(1_500)), () -> world.cancels(order));
        for (int i = random.nextInt(4); i > 0; i--) disputes(world, random, order, order.id + "-d" + i);
    }

    private static void disputes(DisputeWorld world, Random random, Bought order, String id) {
        int opened = random.nextInt(1_200);
        var at = DisputeCommand.at(id);
        world.after(Duration.ofSeconds(opened), () -> world.asks(at, new DisputeCommand.Open(id, "digest", order.id, DisputeWorld.VENDOR, OrderStatus.CONFIRMED, true, "account-1", SAID, Duration.ofMinutes(5), Duration.ofMinutes(10)),
                heard -> {}));
        for (int i = random.nextInt(3); i > 0; i--) {
            var says = new DisputeCommand.AddEvidence("e-" + i, "digest", i == 1 ? Side.STAFF : new Side(Party.BUYER, order.id), "somebody", SAID);
            world.after(Duration.ofSeconds(opened + random.nextInt(900)), () -> world.asks(at, says, heard -> {}));
        }
        for (int minutes : new int[] {5, 10, 15}) world.after(Duration.ofSeconds(opened + 60L * minutes), () -> world.asks(at, new DisputeCommand.PassTime(), heard -> {}));
        for (int i = random.nextInt(3); i > 0; i--) {
            var party = random.nextBoolean() ? Party.BUYER : Party.VENDOR;
            world.after(Duration.ofSeconds(opened + random.nextInt(1_200)), () -> decides(world, id, party));
        }
    }

    private static void decides(DisputeWorld world, String id, Party party) {
        world.asks(DisputeCommand.at(id), new DisputeCommand.Decide(party, "staff-1"), heard -> {});
    }

    /** One payout after the other; some are paid, and some come to nothing. */
    private static void pays(DisputeWorld world, Random random, int number, Map<String, List<Due>> paid) {
        if (number < 12) world.after(Duration.ofSeconds(20 + random.nextInt(200)), () -> pay(world, "p" + number, paid, () -> pays(world, random, number + 1, paid)));
    }

    private static void pay(DisputeWorld world, String payout, Map<String, List<Due>> paid, Runnable then) {
        var asked = List.copyOf(world.orders.values());
        var open = new int[] {asked.size()};
        boolean fails = !world.calm() && world.chance(0.3);
        var settle = new VendorOrderCommand.Settle(payout, GBP, Duration.ZERO, world.now());
        for (var order : asked) {
            world.asks(VendorOrderCommand.at(order.id, DisputeWorld.VENDOR), settle, heard -> {
                if (!fails) paid.computeIfAbsent(order.id, none -> new ArrayList<>()).addAll(((Settled) ((Outcome.Accepted<?>) heard).reply()).lines());
                Runnable over = () -> {
                    if (--open[0] == 0) then.run();
                };
                if (fails) world.asks(VendorOrderCommand.at(order.id, DisputeWorld.VENDOR), new VendorOrderCommand.Release(payout), released -> over.run());
                else over.run();
            });
        }
    }

    private void endsWell(DisputeWorld world, Map<String, List<Due>> paid) {
        var parts = world.parts();
        world.states(Dispute.BLUEPRINT).forEach((id, dispute) -> {
            if (dispute.asked() == null) return;
            assertThat(DisputeProcess.next(dispute)).as("what is left to do of " + id + ": " + dispute).isEmpty();
            assertThat(dispute.stage()).as(id).isIn(Dispute.Stage.CLOSED, Dispute.Stage.REFUSED);
            if (dispute.stage() == Dispute.Stage.REFUSED) assertThat(dispute.decided()).isNull();
            else if (dispute.decided().favoured() == Party.BUYER) assertThat(parts.get(VendorOrderCommand.id(dispute.asked().orderId(), DisputeWorld.VENDOR)).lines()).as("what is left after " + id).isEmpty();
            ends.merge(dispute.stage() == Dispute.Stage.REFUSED ? "REFUSED" : dispute.decided().favoured() == Party.VENDOR ? "VENDOR" : dispute.view().refunded().isPresent() ? "BUYER, refunded" : "BUYER, nothing was left", 1, Integer::sum);
        });
        world.orders.forEach((id, order) -> {
            var part = parts.get(VendorOrderCommand.id(id, DisputeWorld.VENDOR));
            assertThat(part.disputeId()).as("what keeps " + id + " back").isEmpty();
            var left = new HashMap<String, Integer>();
            part.lines().forEach(line -> left.merge(line.sku(), line.quantity(), Integer::sum));
            assertThat(left).as("what is left of " + id).isEqualTo(order.left);
            Money worth = part.lines().stream().map(Line::net).reduce(gbp(0), Money::plus);
            Money sum = paid.getOrDefault(id, List.of()).stream().map(Due::net).reduce(gbp(0), Money::plus);
            assertThat(sum.plus(part.due())).as("what was paid of " + id + " and is due").isEqualTo(worth);
            if (part.deliveredAt().isPresent() || part.due().amount() < 0) assertThat(part.due()).as("what is due of " + id + " after the last payout").isEqualTo(gbp(0));
        });
        assertThat(world.balance().held()).as("what is kept back").isEqualTo(gbp(0));
    }
}
