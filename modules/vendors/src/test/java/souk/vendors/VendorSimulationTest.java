package souk.vendors;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.Samples.BOB;
import static souk.vendors.Samples.COMPANY;
import static souk.vendors.Samples.DOCUMENTS;
import static souk.vendors.Samples.PAYOUT;
import static souk.vendors.Samples.STAFF;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import souk.kernel.Personal;
import souk.testkit.Seeds;
import souk.testkit.Simulation.Trouble;
import souk.vendors.api.Applicant;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorStatus;

/**
 * Vendors are approved, suspended and reinstated, and people sell for one and then for another, while messages are lost, copied and late and everybody dies after any event. In the end every decision is in
 * force or was refused, whoever may sell for a vendor sells for no other, and the sessions of who may not have ended since.
 */
class VendorSimulationTest {
    private static final int VENDORS = 3;
    private static final int PEOPLE = 5;
    private static final int MANY = 250;

    @Test
    void whateverFailsEachDecisionIsInForceInTheEndAndNobodySellsForTwo() {
        var counts = new HashMap<VendorStatus, Integer>();
        var totals = new long[3];
        Seeds.each(MANY, seed -> {
            var random = new Random(seed);
            var world = new VendorWorld(random, random.nextInt(3) == 0 ? new Trouble(0.10, 0.20, 0.20, 0.05, 0.05, 0.5) : new Trouble(0.02, 0.05, 0.05, 0.02, 0.01, 0.3));
            // Some addresses belong to somebody else already.
            if (random.nextInt(3) == 0) world.addresses.put("mailbox-0", "somebody-else");
            for (int i = 0; i < VENDORS; i++) {
                String id = "vendor-" + i;
                int owner = random.nextInt(PEOPLE);
                boolean unproven = random.nextBoolean();
                if (!unproven) world.addresses.putIfAbsent("mailbox-" + owner, "account-" + owner);
                var applicant = new Applicant("account-" + owner, "mailbox-" + owner, Personal.sealed("account-" + owner, "A"), unproven);
                insists(world, id, new VendorCommand.Apply(id, applicant, "Teas", COMPANY, PAYOUT, DOCUMENTS));
                for (int moves = 0; moves < 12; moves++) {
                    var command = move(random, "account-" + owner);
                    world.after(Duration.ofMillis(5_000 + random.nextInt(120_000)), () -> insists(world, id, command));
                }
            }
            if (random.nextInt(4) == 0) world.dieAfter(1 + random.nextInt(300));
            world.run(Duration.ofMinutes(20));
            world.calmDown();
            world.run(Duration.ofMinutes(30));
            endsWell(world, counts);
            totals[0]++;
            totals[1] += world.deaths();
            totals[2] += world.things();
        });
        System.out.println(totals[0] + " simulated shops with " + totals[1] + " deaths and " + totals[2] + " messages and steps: vendors ended as " + counts);
        if (totals[0] >= MANY) assertThat(counts.keySet()).containsExactlyInAnyOrder(VendorStatus.values());
    }

    private static VendorCommand<?> move(Random random, String owner) {
        String member = "mailbox-" + random.nextInt(PEOPLE);
        return switch (random.nextInt(12)) {
            case 0 -> new VendorCommand.StartReview(STAFF);
            case 1, 2, 3 -> new VendorCommand.Approve(STAFF);
            case 4 -> random.nextInt(3) == 0 ? new VendorCommand.Reject("No", STAFF) : new VendorCommand.StartReview(STAFF);
            case 5 -> new VendorCommand.Suspend(Optional.empty(), STAFF);
            case 6 -> new VendorCommand.Reinstate(STAFF);
            case 7, 8, 9 -> new VendorCommand.AddMember(owner, member, BOB);
            default -> new VendorCommand.RemoveMember(owner, "", member);
        };
    }

    private static void insists(VendorWorld world, String vendor, VendorCommand<?> command) {
        world.insists(VendorCommand.at(vendor), command);
    }

    private static void endsWell(VendorWorld world, Map<VendorStatus, Integer> counts) {
        var sellFor = new HashMap<String, List<String>>();
        for (int i = 0; i < VENDORS; i++) {
            var vendor = world.vendor("vendor-" + i);
            if (vendor.id() == null) continue;
            counts.merge(vendor.status(), 1, Integer::sum);
            assertThat(Vendor.BLUEPRINT.next(vendor, world.now())).as("what is left to do of " + vendor).isEmpty();
            boolean wasApproved = vendor.status() == VendorStatus.APPROVED || vendor.status() == VendorStatus.SUSPENDED;
            if (wasApproved) sellFor.computeIfAbsent(vendor.applicant().mailboxId(), mailbox -> new ArrayList<>()).add(vendor.id());
            if (wasApproved && vendor.applicant().unproven()) assertThat(world.addresses.get(vendor.applicant().mailboxId())).as("who has the address of its owner").isEqualTo(vendor.applicant().accountId());
            vendor.members().forEach((mailbox, member) -> sellFor.computeIfAbsent(mailbox, none -> new ArrayList<>()).add(vendor.id()));
            if (vendor.status() != VendorStatus.SUSPENDED) continue;
            long since = vendor.verdict().at().toEpochMilli();
            assertThat(world.sessionsEnded.getOrDefault(vendor.applicant().mailboxId(), 0L)).as("when the sessions of its owner ended").isGreaterThanOrEqualTo(since);
            vendor.members().forEach((mailbox, member) -> {
                // Who joined in the moment of the suspension had no session that sells.
                if (member.since().toEpochMilli() < since) assertThat(world.sessionsEnded.getOrDefault(mailbox, 0L)).as("when the sessions of " + mailbox + " ended").isGreaterThanOrEqualTo(since);
            });
        }
        for (int i = 0; i < PEOPLE; i++) {
            String mailbox = "mailbox-" + i;
            var vendors = sellFor.getOrDefault(mailbox, List.of());
            assertThat(vendors).as("vendors for whom " + mailbox + " sells").hasSizeLessThanOrEqualTo(1);
            // Also the other way round: nobody is kept by a vendor that does not know them.
            assertThat(Optional.ofNullable(world.seller(mailbox).vendorId())).as("the seat of " + mailbox).isEqualTo(vendors.stream().findFirst());
        }
    }
}
