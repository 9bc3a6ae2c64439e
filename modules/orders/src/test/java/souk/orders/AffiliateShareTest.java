package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.an;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.orders.api.AffiliateShare;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.testkit.Spec;

/** What an affiliate has of an order, and what of that comes back with its parts. */
class AffiliateShareTest {
    private static Money gbp(long pence) {
        return Money.of(pence, "GBP");
    }

    private static OrderTotals totals(long goods, long discount, long freight, long tax) {
        return new OrderTotals(gbp(goods), gbp(discount), gbp(freight), gbp(tax), gbp(goods - discount + freight + tax));
    }

    private static OrderLine line(String sku, int quantity, long price, String vendor) {
        return new OrderLine(sku, "A thing", quantity, gbp(price), gbp(price * quantity), Optional.empty(), Optional.ofNullable(vendor).map(id -> new VendorPart(id, gbp(0), Optional.empty())));
    }

    private static OrderEvent.Opened opened(AffiliateTerms terms) {
        return new OrderEvent.Opened("order-1", "body-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of(), Duration.ofMinutes(15), NOON, Optional.empty(), List.of(), Optional.of(terms));
    }

    private static Spec<Order, OrderEvent> sold(AffiliateTerms terms, OrderTotals totals, List<OrderLine> lines) {
        return an(OrderStatus.NONE).given(opened(terms), new OrderEvent.Placed("number", lines, totals, NOON), new OrderEvent.CommissionsFrozen(lines.stream().flatMap(line -> line.vendor().stream()).map(VendorPart::commission).toList(), NOON),
                new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON)).when(new OrderCommand.SettleAnswered(Optional.empty(), List.of()));
    }

    private static OrderCommand.Refund refund(String id, String sku, int quantity, String vendor) {
        return new OrderCommand.Refund(id, "f", List.of(new OrderCommand.Units(sku, quantity, Optional.ofNullable(vendor))), false, Optional.empty());
    }

    /** What comes back of the share. */
    private static long back(Spec<Order, OrderEvent> order, OrderCommand.Refund refund) {
        order.when(refund);
        var said = ((OrderEvent.RefundRequested) order.events().get(0)).affiliate().orElseThrow();
        order.when(refund).thenNothing().when(new OrderCommand.RefundAnswered(refund.refundId(), Optional.empty()));
        assertThat(((OrderEvent.Refunded) order.events().get(0)).affiliate()).as("when it is done").contains(said);
        return said.amount().amount();
    }

    @Test
    void itIsAPartOfTheGoodsAfterTheDiscountWithoutFreightAndTaxHalfEvenOnceForTheOrder() {
        assertThat(new AffiliateTerms("tea", 500).of(totals(1_000, 200, 300, 90))).isEqualTo(new AffiliateShare("tea", 500, gbp(40)));
        assertThat(List.of(5L, 15L, 25L, 35L).stream().map(goods -> new AffiliateTerms("tea", 1_000).of(totals(goods, 0, 0, 0)).amount().amount())).as("half even").containsExactly(0L, 2L, 2L, 4L);
        assertThat(new AffiliateTerms("tea", 10_000).of(totals(Money.MAX, 0, 0, 0)).amount()).isEqualTo(gbp(Money.MAX));
        assertThat(new AffiliateTerms("tea", 0).of(totals(1_000, 0, 0, 0)).amount()).isEqualTo(gbp(0));
    }

    @Test
    void itIsFrozenWithTheCheckoutAndSaidWhenItIsSold() {
        var order = sold(new AffiliateTerms("tea", 750), totals(1_500, 0, 0, 0), Samples.LINES);
        assertThat(((OrderEvent.Confirmed) order.events().get(0)).affiliate()).contains(new AffiliateShare("tea", 750, gbp(112)));
        assertThat(order.state().view().affiliate()).contains(new AffiliateShare("tea", 750, gbp(112)));
        var checkout = new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of(), List.of(), Duration.ofMinutes(15), Optional.empty(), Optional.empty(),
                List.of(), Optional.of(new AffiliateTerms("tea", 750)));
        an(OrderStatus.NONE).when(checkout).then(opened(new AffiliateTerms("tea", 750)));
        // A retry after staff has changed the share, or suspended the affiliate: the first call stands.
        order.when(checkout).thenNothing();
        order.when(new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of(), List.of(), Duration.ofMinutes(15))).thenNothing();
        assertThat(order.state().view().affiliate()).contains(new AffiliateShare("tea", 750, gbp(112)));
        assertThat(an(OrderStatus.CONFIRMED).state().view().affiliate()).isEmpty();
        assertThat(((OrderEvent.RefundRequested) an(OrderStatus.CONFIRMED).when(Samples.REFUND).events().get(0)).affiliate()).isEmpty();
    }

    @Test
    void whatComesBackTakesItsPartByPriceAlongAndTheLastUnitTheOddPenny() {
        // 5 pence of a pot at 10.00 and two cups at 2.50.
        var order = sold(new AffiliateTerms("tea", 33), totals(1_500, 0, 0, 0), Samples.LINES);
        assertThat(order.state().view().affiliate().orElseThrow().amount()).isEqualTo(gbp(5));
        assertThat(back(order, refund("r1", "CUP", 1, null))).isEqualTo(1);
        assertThat(back(order, refund("r2", "POT", 1, null))).isEqualTo(3);
        assertThat(back(order, refund("r3", "CUP", 1, null))).isEqualTo(1);
    }

    @Test
    void aGiftBearsNothingAndAnOrderOfGiftsHasNoShare() {
        var order = sold(new AffiliateTerms("tea", 1_000), totals(1_000, 0, 0, 0), List.of(line("POT", 1, 1_000, null), line("GIFT", 1, 0, null)));
        assertThat(back(order, refund("r1", "POT", 1, null))).isEqualTo(100);
        assertThat(back(order, refund("r2", "GIFT", 1, null))).isZero();
        assertThat(back(sold(new AffiliateTerms("tea", 1_000), totals(0, 0, 300, 0), List.of(line("GIFT", 2, 0, null))), refund("r1", "GIFT", 1, null))).isZero();
    }

    @Test
    void aCorrectedCommissionIsNoneOfItsAffair() {
        var kept = List.of(line("CUP", 2, 250, "ann").bearing(Optional.of(new Commission(gbp(50), "all@1"))));
        var order = sold(new AffiliateTerms("tea", 1_000), totals(500, 0, 0, 0), kept);
        order.when(new OrderCommand.CorrectCommission(new CommissionCorrection("c1", "all", Optional.empty(), NOON, NOON.plusSeconds(1), new CommissionRate(2_000, Optional.empty()))));
        assertThat(order.events()).hasSize(1);
        assertThat(order.state().view().affiliate()).contains(new AffiliateShare("tea", 1_000, gbp(50)));
        assertThat(back(order, refund("r1", "CUP", 2, "ann"))).isEqualTo(50);
    }

    @Test
    void morePricesThanThereAreBearNothing() {
        var share = new AffiliateShare("tea", 1, gbp(100));
        assertThatThrownBy(() -> share.borneBy(4, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> share.reversedFor(2, 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThat(share.borneBy(0, 0)).isEqualTo(gbp(0));
    }

    /** Against a recomputation that shares nothing with it: of a list of the prices of all units that are gone. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void partsThatComeBackAddUpToWhatTheirUnitsBearAndToAllOfItInTheEnd(@ForAll long seed) {
        var random = new Random(seed);
        var lines = new ArrayList<OrderLine>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) lines.add(line("sku-" + i, 1 + random.nextInt(6), random.nextInt(5) == 0 ? 0 : random.nextLong(random.nextBoolean() ? 60 : 2_000_000), random.nextBoolean() ? null : "ann"));
        long goods = lines.stream().mapToLong(line -> line.total().amount()).sum();
        var totals = totals(goods, random.nextInt(3) == 0 ? random.nextLong(goods + 1) : 0, random.nextInt(500), random.nextInt(500));
        int basisPoints = random.nextInt(10_001);
        var order = sold(new AffiliateTerms("tea", basisPoints), totals, lines);
        long share = BigDecimal.valueOf(goods - totals.discount().amount()).multiply(BigDecimal.valueOf(basisPoints)).movePointLeft(4).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
        assertThat(order.state().view().affiliate().orElseThrow().amount()).isEqualTo(gbp(share));
        long prices = 0;
        long sum = 0;
        for (int i = 0; !order.state().refunds().left(order.state().placed()).isEmpty(); i++) {
            var left = new ArrayList<>(order.state().refunds().left(order.state().placed()).entrySet());
            var some = left.get(random.nextInt(left.size()));
            int units = 1 + random.nextInt(some.getValue());
            long part = back(order, refund("r" + i, some.getKey().sku(), units, some.getKey().vendor().orElse(null)));
            assertThat(part).isNotNegative();
            for (var line : lines) if (line.sku().equals(some.getKey().sku())) prices += line.unitPrice().amount() * units;
            sum += part;
            long bore = goods == 0 ? 0 : BigDecimal.valueOf(share).multiply(BigDecimal.valueOf(prices)).divide(BigDecimal.valueOf(goods), 0, RoundingMode.HALF_UP).longValueExact();
            assertThat(sum).as("%s of %s", prices, goods).isEqualTo(bore);
            assertThat(order.state().view().refunds().stream().flatMap(refund -> refund.affiliate().stream()).map(AffiliateShare::amount).mapToLong(Money::amount).sum()).isEqualTo(sum);
        }
        assertThat(sum).isEqualTo(share);
        assertThat(order.state().view().refunds()).extracting(OrderRefund::affiliate).allMatch(Optional::isPresent);
    }
}
