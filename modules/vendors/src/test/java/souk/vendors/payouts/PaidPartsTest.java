package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.platform.history.History.Happened;
import souk.platform.http.Json;
import souk.testkit.Spec;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.orders.VendorOrder;

class PaidPartsTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whateverComesBackWhenThePartsOfAPayoutAreWhatItPaidLineByLine(@ForAll long seed) {
        var random = new Random(seed);
        var order = Spec.of(VendorOrder.BLUEPRINT);
        var past = new ArrayList<Happened>();
        var paid = new HashMap<String, Map<String, Long>>();
        var lines = new ArrayList<Line>();
        for (int i = 1; i <= 1 + random.nextInt(3); i++) {
            int quantity = 1 + random.nextInt(7);
            long price = random.nextInt(900);
            lines.add(new Line("" + i, "sku-" + i / 2, quantity, gbp(price), gbp(price * quantity), gbp(random.nextInt(500)), gbp(random.nextLong(price * quantity + 1))));
        }
        var commands = new ArrayList<VendorOrderCommand<?>>(List.of(new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, lines), new VendorOrderCommand.Deliver(Optional.of(NOON), "staff-1")));
        for (int i = 1; i <= 30; i++) {
            commands.add(switch (random.nextInt(8)) {
                case 7 -> new VendorOrderCommand.CorrectCommission("correction-" + i, lines.stream().filter(line -> random.nextBoolean()).map(line -> new VendorOrderCommand.Bears(line.lineId(), gbp(random.nextLong(line.total().amount() + 1)))).toList());
                case 0, 1, 2 -> new VendorOrderCommand.GiveBack("refund-" + i, List.of(new VendorOrderCommand.Units("sku-" + random.nextInt(3), 1 + random.nextInt(2), gbp(0))));
                case 3 -> new VendorOrderCommand.Release("payout-" + random.nextInt(i));
                case 4 -> random.nextInt(10) == 0 ? new VendorOrderCommand.Cancel() : new VendorOrderCommand.Look(Optional.empty());
                default -> new VendorOrderCommand.Settle("payout-" + i, Currency.getInstance("GBP"), Duration.ZERO, NOON.plusSeconds(i), random.nextBoolean() ? Optional.empty() : Optional.of(gbp(1 + random.nextInt(3_000))));
            });
        }
        for (int i = 0; i < commands.size(); i++) {
            order.at(NOON.plusSeconds(i)).when(commands.get(i));
            for (var event : order.events()) {
                past.add(new Happened(past.size() + 1, NOON, VendorOrder.BLUEPRINT.applied(event).name(), "", Json.tree(event)));
                if (event instanceof VendorOrderEvent.Settled settled) {
                    var nets = paid.computeIfAbsent(settled.payoutId(), id -> new HashMap<>());
                    settled.lines().forEach(due -> nets.put(due.lineId(), due.net().amount()));
                }
            }
        }
        paid.forEach((payout, nets) -> {
            var parts = PaidParts.of(past, payout);
            assertThat(parts.keySet()).isEqualTo(nets.keySet());
            parts.forEach((line, part) -> assertThat(part.net()).as(payout + " of " + line).isEqualTo(nets.get(line)));
        });
    }

    @Test
    void ofALineThatIsPaidInPartEachPartGoesByItsShareAndTheUnitsStandWithTheRest() {
        var order = Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, List.of(new Line("1", "TEA", 3, gbp(300), gbp(900), gbp(100), gbp(94)))));
        var past = new ArrayList<Happened>();
        happens(past, order);
        happens(past, order.when(new VendorOrderCommand.Deliver(Optional.of(NOON), "staff-1")));
        happens(past, order.when(new VendorOrderCommand.Settle("p1", Currency.getInstance("GBP"), Duration.ZERO, NOON, Optional.of(gbp(300)))));
        happens(past, order.when(new VendorOrderCommand.Settle("p2", Currency.getInstance("GBP"), Duration.ZERO, NOON.plusSeconds(1))));
        assertThat(PaidParts.of(past, "p1")).isEqualTo(Map.of("1", new PaidParts.Part(0, 298, 33, 31)));
        assertThat(PaidParts.of(past, "p2")).isEqualTo(Map.of("1", new PaidParts.Part(3, 602, 67, 63)));
    }

    private static void happens(List<Happened> past, Spec<VendorOrder, VendorOrderEvent> order) {
        for (var event : order.events()) past.add(new Happened(past.size() + 1, NOON, VendorOrder.BLUEPRINT.applied(event).name(), "", Json.tree(event)));
    }
}
