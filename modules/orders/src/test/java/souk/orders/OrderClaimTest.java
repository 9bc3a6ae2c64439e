package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.orders.OrderTest.answer;
import static souk.orders.OrderTest.calls;
import static souk.orders.Samples.CHECKOUT;
import static souk.orders.Samples.CLAIM;
import static souk.orders.Samples.CUP;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.ODD;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.POT;
import static souk.orders.Samples.SOLD_OUT;
import static souk.orders.Samples.an;
import static souk.orders.Samples.failed;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.cart.api.CheckoutBegun;
import souk.flashsale.api.CounterCommand;
import souk.inventory.api.StockCommand;
import souk.kernel.Command;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.testkit.Spec;

/** Orders with claims of a flash sale: two cups that were claimed and a pot, if nothing else is said. */
class OrderClaimTest {
    private static final Rejection LAPSED = new Rejection(GONE, "reservation-expired", "Over.");
    private static final OrderCommand.StockAnswered HELD = new OrderCommand.StockAnswered(Optional.empty());

    @Test
    void aClaimIsBoughtAtItsPriceAndItsLineSaysWhichItIs() {
        var order = an(OrderStatus.OPENED).when(new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, Samples.CLAIMED_CART)))).then(Samples.CLAIMED)
                .when(HELD).then(new OrderEvent.Reserved(NOON)).given(new OrderEvent.Paid(NOON))
                .when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1))).then(Samples.CLAIMED_CONFIRMED);
        assertThat(order.state().view().lines().get(1).claimId()).contains(CLAIM);
        assertThat(calls(order.state())).isEmpty();
    }

    @Test
    void theStepsTakeClaimsAfterTheStockAndNameThemByTheOrder() {
        var placed = placed().state();
        assertThat(calls(placed)).containsExactly("Reserve POT", "Attach sale-1.0");
        assertThat(commands(placed).get(1)).isEqualTo(new CounterCommand.Attach(CLAIM, "anna", "order-1", NOON, NOON.plus(Duration.ofMinutes(15))));
        var paid = paid().state();
        assertThat(calls(paid)).containsExactly("Commit POT", "Sell sale-1.0", "Close");
        assertThat(commands(paid).get(1)).isEqualTo(new CounterCommand.Sell(CLAIM, "order-1"));
        assertThat(CheckoutProcess.next(paid).orElseThrow().calls().get(0)).isInstanceOf(Step.Together.class);
    }

    @Test
    void anOrderOfClaimsAloneAsksNothingOfTheStock() {
        assertThat(calls(placed(Samples.CLAIMED_LINES.get(1)).state())).containsExactly("Attach sale-1.0");
        assertThat(calls(paid(Samples.CLAIMED_LINES.get(1)).state())).containsExactly("Sell sale-1.0", "Close");
    }

    @Test
    void unitsOfASkuFromTheStockAndClaimsOfItAreHeldApart() {
        assertThat(Holding.of(List.of(cups(1, "sale-2.0.b"), cups(3, null), cups(2, CLAIM), Samples.LINES.get(0), cups(1, null)))).containsExactly(
                new Holding("CUP", 4, Optional.empty()), new Holding("POT", 1, Optional.empty()), new Holding("CUP", 2, Optional.of(CLAIM)), new Holding("CUP", 1, Optional.of("sale-2.0.b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim-expired", "claim-in-checkout", "claim-paid"})
    void aClaimThatCannotBeHadEndsTheCheckoutWithItsOwnRefusalAndNothingIsHeld(String code) {
        var refusal = new Rejection(code.equals("claim-expired") ? GONE : CONFLICT, code, "Not this one.");
        var order = placed().when(new OrderCommand.StockAnswered(Optional.of(refusal))).then(failed(OrderStatus.PLACED, refusal));
        assertThat(calls(order.state())).containsExactly("Detach sale-1.0", "Release POT", "Reopen");
        assertThat(commands(order.state()).get(0)).isEqualTo(new CounterCommand.Detach(CLAIM, "order-1", NOON));
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of()));
        assertThat(answer(order, CHECKOUT)).contains(Outcome.refused(refusal));
        assertThat(calls(order.state())).isEmpty();
    }

    @Test
    void aRefusalSaysWhichClaimItIsAbout() {
        var reserve = CheckoutProcess.next(placed().state()).orElseThrow();
        var refusal = new Rejection(GONE, "claim-expired", "Over.");
        assertThat(reserve.result().apply(List.of(Outcome.accepted(1), Outcome.refused(refusal)))).isEqualTo(new OrderCommand.StockAnswered(Optional.of(refusal.about("claimIds", List.of(CLAIM)))));
        assertThat(reserve.result().apply(List.of(Outcome.refused(SOLD_OUT)))).isEqualTo(new OrderCommand.StockAnswered(Optional.of(SOLD_OUT)));
        assertThat(reserve.result().apply(List.of(Outcome.accepted(1), Outcome.accepted(1)))).isEqualTo(new OrderCommand.StockAnswered(Optional.empty()));
    }

    @Test
    void aClaimThatThisOrderHasLetGoOfAlreadyWasACheckoutThatTookTooLong() {
        placed().when(new OrderCommand.StockAnswered(Optional.of(new Rejection(GONE, "reservation-ended", "Ended."))))
                .thenState(order -> assertThat(order.failed().rejection().code()).isEqualTo("checkout-expired"));
        placed().when(new OrderCommand.StockAnswered(Optional.of(new Rejection(GONE, "too-late", "Late.")))).thenState(order -> assertThat(order.status()).isEqualTo(OrderStatus.PLACED));
    }

    @Test
    void claimsAreNotAmongWhatCouldBeShortToo() {
        var order = placed(Samples.LINES.get(0), cups(1, null), new OrderLine("TRAY", "A tray", 1, CUP, CUP, Optional.of(CLAIM)))
                .when(new OrderCommand.StockAnswered(Optional.of(SOLD_OUT)));
        assertThat(calls(order.state())).containsExactly("Detach sale-1.0", "Release POT", "Release CUP", "Reopen", "Look POT");
    }

    @Test
    void aClaimThatWasLostBeforeItWasSoldUndoesTheStockThatWasCommitted() {
        var order = paid().when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(0)));
        assertThat(calls(order.state())).containsExactly("Restock POT", "Void", "Refund", "Reopen", "Detach sale-1.0");
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of()));
        assertThat(order.state().rejection().code()).isEqualTo("checkout-expired");
        assertThat(calls(order.state())).containsExactly("Acknowledge POT");
    }

    @Test
    void unitsOfAClaimThatWasSoldBeforeTheStockTurnedOutToHaveLapsedGoIntoTheStock() {
        var order = paid().when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(1)));
        assertThat(calls(order.state())).containsExactly("Restock CUP", "Void", "Refund", "Reopen", "Release POT");
        assertThat(restocks(order.state())).containsExactly(new StockCommand.Restock("order-1", 2, Optional.empty(), NOON));
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of()));
        assertThat(calls(order.state())).containsExactly("Acknowledge CUP");
        order.when(new OrderCommand.AcknowledgeAnswered(Optional.empty())).then(new OrderEvent.ReturnsAcknowledged(NOON));
        assertThat(calls(order.state())).isEmpty();
    }

    /** The holdings: 0 cups from the stock, 1 the pot, 2 and 3 claimed cups. */
    @Test
    void whatWasSoldInVainOfASkuIsOneReturnWhereverItCameFrom() {
        var lines = new OrderLine[] {cups(4, null), cups(2, CLAIM), Samples.LINES.get(0), cups(1, "sale-2.0.b")};
        assertThat(restocks(paid(lines).when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(0, 2, 3))).state())).containsExactly(
                new StockCommand.Restock("order-1", 7, Optional.empty(), NOON));
        assertThat(restocks(paid(lines).when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(2))).state())).containsExactly(
                new StockCommand.Restock("order-1", 2, Optional.empty(), NOON));
        var order = paid(lines).when(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(0, 1, 3)));
        assertThat(calls(order.state())).containsExactly("Restock CUP", "Restock POT", "Void", "Refund", "Reopen", "Detach sale-1.0");
        assertThat(restocks(order.state()).get(0).quantity()).isEqualTo(5);
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of()));
        assertThat(calls(order.state())).containsExactly("Acknowledge CUP", "Acknowledge POT");
    }

    @Test
    void whatSettlingCameToIsToldHoldingByHolding() {
        var settle = CheckoutProcess.next(paid().state()).orElseThrow();
        assertThat(settle.result().apply(List.of(Outcome.accepted(1), Outcome.refused(LAPSED)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.of(LAPSED), List.of(0)));
        assertThat(settle.result().apply(List.of(Outcome.refused(LAPSED), Outcome.refused(ODD)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.of(ODD), List.of()));
        assertThat(settle.result().apply(List.of(Outcome.accepted(1), Outcome.accepted(1), Outcome.accepted(1)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1)));
    }

    @Test
    void aCancelledOrdersClaimsGoIntoTheStockLikeAnyOtherUnits() {
        var order = confirmed(cups(1, null), cups(2, CLAIM), Samples.LINES.get(0)).when(new OrderCommand.Cancel(Optional.of("anna")));
        assertThat(calls(order.state())).containsExactly("Refund", "Restock CUP", "Restock POT");
        assertThat(restocks(order.state()).get(0).quantity()).isEqualTo(3);
        order.when(new OrderCommand.CancelAnswered(Optional.empty()));
        assertThat(calls(order.state())).containsExactly("Acknowledge CUP", "Acknowledge POT");
    }

    @Test
    void aRefundTakesBackUnitsOfAClaimLikeAnyOthers() {
        var all = new OrderCommand.Refund("refund-1", "f", List.of(new OrderCommand.Units("CUP", 3)), true, Optional.empty());
        var order = confirmed(cups(1, null), cups(2, CLAIM), Samples.LINES.get(0)).when(all);
        assertThat(restocks(order.state())).containsExactly(new StockCommand.Restock("refund-1", 3, Optional.empty(), NOON));
        assertThat(((OrderEvent.RefundRequested) order.events().get(0)).amount()).isEqualTo(Money.of(750, "GBP"));
    }

    private static OrderLine cups(int quantity, String claim) {
        return new OrderLine("CUP", "A cup", quantity, CUP, CUP.times(quantity), Optional.ofNullable(claim));
    }

    private static Spec<Order, OrderEvent> placed(OrderLine... lines) {
        var chosen = lines.length == 0 ? Samples.CLAIMED_LINES : List.of(lines);
        var total = chosen.stream().map(OrderLine::total).reduce(Money::plus).orElse(POT);
        var totals = new souk.orders.api.OrderTotals(total, Samples.NOTHING, Samples.NOTHING, Samples.NOTHING, total);
        return an(OrderStatus.NONE).given(OPENED, new OrderEvent.Placed(Samples.PLACED.number(), chosen, totals, NOON));
    }

    private static Spec<Order, OrderEvent> paid(OrderLine... lines) {
        return placed(lines).given(new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON));
    }

    private static Spec<Order, OrderEvent> confirmed(OrderLine... lines) {
        return paid(lines).when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1, 2)));
    }

    private static List<StockCommand.Restock> restocks(Order order) {
        return commands(order).stream().filter(StockCommand.Restock.class::isInstance).map(StockCommand.Restock.class::cast).toList();
    }

    private static List<Command<?>> commands(Order order) {
        return CheckoutProcess.next(order).orElseThrow().calls().stream().flatMap(call -> call instanceof Step.Together together ? together.calls().stream() : Stream.of(call))
                .filter(Step.ToAggregate.class::isInstance).<Command<?>>map(call -> ((Step.ToAggregate) call).command()).toList();
    }
}
