package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.SOLD_OUT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.orders.OrderTest.calls;
import static souk.orders.Samples.CUP;
import static souk.orders.Samples.FREIGHT;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.NOTHING;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.POT;
import static souk.orders.Samples.SENT;
import static souk.orders.Samples.an;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CheckoutBegun;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockLevel;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.VendorOrders;
import souk.orders.api.VendorPart;
import souk.payments.api.PaymentRequest;
import souk.testkit.Spec;

/** Orders of units of vendors: cups of Ann's and of Bob's beside the shop's own. */
class VendorLineTest {
    private static final Rejection LAPSED = new Rejection(GONE, "reservation-expired", "Over.");

    @Test
    void aVendorsLineIsPlacedAsItsOfferIsAndTheFreightOfAllIsTheShipping() {
        var order = an(OrderStatus.OPENED).when(new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, Samples.VENDOR_CART)))).then(Samples.VENDOR_PLACED);
        assertThat(order.state().view().totals().orElseThrow().total()).isEqualTo(SENT);
        assertThat(order.state().view().lines().get(2).vendor()).contains(new VendorPart("vendor-1", FREIGHT, Optional.empty()));
    }

    @Test
    void theCartIsAskedToFreezeAtWhatTheVendorsWantToday() {
        var lock = (CartCommand.BeginCheckout) commands(an(OrderStatus.NONE).given(Samples.FOUND_OFFERED).state()).get(0);
        assertThat(lock.offers()).isEqualTo(Samples.OFFERS);
    }

    @Test
    void unitsAreHeldSoldAndLetGoAtTheShelvesOfWhomTheyAreOf() {
        var order = placed(cups(2, null, 0), cups(1, "bob", 5), cups(3, "ann", 9), pot("ann", 0));
        assertThat(commands(order.state())).containsExactly(reserve("CUP", "order-1", 2, null), reserve("CUP", "order-1@ann", 3, "ann"), reserve("POT", "order-1@ann", 1, "ann"), reserve("CUP", "order-1@bob", 1, "bob"));
        var paid = order.given(new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON));
        assertThat(commands(paid.state())).startsWith(new StockCommand.Commit("order-1", NOON), new StockCommand.Commit("order-1@ann", NOON), new StockCommand.Commit("order-1@ann", NOON), new StockCommand.Commit("order-1@bob", NOON));
        paid.when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(0, 1)));
        assertThat(calls(paid.state())).containsExactly("Restock CUP", "Restock CUP", "Void", "Refund", "Reopen", "Release CUP", "Release POT");
        assertThat(restocks(paid.state())).containsExactly(restock("order-1", 2, null), restock("order-1@ann", 3, "ann"));
    }

    @Test
    void aRefusalSaysWhoseUnitsAreSoldOutAndTheRestIsLookedAtWhereItLies() {
        var order = placed(cups(2, null, 0), cups(3, "ann", 9), cups(1, "bob", 5));
        var soldOut = new Rejection(SOLD_OUT, "sold-out", "CUP is sold out.").about("skus", List.of("CUP"));
        var answered = CheckoutProcess.next(order.state()).orElseThrow().result().apply(List.of(Outcome.accepted(1), Outcome.refused(soldOut)));
        assertThat(answered).isEqualTo(new OrderCommand.StockAnswered(Optional.of(soldOut.about("vendorIds", List.of("ann")))));
        order.when((OrderCommand.StockAnswered) answered);
        assertThat(calls(order.state())).containsExactly("Release CUP", "Release CUP", "Release CUP", "Reopen", "Look CUP");
        var level = new StockLevel(1, 9, 0, 9, List.of(), List.of(new StockLevel.At("@bob/home", 0, 0, 0, 0)));
        var undone = CheckoutProcess.next(order.state()).orElseThrow().result().apply(List.of(Outcome.accepted(1), Outcome.accepted(1), Outcome.accepted(1), Outcome.accepted(1), Outcome.accepted(level)));
        assertThat(undone).isEqualTo(new OrderCommand.UndoAnswered(Optional.empty(), List.of("CUP")));
    }

    @Test
    void aCancelGivesAllFreightBackAndPutsUnitsWhereTheyCameFrom() {
        var order = confirmed(cups(2, null, 0), cups(3, "ann", 9)).when(new OrderCommand.Cancel(Optional.of("anna")));
        assertThat(((PaymentRequest.Refund) ((Step.ToProvider) CheckoutProcess.next(order.state()).orElseThrow().calls().get(1)).request()).amount()).isEqualTo(Money.of(5 * 250 + 9, "GBP"));
        assertThat(restocks(order.state())).containsExactly(restock("order-1", 2, null), restock("order-1@ann", 3, "ann"));
        order.when(new OrderCommand.CancelAnswered(Optional.empty()));
        assertThat(commands(order.state())).containsExactly(new StockCommand.Acknowledge("order-1", NOON), new StockCommand.Acknowledge("order-1@ann", NOON));
    }

    @Test
    void vendorsHearWhatGoesBackBeforeAnythingDoesAndOfTheShopsOwnUnitsNothing() {
        var lines = new OrderLine[] {cups(2, null, 0), cups(3, "ann", 10), cups(1, "bob", 0)};
        var sold = new VendorOrders.Sold("order-1", Samples.PLACED.number(), NOON, List.of(lines));
        var order = confirmed(lines).when(refund("r1", units("CUP", 1, "ann")));
        assertThat(calls(order.state())).containsExactly("VendorOrdersRequest", "Refund", "Restock CUP");
        assertThat(first(order.state())).isEqualTo(new VendorOrdersRequest(sold, new VendorOrders.GivenBack("r1", List.of(anns(1, 253, 3, 0)))));
        order.when(new OrderCommand.RefundAnswered("r1", Optional.empty())).when(refund("r2", units("CUP", 1, null)));
        assertThat(calls(order.state())).containsExactly("Refund", "Restock CUP");
        order.when(new OrderCommand.RefundAnswered("r2", Optional.empty())).when(new OrderCommand.Cancel(Optional.empty()));
        var word = ((VendorOrdersRequest) first(order.state())).word();
        var cancelled = (OrderEvent.Cancelled) order.when(new OrderCommand.CancelAnswered(Optional.empty())).events().get(0);
        assertThat(word).isEqualTo(new VendorOrders.Cancelled(cancelled.lines()));
        assertThat(calls(confirmed(cups(2, null, 0)).when(new OrderCommand.Cancel(Optional.empty())).state())).containsExactly("Refund", "Restock CUP");
    }

    private static Object first(Order order) {
        return ((Step.ToProvider) CheckoutProcess.next(order).orElseThrow().calls().get(0)).request();
    }

    @Test
    void aPartOfAVendorsLineIsGivenBackWithItsShareOfTheFreightAndNoOthers() {
        var order = confirmed(cups(2, null, 0), cups(3, "ann", 10), cups(1, "bob", 700));
        order.when(refund("r1", units("CUP", 1, "ann"))).then(requested("r1", anns(1, 253, 3, 0)));
        assertThat(restocks(order.state())).containsExactly(restock("r1@ann", 1, "ann"));
        order.when(new OrderCommand.RefundAnswered("r1", Optional.empty()));
        assertThat(commands(order.state())).containsExactly(new StockCommand.Acknowledge("r1@ann", NOON));
        order.when(refund("r2", units("CUP", 1, null))).then(requested("r2", new OrderRefund.Line("CUP", 1, CUP))).when(new OrderCommand.RefundAnswered("r2", Optional.empty()));
        order.when(refund("r3", units("CUP", 2, "ann"))).then(requested("r3", anns(2, 507, 7, 0)));
        order.when(new OrderCommand.RefundAnswered("r3", Optional.empty())).when(refund("r4", units("CUP", 1, "ann"))).thenRefused(CONFLICT, "refund-too-large");
    }

    @Test
    void withAVendorsUnitsGoesWhatTheyBroughtItAndTheCommissionThatTheyBore() {
        var order = confirmed(cups(2, null, 0), bearing(100, cups(3, "ann", 10)));
        order.when(refund("r1", units("CUP", 1, "ann"))).then(requested("r1", anns(1, 253, 3, 33))).when(new OrderCommand.RefundAnswered("r1", Optional.empty()));
        order.when(refund("r2", units("CUP", 1, "ann"))).then(requested("r2", anns(1, 253, 3, 34))).when(new OrderCommand.RefundAnswered("r2", Optional.empty()));
        order.when(refund("r3", units("CUP", 1, "ann"))).then(requested("r3", anns(1, 254, 4, 33)));
        confirmed(bearing(100, cups(3, "ann", 10)), pot("ann", 0)).when(refund("r", units("CUP", 3, "ann"))).then(requested("r", anns(3, 760, 10, 100)));
    }

    @Test
    void whoDoesNotSayWhoseUnitsMeansTheShopsOwnOrTheOnlyVendors() {
        confirmed(cups(2, "ann", 8)).when(refund("r", units("CUP", 1, null))).then(requested("r", anns(1, 254, 4, 0)));
        confirmed(cups(2, "ann", 8), cups(1, "bob", 8)).when(refund("r", units("CUP", 1, null))).thenRefused(UNPROCESSABLE, "vendor-required");
        confirmed(cups(2, "ann", 8), cups(1, null, 0)).when(refund("r", units("CUP", 2, null))).thenRefused(CONFLICT, "refund-too-large");
        confirmed(cups(2, "ann", 8)).when(refund("r", units("CUP", 2, null), units("CUP", 1, "ann"))).thenRefused(CONFLICT, "refund-too-large");
        confirmed(cups(2, "ann", 8)).when(refund("r", units("CUP", 1, "bob"))).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void allThatIsLeftOfAVendorsGoesBackHoweverOftenTheOrderWasRefundedBefore() {
        var order = confirmed(cups(Refunds.MOST, null, 0), cups(3, "ann", 0), cups(2, "bob", 0), pot("ann", 0));
        for (int i = 0; i < Refunds.MOST; i++) order.when(refund("r" + i, units("CUP", 1, i == 0 ? "ann" : null))).when(new OrderCommand.RefundAnswered("r" + i, Optional.empty()));
        order.when(refund("part", units("CUP", 1, "ann"))).thenRefused(UNPROCESSABLE, "too-many-refunds");
        order.when(refund("a SKU", units("CUP", 2, "ann"))).thenRefused(UNPROCESSABLE, "too-many-refunds").when(refund("own", units("CUP", 1, null))).thenRefused(UNPROCESSABLE, "too-many-refunds");
        order.when(refund("both", units("CUP", 2, "ann"), units("POT", 1, "ann"), units("CUP", 1, null))).thenRefused(UNPROCESSABLE, "too-many-refunds");
        for (var rest : List.of(refund("anns", units("CUP", 2, "ann"), units("POT", 1, "ann")), refund("bobs", units("CUP", 2, "bob")))) {
            assertThat(order.when(rest).events()).singleElement().isInstanceOf(OrderEvent.RefundRequested.class);
            order.when(new OrderCommand.RefundAnswered(rest.refundId(), Optional.empty())).when(rest).thenNothing();
        }
    }

    @Test
    void whatIsCancelledSaysWhatWasLeftAndWhose() {
        var order = confirmed(cups(3, "ann", 10), cups(1, null, 0), cups(2, "bob", 8));
        order.when(refund("r", units("CUP", 1, "ann"), units("CUP", 2, "bob"))).when(new OrderCommand.RefundAnswered("r", Optional.empty())).when(new OrderCommand.Cancel(Optional.empty()));
        var cancelled = (OrderEvent.Cancelled) order.when(new OrderCommand.CancelAnswered(Optional.empty())).events().get(0);
        assertThat(cancelled.lines()).extracting(OrderRefund.Line::sku, OrderRefund.Line::quantity, OrderRefund.Line::amount, OrderRefund.Line::vendorId, OrderRefund.Line::freight)
                .containsExactly(tuple("CUP", 1, CUP, Optional.empty(), Optional.empty()), tuple("CUP", 2, Money.of(507, "GBP"), Optional.of("ann"), Optional.of(Money.of(7, "GBP"))));
    }

    private static OrderCommand.Units units(String sku, int quantity, String vendor) {
        return new OrderCommand.Units(sku, quantity, Optional.ofNullable(vendor));
    }

    private static OrderCommand.Refund refund(String id, OrderCommand.Units... units) {
        return new OrderCommand.Refund(id, "f", List.of(units), true, Optional.empty());
    }

    /** Without a discount the vendor had what the buyer paid, less what the shop keeps. */
    private static OrderRefund.Line anns(int quantity, long amount, long freight, long commission) {
        return new OrderRefund.Line("CUP", quantity, Money.of(amount, "GBP"), Optional.of("ann"), Optional.of(Money.of(freight, "GBP")), Optional.of(Money.of(commission, "GBP")), Optional.of(Money.of(amount - commission, "GBP")));
    }

    private static OrderLine bearing(long commission, OrderLine line) {
        return line.bearing(Optional.of(new Commission(Money.of(commission, "GBP"), "all@1")));
    }

    private static OrderEvent.RefundRequested requested(String id, OrderRefund.Line line) {
        return new OrderEvent.RefundRequested(id, "f", List.of(line), line.amount(), true, Optional.empty(), NOON);
    }

    private static OrderLine cups(int quantity, String vendor, long freight) {
        return new OrderLine("CUP", "A cup", quantity, CUP, CUP.times(quantity), Optional.empty(), Optional.ofNullable(vendor).map(id -> new VendorPart(id, Money.of(freight, "GBP"), Optional.empty())));
    }

    private static OrderLine pot(String vendor, long freight) {
        return new OrderLine("POT", "A pot", 1, POT, POT, Optional.empty(), Optional.of(new VendorPart(vendor, Money.of(freight, "GBP"), Optional.empty())));
    }

    private static OrderTotals totals(OrderLine... lines) {
        var goods = Stream.of(lines).map(OrderLine::total).reduce(NOTHING, Money::plus);
        var freight = Stream.of(lines).flatMap(line -> line.vendor().stream()).map(VendorPart::freight).reduce(NOTHING, Money::plus);
        return new OrderTotals(goods, NOTHING, freight, NOTHING, goods.plus(freight));
    }

    private static Spec<Order, OrderEvent> placed(OrderLine... lines) {
        return an(OrderStatus.NONE).given(OPENED, new OrderEvent.Placed(Samples.PLACED.number(), List.of(lines), totals(lines), NOON),
                new OrderEvent.CommissionsFrozen(Stream.of(lines).flatMap(line -> line.vendor().stream()).map(VendorPart::commission).toList(), NOON));
    }

    private static Spec<Order, OrderEvent> confirmed(OrderLine... lines) {
        return placed(lines).given(new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON),
                new OrderEvent.Confirmed("anna", Samples.PLACED.number(), Samples.EMAIL, List.of(lines), totals(lines), NOON, NOON));
    }

    private static StockCommand.Reserve reserve(String sku, String id, int quantity, String vendor) {
        return new StockCommand.Reserve(sku, id, quantity, NOON, NOON.plus(Duration.ofMinutes(15)), Optional.ofNullable(vendor));
    }

    private static StockCommand.Restock restock(String id, int quantity, String vendor) {
        return new StockCommand.Restock(id, quantity, Optional.empty(), NOON, Optional.ofNullable(vendor));
    }

    private static List<StockCommand.Restock> restocks(Order order) {
        return commands(order).stream().filter(StockCommand.Restock.class::isInstance).map(StockCommand.Restock.class::cast).toList();
    }

    private static List<Command<?>> commands(Order order) {
        return CheckoutProcess.next(order).orElseThrow().calls().stream().flatMap(call -> call instanceof Step.Together together ? together.calls().stream() : Stream.of(call))
                .filter(Step.ToAggregate.class::isInstance).<Command<?>>map(call -> ((Step.ToAggregate) call).command()).toList();
    }
}
