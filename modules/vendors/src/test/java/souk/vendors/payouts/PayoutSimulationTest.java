package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Units;

/**
 * Vendors sell, deliver, give back and are paid by runs that overlap, while messages are lost, copied and late, everybody dies after any event and what they were doing goes on. In the end every penny was paid once: what the provider's
 * book says, what payouts say by their lines, what accounts have added up and what vendor orders are still owed agree, line by line.
 */
class PayoutSimulationTest {
    private static final PayoutTerms AT_ONCE = new PayoutTerms(0, Optional.empty(), 0);
    private static final String[] MEANS = {"acct-1", "acct-1", "acct-1", "decline-1", "pending-1", "timeout-1", null};

    @Test
    void everyPennyIsPaidOnceWhateverFails() {
        var totals = new long[6];
        Seeds.each(150, seed -> {
            var random = new Random(seed);
            var world = new PayoutWorld(random, random.nextInt(3) == 0 ? new Trouble(0.10, 0.30, 0.30, 0.05, 0.05, 0.5) : new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3));
            int vendors = 1 + random.nextInt(8);
            for (int i = 0; i < vendors; i++) world.vendor("vendor-" + i, MEANS[random.nextInt(MEANS.length)]);
            int orders = random.nextInt(40);
            for (int i = 0; i < orders; i++) world.after(Duration.ofSeconds(random.nextInt(1_500)), () -> live(world, random));
            int runs = random.nextInt(40);
            for (int i = 0; i < runs; i++) {
                String key = "run-" + random.nextInt(20);
                world.after(Duration.ofSeconds(random.nextInt(3_000)), () -> world.runs(key, terms(random)));
            }
            // Those that were declined, or had no account, see to it.
            world.after(Duration.ofSeconds(2_500 + random.nextInt(1_000)), () -> world.vendors.forEach(vendor -> world.accounts.put(vendor, "acct-2")));
            if (random.nextInt(4) == 0) world.dieAfter(1 + random.nextInt(2_000));
            world.run(Duration.ofHours(2));
            world.calmDown();
            world.run(Duration.ofHours(3));
            world.runs("last", AT_ONCE);
            world.run(Duration.ofHours(1));
            audit(world);
            totals[0]++;
            totals[1] += world.deaths();
            totals[2] += world.things();
            totals[3] += world.book.entries.size();
            totals[4] += world.states(Payout.BLUEPRINT).values().stream().filter(payout -> payout.code() != null).count();
            totals[5] += world.vendors.stream().mapToLong(world::paidTo).sum();
        });
        System.out.println(totals[0] + " simulated shops with " + totals[1] + " deaths and " + totals[2] + " messages and steps: " + totals[3] + " payouts in the provider's book, " + totals[4] + " declined, " + totals[5] + " pence paid");
    }

    @Test
    void tenThousandLinesArePaidOnceThoughWhoeverPaysThemDiesAHundredTimes() {
        Seeds.each(2, seed -> {
            var random = new Random(seed);
            var world = new PayoutWorld(random, new Trouble(0.01, 0.20, 0.02, 0.01, 0.02, 0.3));
            for (int i = 0; i < 4; i++) world.vendor("vendor-" + i, i == 0 ? "timeout-1" : "acct-1");
            for (int i = 0; i < 2_500; i++) {
                String vendorOrder = world.sells("vendor-" + i % 4, 4, random);
                world.after(Duration.ofMinutes(1), () -> world.insists(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1")));
            }
            for (int i = 0; i < 3; i++) {
                String key = "run-" + i;
                world.after(Duration.ofMinutes(2 + i), () -> world.runs(key, AT_ONCE));
            }
            for (int minutes = 3; minutes < 60; minutes++) world.after(Duration.ofMinutes(minutes), () -> callsBack(world));
            world.run(Duration.ofHours(3));
            world.calmDown();
            world.run(Duration.ofHours(1));
            world.runs("last", AT_ONCE);
            world.run(Duration.ofHours(1));
            audit(world);
            long lines = world.states(Payout.BLUEPRINT).values().stream().filter(payout -> payout.reference() != null).flatMap(payout -> payout.parts().values().stream()).mapToLong(part -> part.lines().size()).sum();
            // Lines that come to nothing are in none, and some vendors gave up saying that they have delivered.
            long delivered = world.orders().values().stream().filter(order -> order.deliveredAt().isPresent()).flatMap(order -> order.lines().stream()).filter(line -> !line.net().isZero()).count();
            assertThat(lines).isEqualTo(delivered).isGreaterThan(9_000);
            assertThat(world.deaths()).isGreaterThan(100);
            System.out.println(lines + " lines in " + world.book.entries.size() + " payouts, each paid once, with " + world.deaths() + " deaths and " + world.things() + " messages and steps");
        });
    }

    @Test
    void whenNothingFailsOneRunPaysAllAndTheNextNothing() {
        Seeds.each(20, seed -> {
            var random = new Random(seed);
            var world = new PayoutWorld(random, Trouble.NONE);
            for (int i = 0; i < 5; i++) world.vendor("vendor-" + i, "acct-1");
            for (int i = 0; i < 20; i++) {
                String vendorOrder = world.sells("vendor-" + i % 4, 1 + random.nextInt(4), random);
                world.after(Duration.ofSeconds(10), () -> world.insists(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1")));
            }
            world.run(Duration.ofMinutes(1));
            world.runs("first", AT_ONCE);
            world.runs("second", AT_ONCE);
            world.run(Duration.ofMinutes(5));
            audit(world);
            var first = world.state(PayoutRunCommand.at("first"), PayoutRun.BLUEPRINT);
            var second = world.state(PayoutRunCommand.at("second"), PayoutRun.BLUEPRINT);
            assertThat(first.payouts() + second.payouts()).isEqualTo(world.book.entries.size()).isLessThanOrEqualTo(4);
            assertThat(first.paid() + second.paid()).isEqualTo(world.vendors.stream().mapToLong(world::paidTo).sum());
        });
    }

    @Test
    void aRunPaysWhatIsPayableLessTheReserveToThePennyAndTheRestComesLater() {
        Seeds.each(100, seed -> {
            var random = new Random(seed);
            var world = new PayoutWorld(random, Trouble.NONE);
            world.vendor("vendor-0", "acct-1");
            for (int i = 0; i <= random.nextInt(6); i++) {
                String vendorOrder = world.sells("vendor-0", 1 + random.nextInt(4), random);
                world.after(Duration.ofSeconds(10 + random.nextInt(5)), () -> world.insists(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1")));
                if (random.nextInt(3) == 0) world.after(Duration.ofMinutes(4), () -> world.insists(VendorOrderCommand.at(vendorOrder), new VendorOrderCommand.GiveBack("r", List.of(new Units("SKU-1", 1, PayoutWorld.gbp(1))))));
            }
            world.run(Duration.ofMinutes(1));
            int reserve = 1 + random.nextInt(9_999);
            for (int i = 0; i < 3; i++) {
                long paid = world.paidTo("vendor-0");
                long payable = world.orders().values().stream().mapToLong(order -> order.due().amount()).sum();
                world.runs("run-" + i, new PayoutTerms(0, Optional.empty(), reserve));
                world.run(Duration.ofMinutes(5));
                assertThat(world.paidTo("vendor-0") - paid).as("what run " + i + " pays of " + payable + " with a reserve of " + reserve).isEqualTo(payable <= 0 ? 0 : payable - (payable * reserve + 9_999) / 10_000);
            }
            long payable = world.orders().values().stream().mapToLong(order -> order.due().amount()).sum();
            long paid = world.paidTo("vendor-0");
            world.runs("last", AT_ONCE);
            world.run(Duration.ofMinutes(5));
            assertThat(world.paidTo("vendor-0") - paid).isEqualTo(Math.max(0, payable));
            audit(world);
        });
    }

    /** For half an hour no account hears how its vendor orders stand: who cancels and gives back is answered all the same, and runs begin right after that. */
    @Test
    void whatIsAnsweredToBeCancelledIsNotPaidThoughNoAccountHasHeardOfIt() {
        Seeds.each(50, seed -> {
            var random = new Random(seed);
            var world = new PayoutWorld(random, Trouble.NONE);
            world.vendor("vendor-0", "acct-1");
            var orders = new ArrayList<String>();
            for (int i = 0; i < 10; i++) orders.add(world.sells("vendor-0", 1 + random.nextInt(4), random));
            world.after(Duration.ofSeconds(10), () -> orders.forEach(order -> world.insists(VendorOrderCommand.at(order), new VendorOrderCommand.Deliver(Optional.empty(), "staff-1"))));
            world.run(Duration.ofMinutes(1));
            if (random.nextBoolean()) world.runs("before", new PayoutTerms(0, Optional.empty(), 5_000));
            world.run(Duration.ofMinutes(5));
            world.loses(VendorAccountCommand.Report.class::isInstance);
            orders.subList(0, 4).forEach(world::cancels);
            world.insists(VendorOrderCommand.at(orders.get(5)), new VendorOrderCommand.GiveBack("r", List.of(new Units("SKU-1", 1, PayoutWorld.gbp(1)))));
            world.run(Duration.ofMinutes(1));
            assertThat(world.cancelled).containsOnlyKeys(orders.subList(0, 4));
            world.runs("blind", AT_ONCE);
            world.run(Duration.ofMinutes(30));
            // The account believes that they are due: that is an index, and no payout goes by it.
            world.loses(command -> false);
            world.run(Duration.ofMinutes(30));
            world.runs("last", AT_ONCE);
            world.run(Duration.ofMinutes(30));
            audit(world);
        });
    }

    private static PayoutTerms terms(Random random) {
        return new PayoutTerms(0, random.nextInt(3) == 0 ? Optional.of(PayoutWorld.gbp(random.nextInt(5_000))) : Optional.empty(), random.nextInt(3) == 0 ? random.nextInt(10_000) : 0);
    }

    /** An order, and what becomes of it. */
    private static void live(PayoutWorld world, Random random) {
        String vendorOrder = world.sells(world.vendors.get(random.nextInt(world.vendors.size())), 1 + random.nextInt(4), random);
        if (random.nextInt(8) > 0) later(world, random, vendorOrder, new VendorOrderCommand.Deliver(Optional.empty(), "staff-1"));
        for (int i = random.nextInt(4); i > 1; i--) {
            later(world, random, vendorOrder, new VendorOrderCommand.GiveBack("refund-" + i, List.of(new Units("SKU-" + (1 + random.nextInt(3)), 1 + random.nextInt(2), PayoutWorld.gbp(1)))));
        }
        if (random.nextInt(8) == 0) world.after(Duration.ofSeconds(5 + random.nextInt(2_000)), () -> world.cancels(vendorOrder));
        if (random.nextInt(3) == 0) world.after(Duration.ofSeconds(random.nextInt(3_000)), () -> callsBack(world));
    }

    /** The provider says of each payout what has become of it, asked or not. */
    private static void callsBack(PayoutWorld world) {
        List.copyOf(world.book.entries.values()).forEach(entry -> world.tell(PayoutCommand.at(entry.payoutId()), new PayoutCommand.Hear(TestPayouts.result(entry, world.now(), Duration.ofMinutes(2))), heard -> {}));
    }

    private static void later(PayoutWorld world, Random random, String vendorOrder, VendorOrderCommand<?> command) {
        world.after(Duration.ofSeconds(5 + random.nextInt(2_000)), () -> world.insists(VendorOrderCommand.at(vendorOrder), command));
    }

    private static void audit(PayoutWorld world) {
        world.states(PayoutRun.BLUEPRINT).forEach((id, run) -> {
            if (run.begun() == null) return;
            assertThat(run.endedAt()).as("when run " + id + " was over: " + run).isNotNull();
            var paid = world.states(Payout.BLUEPRINT).values().stream().filter(payout -> payout.requested() != null && payout.requested().runId().equals(id) && payout.reference() != null).toList();
            assertThat(run.paid()).as("what run " + id + " has paid").isEqualTo(paid.stream().mapToLong(Payout::amount).sum());
            assertThat(run.payouts() - run.failed()).as("how many run " + id + " has paid").isEqualTo(paid.size());
        });
        var paidOf = new HashMap<String, Money>();
        var once = new HashSet<String>();
        world.states(Payout.BLUEPRINT).forEach((id, payout) -> {
            assertThat(payout.phase()).as("payout " + id).isEqualTo(Payout.Phase.OVER);
            var lines = payout.parts().values().stream().flatMap(part -> part.lines().stream()).toList();
            assertThat(payout.amount()).as("the amount of " + id + " is the sum of its lines").isEqualTo(lines.stream().mapToLong(line -> line.net().amount()).sum());
            assertThat(lines.stream().map(line -> line.vendorOrderId() + "/" + line.lineId())).as("the lines of " + id).doesNotHaveDuplicates();
            var entry = world.book.entries.get(id);
            if (payout.reference() == null) {
                assertThat(entry == null || entry.means().equals("decline")).as("whether the provider paid " + id + ", which was not").isTrue();
                return;
            }
            assertThat(entry).as("the provider's entry of " + id).isNotNull();
            assertThat(entry.amount().amount()).as("what the provider paid as " + id).isEqualTo(payout.amount()).isPositive();
            once.add(id);
            lines.stream().map(PayoutLine::vendorOrderId).distinct().filter(world.cancelled::containsKey).filter(order -> !payout.requested().since().isBefore(world.cancelled.get(order))).forEach(order ->
                    assertThat(lines.stream().filter(line -> line.vendorOrderId().equals(order)).mapToLong(line -> line.net().amount())).as("what " + id + " pays of " + order + ", of which it had been answered that it is cancelled").allMatch(net -> net < 0));
            for (PayoutLine line : lines) paidOf.merge(line.vendorOrderId(), line.net(), Money::plus);
        });
        assertThat(once).as("payouts that the provider paid").containsAll(world.book.entries.values().stream().filter(entry -> !entry.means().equals("decline")).map(PayoutBook.Entry::payoutId).toList());

        var payable = new HashMap<String, Long>();
        world.orders().forEach((id, order) -> {
            var net = order.lines().stream().map(Line::net).reduce(PayoutWorld.gbp(0), Money::plus);
            assertThat(paidOf.getOrDefault(id, PayoutWorld.gbp(0)).plus(order.due())).as("what was paid of " + id + " and is due is the vendor's").isEqualTo(net);
            var entry = world.account(order.vendorId()).entries().get(id);
            assertThat(entry == null ? 0 : entry.due()).as("what the account has of " + id).isEqualTo(order.due().amount());
            if (order.deliveredAt().isPresent() || order.due().amount() < 0) payable.merge(order.vendorId(), order.due().amount(), Long::sum);
        });
        for (String vendor : world.vendors) {
            var account = world.account(vendor);
            assertThat(account.underWay()).as("what is under way at the account of " + vendor).isNull();
            assertThat(account.paid()).as("what the account of " + vendor + " says was paid").isEqualTo(world.paidTo(vendor));
            assertThat(payable.getOrDefault(vendor, 0L)).as("what is left to pay to " + vendor).isLessThan(1);
        }
    }
}
