package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;

/** What an order does to the figures, and when. */
class SoldTest {
    private static final Instant PLACED = Instant.parse("2026-01-31T12:00:00Z");

    private static Money gbp(long amount) {
        return Money.of(amount, "GBP");
    }

    private static OrderLine line(String sku, int units, long price, String vendor, long freight) {
        return new OrderLine(sku, "The " + sku, units, gbp(price), gbp(units * price), Optional.empty(), Optional.of(vendor).filter(name -> !name.isEmpty()).map(id -> new VendorPart(id, gbp(freight), Optional.empty())));
    }

    private static Sale sale(long discount, long tax, long ownFreight, OrderLine... lines) {
        long gross = List.of(lines).stream().mapToLong(line -> line.total().amount()).sum();
        long freight = ownFreight + List.of(lines).stream().flatMap(line -> line.vendor().stream()).mapToLong(part -> part.freight().amount()).sum();
        var totals = new OrderTotals(gbp(gross), gbp(discount), gbp(freight), gbp(tax), gbp(gross - discount + freight + tax));
        return happens(Sale.NOTHING, 1, new OrderEvent.Confirmed("guest:x", "S-1", Personal.sealed("guest:x", "X"), List.of(lines), totals, PLACED, PLACED.plusSeconds(3)));
    }

    private static Sale happens(Sale sale, int hour, OrderEvent event) {
        return Sale.VIEW.apply(sale, new Recorded<>("order", hour, "orders-0", hour, 0, PLACED.plusSeconds(hour * 3_600L), "", event));
    }

    private static Sale refunded(Sale sale, int hour, OrderRefund.Line... lines) {
        return happens(sale, hour, new OrderEvent.Refunded("r" + hour, List.of(lines), gbp(0), true, PLACED.plusSeconds(hour * 3_600L)));
    }

    private static List<Movement> movements(Sale sale) {
        return sale.sold().orElseThrow().movements();
    }

    @Test
    void aSaleCountsWhenItWasPlacedAndARefundWhenItWasMade() {
        var sale = refunded(sale(0, 0, 0, line("tea", 3, 1_000, "", 0)), 2, new OrderRefund.Line("tea", 1, gbp(1_000)));
        sale = happens(sale, 5, new OrderEvent.Cancelled(PLACED.plusSeconds(5 * 3_600L)));
        assertThat(movements(sale)).containsExactly(
                new Movement("orders-0", 1, PLACED, PLACED, "GBP", new Amounts(1, 3, 3_000, 0, 0, 0, 0), List.of(new Movement.Item("tea", "The tea", 3, 3_000))),
                new Movement("orders-0", 2, PLACED.plusSeconds(7_200), PLACED, "GBP", Amounts.refunded(1_000), List.of(new Movement.Item("tea", "The tea", -1, -1_000))),
                new Movement("orders-0", 5, PLACED.plusSeconds(18_000), PLACED, "GBP", Amounts.refunded(2_000), List.of(new Movement.Item("tea", "The tea", -2, -2_000))));
    }

    @Test
    void theFreightOfAVendorsUnitsIsNoGoodsAndNeitherIsTax() {
        // Goods 3,000 less 300; what else was paid: 540 tax, 200 for sending by the shop, 90 by the vendor.
        var sale = sale(300, 540, 200, line("tea", 2, 1_000, "", 0), line("pot", 1, 1_000, "ann", 90));
        assertThat(movements(sale).get(0).amounts()).isEqualTo(new Amounts(1, 3, 3_000, 300, 0, 540, 290));
        sale = refunded(sale, 2, new OrderRefund.Line("pot", 1, gbp(1_146 + 90), Optional.of("ann"), Optional.of(gbp(90))));
        assertThat(movements(sale).get(1).amounts()).as("a third of all, of which 740 of 3,440 are no goods, rounded down").isEqualTo(Amounts.refunded(1_146 - 246));
        sale = happens(sale, 3, new OrderEvent.Cancelled(PLACED.plusSeconds(10_800)));
        assertThat(movements(sale).get(2).amounts()).isEqualTo(Amounts.refunded(2_700 - 900));
    }

    @Test
    void unitsOfTwoPricesGoInTheOrderOfTheirLinesAndThoseOfSeveralOwnersByTheirOwner() {
        var sale = sale(0, 0, 0, line("tea", 2, 900, "", 0), line("tea", 2, 1_000, "", 0), line("tea", 1, 800, "ann", 0));
        sale = refunded(sale, 2, new OrderRefund.Line("tea", 3, gbp(2_800)), new OrderRefund.Line("tea", 1, gbp(800), Optional.of("ann"), Optional.of(gbp(0))));
        assertThat(movements(sale).get(1).items()).containsExactly(new Movement.Item("tea", "The tea", -2, -1_800), new Movement.Item("tea", "The tea", -1, -1_000), new Movement.Item("tea", "The tea", -1, -800));
        assertThat(movements(sale).get(1).amounts()).isEqualTo(Amounts.refunded(3_600));
    }

    @Test
    void cancellingWhatWasAllGivenBackDoesNothing() {
        var sale = refunded(sale(0, 0, 0, line("tea", 1, 1_000, "", 0)), 2, new OrderRefund.Line("tea", 1, gbp(1_000)));
        assertThat(happens(sale, 3, new OrderEvent.Cancelled(PLACED))).isEqualTo(sale);
    }

    @Test
    void anOrderThatCostNothingIsGivenBackForNothing() {
        var sale = sale(500, 0, 0, line("tea", 1, 500, "", 0));
        assertThat(movements(happens(sale, 3, new OrderEvent.Cancelled(PLACED))).get(1)).isEqualTo(new Movement("orders-0", 3, PLACED, PLACED, "GBP", Amounts.NONE, List.of(new Movement.Item("tea", "The tea", -1, -500))));
    }

    @Property(tries = 300)
    void whateverComesBackInWhateverPartsAtTheEndTheGoodsAreBackToTheCent(@ForAll @IntRange(max = 500) int discount, @ForAll @IntRange(max = 900) int tax, @ForAll @IntRange(max = 300) int freight,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 700) Integer> parts) {
        var sale = sale(discount, tax, freight, line("tea", 8, 163, "", 0));
        long whole = 8 * 163 - discount + tax + freight;
        long left = whole;
        var given = new ArrayList<Long>();
        for (int i = 0; i < parts.size(); i++) {
            long amount = Math.min(left, parts.get(i));
            left -= amount;
            given.add(amount);
            sale = refunded(sale, i + 2, new OrderRefund.Line("tea", 1, gbp(amount)));
        }
        sale = happens(sale, 20, new OrderEvent.Cancelled(PLACED));
        var all = movements(sale);
        assertThat(all.stream().mapToLong(each -> each.amounts().refunds()).sum()).isEqualTo(8 * 163 - discount);
        assertThat(all.stream().flatMap(each -> each.items().stream()).mapToLong(Movement.Item::units).sum()).isZero();
        assertThat(all.stream().flatMap(each -> each.items().stream()).mapToLong(Movement.Item::revenue).sum()).isZero();
        IntStream.range(0, given.size()).forEach(i -> assertThat(all.get(i + 1).amounts().refunds()).isBetween(0L, given.get(i)));
    }
}
