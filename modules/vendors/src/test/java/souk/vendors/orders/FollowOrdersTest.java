package souk.vendors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.vendors.orders.Sold.NOON;
import static souk.vendors.orders.Sold.gbp;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Recorded;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorPart;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Units;

class FollowOrdersTest {
    private static final OrderLine OWN = new OrderLine("TEA", "A tea", 1, gbp(300), gbp(300));

    private static OrderLine of(String vendor, String sku, int quantity, Optional<Commission> commission) {
        return new OrderLine(sku, "A thing", quantity, gbp(250), gbp(250).times(quantity), Optional.empty(), Optional.of(new VendorPart(vendor, gbp(40), commission)));
    }

    private static OrderRefund.Line back(String sku, int quantity, long pence, String vendor) {
        return new OrderRefund.Line(sku, quantity, gbp(pence), Optional.ofNullable(vendor), Optional.ofNullable(vendor).map(whose -> gbp(10)));
    }

    private static List<Step.ToAggregate> after(OrderEvent event) {
        return FollowOrders.REACTION.react().apply(new Recorded<>("order-1", 7, "orders-0", 9, 0, NOON, "", event));
    }

    private static OrderEvent.Confirmed confirmed(OrderLine... lines) {
        Money nothing = gbp(0);
        return new OrderEvent.Confirmed("guest:ann", "S-1", Personal.sealed("guest:ann", "X"), List.of(lines), new OrderTotals(nothing, nothing, nothing, nothing, nothing), NOON, NOON.plusSeconds(1));
    }

    private static Step.ToAggregate to(String vendor, VendorOrderCommand<?> command) {
        return new Step.ToAggregate(VendorOrderCommand.at("order-1", vendor), command);
    }

    @Test
    void eachVendorOfAnOrderHasOneWithItsOwnLinesUnderTheirPlaceInTheOrder() {
        assertThat(after(confirmed(of("ann", "TEA", 2, Optional.of(new Commission(gbp(63), "all@1"))), OWN, of("bob", "TEA", 1, Optional.empty()), of("ann", "POT", 1, Optional.empty())))).containsExactly(
                to("ann", new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, List.of(new Line("1", "TEA", 2, gbp(250), gbp(500), gbp(40), gbp(63)), new Line("4", "POT", 1, gbp(250), gbp(250), gbp(40), gbp(0))))),
                to("bob", new VendorOrderCommand.Open("order-1", "bob", "S-1", NOON, List.of(new Line("3", "TEA", 1, gbp(250), gbp(250), gbp(40), gbp(0))))));
    }

    @Test
    void eachHearsWhatOfItsOwnIsGivenBack() {
        assertThat(after(new OrderEvent.Refunded("r1", List.of(back("TEA", 1, 300, null), back("TEA", 2, 520, "ann"), back("POT", 1, 260, "ann")), gbp(1_080), true, NOON)))
                .containsExactly(to("ann", new VendorOrderCommand.GiveBack("r1", List.of(new Units("TEA", 2, gbp(520)), new Units("POT", 1, gbp(260))))));
        assertThat(after(new OrderEvent.Cancelled(NOON, List.of(back("TEA", 1, 300, null), back("TEA", 2, 520, "ann"), back("TEA", 1, 260, "bob")))))
                .containsExactly(to("ann", new VendorOrderCommand.Cancel()), to("bob", new VendorOrderCommand.Cancel()));
    }

    @Test
    void eachHearsWhatItsLinesBearSinceThatWasCorrectedIfTheyWereSoldOtherwise() {
        var lines = List.of(new CommissionCorrection.Line("1", "TEA", "ann", gbp(63), gbp(50), gbp(-10)), new CommissionCorrection.Line("2", "TEA", "bob", gbp(5), gbp(7), gbp(2)), new CommissionCorrection.Line("4", "POT", "ann", gbp(1), gbp(0), gbp(0)));
        assertThat(after(new OrderEvent.CommissionCorrected("c1", lines, true, NOON))).containsExactly(
                to("ann", new VendorOrderCommand.CorrectCommission("c1", List.of(new VendorOrderCommand.Bears("1", gbp(50)), new VendorOrderCommand.Bears("4", gbp(0))))),
                to("bob", new VendorOrderCommand.CorrectCommission("c1", List.of(new VendorOrderCommand.Bears("2", gbp(7))))));
        assertThat(after(new OrderEvent.CommissionCorrected("c1", lines, false, NOON))).isEmpty();
        assertThat(after(new OrderEvent.CommissionCorrected("c1", List.of(), true, NOON))).isEmpty();
    }

    @Test
    void anOrderOfTheShopsOwnUnitsMakesNone() {
        assertThat(after(confirmed(OWN))).isEmpty();
        assertThat(after(new OrderEvent.Refunded("r1", List.of(back("TEA", 1, 300, null)), gbp(300), true, NOON))).isEmpty();
        assertThat(after(new OrderEvent.Cancelled(NOON))).isEmpty();
        assertThat(after(new OrderEvent.Paid(NOON))).isEmpty();
    }
}
