package souk.vendors.sales;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Recorded;
import souk.testkit.Spec;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.orders.VendorOrder;
import souk.vendors.sales.VendorSales.Movement;

class VendorSalesTest {
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static Money gbp(long pence) {
        return new Money(pence, GBP);
    }

    private static Movement movement(String at, boolean isSale, long gross) {
        return new Movement(Instant.parse(at), isSale, 1, gbp(gross), gbp(10), gbp(5));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whatWasSoldLessWhatCameBackIsWhatIsLeft(@ForAll long seed) {
        var random = new Random(seed);
        var order = Spec.of(VendorOrder.BLUEPRINT);
        var lines = new ArrayList<Line>();
        for (int i = 1; i <= 1 + random.nextInt(3); i++) {
            int quantity = 1 + random.nextInt(7);
            long price = random.nextInt(900);
            lines.add(new Line("" + i, "sku-" + i / 2, quantity, gbp(price), gbp(price * quantity), gbp(random.nextInt(500)), gbp(random.nextLong(price * quantity + 1))));
        }
        var commands = new ArrayList<VendorOrderCommand<?>>(List.of(new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, lines)));
        for (int i = 0; i < random.nextInt(8); i++) {
            if (random.nextInt(3) == 0) commands.add(new VendorOrderCommand.CorrectCommission("correction-" + i, lines.stream().filter(line -> random.nextBoolean()).map(line -> new VendorOrderCommand.Bears(line.lineId(), gbp(random.nextLong(line.total().amount() + 1)))).toList()));
            commands.add(random.nextInt(12) == 0 ? new VendorOrderCommand.Cancel() : new VendorOrderCommand.GiveBack("refund-" + random.nextInt(8), List.of(new VendorOrderCommand.Units("sku-" + random.nextInt(3), 1 + random.nextInt(3), gbp(0)))));
        }
        var row = VendorSales.NOTHING;
        long version = 0;
        for (var command : commands) {
            order.at(NOON.plusSeconds(version)).when(command);
            for (var event : order.events()) row = VendorSales.VIEW.apply(row, new Recorded<>("order-1.ann", ++version, "vendors-0", version, 0, NOON, "", (VendorOrderEvent) event));
        }
        var figures = new SalesFigures(GBP, ZoneOffset.UTC);
        row.sold().orElseThrow().movements().forEach(figures::add);
        var all = figures.all(NOON);
        var left = order.state().left();
        assertThat(all.net().amount()).isEqualTo(left.stream().mapToLong(line -> line.net().amount()).sum());
        assertThat(all.gross().minus(all.returns()).amount()).isEqualTo(left.stream().mapToLong(line -> line.total().amount()).sum());
        assertThat(all.units() - all.returnedUnits()).isEqualTo(left.stream().mapToLong(Line::quantity).sum());
        assertThat(all.commission().amount()).isEqualTo(left.stream().mapToLong(line -> line.commission().amount()).sum());
        assertThat(all.orders()).isEqualTo(1);
    }

    @Test
    void daysAreThoseOfTheZoneAndOtherCurrenciesArePassedOver() {
        var figures = new SalesFigures(GBP, ZoneId.of("America/New_York"));
        figures.add(movement("2026-02-01T04:59:59Z", true, 100));
        figures.add(movement("2026-02-01T05:00:00Z", true, 200));
        figures.add(movement("2026-02-01T06:00:00Z", false, 50));
        figures.add(new Movement(NOON, true, 1, Money.of(1, "EUR"), Money.of(0, "EUR"), Money.of(0, "EUR")));
        assertThat(figures.days()).containsExactly(new SalesFigures.Figures(Instant.parse("2026-01-31T05:00:00Z"), 1, 1, gbp(100), 0, gbp(0), gbp(10), gbp(5), gbp(105)),
                new SalesFigures.Figures(Instant.parse("2026-02-01T05:00:00Z"), 1, 1, gbp(200), 1, gbp(50), gbp(0), gbp(0), gbp(150)));
        assertThat(figures.all(NOON)).isEqualTo(new SalesFigures.Figures(NOON, 2, 2, gbp(300), 1, gbp(50), gbp(10), gbp(5), gbp(255)));
    }
}
