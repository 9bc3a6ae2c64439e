package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.orders.Samples.CART;
import static souk.orders.Samples.CHECKOUT;
import static souk.orders.Samples.DECLINED;
import static souk.orders.Samples.FELL_BEHIND;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.ODD;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.PLACED;
import static souk.orders.Samples.SOLD_OUT;
import static souk.orders.Samples.an;
import static souk.orders.Samples.failed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CheckoutBegun;
import souk.flashsale.api.CounterCommand;
import souk.inventory.api.StockCommand;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.payments.api.PaymentRequest;
import souk.payments.api.PaymentStatus;
import souk.testkit.Spec;

class OrderTest {
    private static final OrderCommand.CartAnswered LOCKED = new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, CART)));

    private static OrderCommand.PaymentAnswered paid(PaymentStatus status) {
        return new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(status));
    }

    /** What a process's asker would be told now. */
    static Optional<Outcome<Object>> answer(Spec<Order, OrderEvent> order, Command<?> command) {
        return ((Blueprint.Awaited) Order.BLUEPRINT.handling(command)).outcome().apply(order.state());
    }

    @Test
    void aCheckoutThatGoesWellIsFiveEvents() {
        var order = an(OrderStatus.NONE).when(CHECKOUT).then(OPENED).when(LOCKED).then(PLACED)
                .when(new OrderCommand.StockAnswered(Optional.empty())).then(new OrderEvent.Reserved(NOON))
                .when(paid(PaymentStatus.CAPTURED)).then(new OrderEvent.Paid(NOON))
                .when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1))).then(Samples.CONFIRMED);
        var view = (OrderView) answer(order, CHECKOUT).orElseThrow().fold(v -> v, no -> null);
        assertThat(view.status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(view.totals()).contains(Samples.TOTALS);
        assertThat(view.placedAt()).contains(NOON);
        assertThat(CheckoutProcess.next(order.state())).isEmpty();
    }

    @Test
    void theSameKeyIsTheSameOrderAndAnotherBodyIsRefused() {
        for (var status : OrderStatus.values()) {
            if (status == OrderStatus.NONE) continue;
            an(status).when(CHECKOUT).thenNothing();
            var other = new OrderCommand.Checkout("order-1", "body-2", "unkeyed-2", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of(), List.of(), Duration.ofMinutes(1));
            an(status).when(other).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        }
    }

    @Test
    void theAnswerOfACheckoutsKeyStaysWhatItWas() {
        assertThat(answer(an(OrderStatus.REJECTED), CHECKOUT)).contains(Outcome.refused(SOLD_OUT));
        assertThat(answer(an(OrderStatus.PLACED), CHECKOUT)).isEmpty();
        assertThat(answer(an(OrderStatus.UNDOING), CHECKOUT)).isEmpty();
        for (var status : List.of(OrderStatus.CONFIRMED, OrderStatus.REFUNDING, OrderStatus.CANCELLING, OrderStatus.CANCELLED)) {
            var view = (OrderView) answer(an(status), CHECKOUT).orElseThrow().fold(v -> v, no -> null);
            assertThat(view.status()).isEqualTo(OrderStatus.CONFIRMED);
            assertThat(view.cancelledAt()).isEmpty();
        }
    }

    @Test
    void whatIsNotForSaleIsRefusedBeforeTheCartIsTouched() {
        var checkout = new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of(), List.of("CUP"), Duration.ofMinutes(15));
        var order = an(OrderStatus.NONE).when(checkout);
        assertThat(order.events()).hasSize(2);
        assertThat(order.state().status()).isEqualTo(OrderStatus.UNDOING);
        assertThat(order.state().failed().rejection().members()).isEqualTo(Map.of("skus", List.of("CUP")));
    }

    @Test
    void newPricesAreRememberedWithTheCartThatShowsThem() {
        var order = an(OrderStatus.OPENED).when(new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(false, CART))))
                .when(new OrderCommand.UndoAnswered(Optional.empty(), List.of()));
        assertThat(answer(order, CHECKOUT).orElseThrow()).isEqualTo(Outcome.refused(order.state().rejection()));
        assertThat(order.state().rejection().code()).isEqualTo("price-changed");
        order.when(new OrderCommand.Look(Optional.of("anna")));
        assertThat(((OrderView) ((Outcome.Accepted<?>) order.outcome()).reply()).newPrices()).contains(CART);
    }

    @Test
    void moreUnitsOfASkuThanStockCanHoldAreRefused() {
        var line = CART.lines().get(1);
        var many = new CartContents.Line("1", "CUP", "A cup", StockCommand.MAX_QUANTITY, line.unitPrice(), line.total());
        var cart = new CartContents("cart-1", 4, CartContents.Status.CHECKING_OUT, Optional.of("order-1"), CART.currency(), List.of(many, line), CART.totals(), CART.expiresAt());
        an(OrderStatus.OPENED).when(new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, cart))))
                .thenState(order -> assertThat(order.failed().rejection().code()).isEqualTo("quantity-too-large"));
    }

    @Test
    void allShortSkusAreNamed() {
        an(OrderStatus.UNDOING).when(new OrderCommand.UndoAnswered(Optional.empty(), List.of("POT")))
                .thenState(order -> assertThat(order.rejection().members()).isEqualTo(Map.of("skus", List.of("CUP", "POT"))));
        an(OrderStatus.UNDOING).when(new OrderCommand.UndoAnswered(Optional.empty(), List.of())).then(new OrderEvent.Rejected(SOLD_OUT, NOON));
    }

    @Test
    void aDeclinedPaymentIsUndoneFromThePaymentBack() {
        an(OrderStatus.RESERVED).when(new OrderCommand.PaymentAnswered(Optional.of(DECLINED), Optional.empty())).then(failed(OrderStatus.RESERVED, DECLINED));
    }

    @Test
    void aPendingPaymentIsAskedForAgainAndAgainLessAndLess() {
        var order = an(OrderStatus.RESERVED).when(paid(PaymentStatus.PENDING)).then(new OrderEvent.PaymentPending(1, NOON.plusSeconds(1), NOON), FELL_BEHIND);
        assertThat(answer(order, CHECKOUT)).isPresent();
        assertThat(CheckoutProcess.next(order.state()).orElseThrow().notBefore()).contains(NOON.plusSeconds(1));
        for (int i = 2; i <= 10; i++) order.when(paid(PaymentStatus.PENDING)).then(new OrderEvent.PaymentPending(i, NOON.plusSeconds(1), NOON));
        for (int i = 11; i <= 40; i++) order.when(paid(PaymentStatus.PENDING));
        order.then(new OrderEvent.PaymentPending(40, NOON.plusSeconds(60), NOON));
        order.when(paid(PaymentStatus.CAPTURED)).then(new OrderEvent.Paid(NOON));
    }

    @Test
    void aPaymentThatTheProviderHasForgottenIsAuthorisedAnew() {
        an(OrderStatus.PAYMENT_PENDING).when(paid(PaymentStatus.UNKNOWN)).then(new OrderEvent.PaymentForgotten(NOON))
                .thenState(order -> assertThat(CheckoutProcess.next(order).orElseThrow().name()).isEqualTo("pay"));
    }

    @Test
    void unitsThatLapsedBeforeTheyWereSoldAreNotSold() {
        var lapsed = new Rejection(Rejection.Kind.GONE, "reservation-expired", "Over.");
        var order = an(OrderStatus.PAID).when(new OrderCommand.SettleAnswered(Optional.of(lapsed), List.of(0)));
        assertThat(order.state().failed().committed()).containsExactly(0);
        assertThat(calls(order.state())).containsExactly("Restock CUP", "Void", "Refund", "Reopen", "Release POT");
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of())).thenState(rejected -> {
            assertThat(rejected.rejection().code()).isEqualTo("checkout-expired");
            assertThat(calls(rejected)).containsExactly("Acknowledge CUP");
        });
        order.when(new OrderCommand.AcknowledgeAnswered(Optional.empty())).then(new OrderEvent.ReturnsAcknowledged(NOON)).thenState(rejected -> assertThat(calls(rejected)).isEmpty());
    }

    @Test
    void whatSettlingCameToIsToldSkuBySku() {
        var lapsed = new Rejection(Rejection.Kind.GONE, "reservation-expired", "Over.");
        var settle = CheckoutProcess.next(an(OrderStatus.PAID).state()).orElseThrow();
        assertThat(settle.result().apply(List.of(Outcome.accepted(1), Outcome.accepted(1), Outcome.accepted(1)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1)));
        assertThat(settle.result().apply(List.of(Outcome.refused(lapsed), Outcome.accepted(1)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.of(lapsed), List.of(1)));
        assertThat(settle.result().apply(List.of(Outcome.refused(lapsed), Outcome.refused(ODD)))).isEqualTo(new OrderCommand.SettleAnswered(Optional.of(ODD), List.of()));
        var none = an(OrderStatus.PAID).when(new OrderCommand.SettleAnswered(Optional.of(lapsed), List.of()));
        assertThat(calls(none.state())).containsExactly("Void", "Refund", "Reopen", "Release POT", "Release CUP");
    }

    @Test
    void theStepsInTheirOrder() {
        assertThat(calls(an(OrderStatus.OPENED).state())).containsExactly("BeginCheckout");
        assertThat(calls(an(OrderStatus.PLACED).state())).containsExactly("Reserve CUP", "Reserve POT");
        assertThat(calls(an(OrderStatus.RESERVED).state())).containsExactly("Charge");
        assertThat(calls(an(OrderStatus.PAYMENT_PENDING).state())).containsExactly("Find", "Capture");
        assertThat(calls(an(OrderStatus.PAID).state())).containsExactly("Commit CUP", "Commit POT", "Close");
        assertThat(calls(an(OrderStatus.UNDOING).state())).containsExactly("Release POT", "Release CUP", "Reopen", "Look POT");
        assertThat(calls(an(OrderStatus.REFUNDING).state())).containsExactly("Refund", "Restock CUP");
        assertThat(calls(an(OrderStatus.CANCELLING).state())).containsExactly("Refund", "Restock CUP", "Restock POT");
        assertThat(calls(an(OrderStatus.CANCELLED).state())).containsExactly("Acknowledge CUP", "Acknowledge POT");
    }

    /** What it asks of whom next. */
    static List<String> calls(Order order) {
        return CheckoutProcess.next(order).map(Step::calls).orElse(List.of()).stream().flatMap(call -> call instanceof Step.Together together ? together.calls().stream() : Stream.of(call)).map(call -> {
            if (call instanceof Step.ToProvider provider) return provider.request().getClass().getSimpleName();
            var to = (Step.ToAggregate) call;
            return to.command().getClass().getSimpleName() + (to.command() instanceof StockCommand || to.command() instanceof CounterCommand ? " " + to.to().id() : "");
        }).toList();
    }

    @Test
    void commandsCarryTheTimeOfTheLastEventSoOnlyTheLogCanRenewThem() {
        var order = an(OrderStatus.PLACED).at(NOON.plusSeconds(40));
        assertThat(sentAt(order.state())).isEqualTo(NOON);
        order.when(new OrderCommand.StockAnswered(Optional.of(new Rejection(Rejection.Kind.GONE, "too-late", "Late."))));
        assertThat(sentAt(order.state())).isEqualTo(NOON.plusSeconds(40));
        assertThat(CheckoutProcess.next(order.state()).orElseThrow().notBefore()).contains(NOON.plusSeconds(40));
    }

    private static java.time.Instant sentAt(Order order) {
        return ((StockCommand.Reserve) ((Step.ToAggregate) CheckoutProcess.next(order).orElseThrow().calls().get(0)).command()).sentAt();
    }

    @Test
    void aStepThatIsRefusedOddlyIsTriedAgainLaterAndStaffIsTold() {
        var order = an(OrderStatus.PAID).when(new OrderCommand.SettleAnswered(Optional.of(ODD), List.of()))
                .then(new OrderEvent.Delayed("odd: Something is odd.", 1, NOON.plusSeconds(1), NOON), FELL_BEHIND);
        order.when(new OrderCommand.SettleAnswered(Optional.of(ODD), List.of())).then(new OrderEvent.Delayed("odd: Something is odd.", 2, NOON.plusSeconds(2), NOON));
        order.when(new OrderCommand.Inspect());
        order.thenReply(new souk.orders.api.OrderProgress("order-1", order.state().version(), OrderStatus.PAID, Optional.of("settle"), NOON, 2, Optional.of("odd: Something is odd."), Optional.of(NOON.plusSeconds(2))));
        order.when(new OrderCommand.Steer(OrderCommand.Steering.RETRY)).then(new OrderEvent.RetryAsked(NOON))
                .thenState(retried -> assertThat(CheckoutProcess.next(retried).orElseThrow().notBefore()).isEmpty());
        order.when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1))).then(Samples.CONFIRMED, new OrderEvent.CaughtUp(NOON));
    }

    @Test
    void anOrderThatIsUnderWayTooLongIsReportedOnce() {
        assertThat(Order.BLUEPRINT.wakeAt(an(OrderStatus.PLACED).state())).contains(NOON.plus(Order.LATE));
        var order = an(OrderStatus.PLACED).at(NOON.plus(Order.LATE).minusMillis(1)).when(new OrderCommand.FallBehind()).thenNothing().at(NOON.plus(Order.LATE));
        order.when(new OrderCommand.FallBehind()).then(new OrderEvent.FellBehind("anna", NOON, order.now())).when(new OrderCommand.FallBehind()).thenNothing();
        assertThat(Order.BLUEPRINT.wakeAt(order.state())).isEmpty();
        assertThat(Order.BLUEPRINT.wakeAt(an(OrderStatus.CONFIRMED).state())).isEmpty();
        an(OrderStatus.CONFIRMED).at(NOON.plusSeconds(100)).when(new OrderCommand.FallBehind()).thenNothing();
        an(OrderStatus.NONE).when(new OrderCommand.FallBehind()).thenNothing();
    }

    @Test
    void aConfirmedOrderIsCancelledOnce() {
        var cancel = new OrderCommand.Cancel(Optional.of("anna"));
        var order = an(OrderStatus.CONFIRMED).when(cancel).then(new OrderEvent.CancelRequested(NOON)).when(cancel).thenNothing();
        assertThat(answer(order, cancel)).isEmpty();
        order.when(new OrderCommand.CancelAnswered(Optional.empty())).then(Samples.CANCELLED).when(cancel).thenNothing();
        var view = (OrderView) answer(order, cancel).orElseThrow().fold(v -> v, no -> null);
        assertThat(view.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(view.cancelledAt()).contains(NOON);
        an(OrderStatus.PAID).when(cancel).thenRefused(CONFLICT, "order-in-progress");
        an(OrderStatus.REJECTED).when(cancel).thenRefused(CONFLICT, "order-rejected");
    }

    @Test
    void nobodyButTheBuyerAndStaffSeesAnOrder() {
        an(OrderStatus.CONFIRMED).when(new OrderCommand.Look(Optional.of("bob"))).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.CONFIRMED).when(new OrderCommand.Cancel(Optional.of("bob"))).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.NONE).when(new OrderCommand.Look(Optional.empty())).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.NONE).when(new OrderCommand.Cancel(Optional.empty())).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.NONE).when(new OrderCommand.Steer(OrderCommand.Steering.RETRY)).thenRefused(NOT_FOUND, "not-found");
        assertThat(an(OrderStatus.CONFIRMED).when(new OrderCommand.Look(Optional.empty())).outcome()).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void staffGivesUpWhatIsNotPaidAndCancelsWhatIsSold() {
        var compensate = new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE);
        for (var status : List.of(OrderStatus.OPENED, OrderStatus.PLACED, OrderStatus.RESERVED, OrderStatus.PAYMENT_PENDING)) {
            an(status).when(compensate).thenState(order -> assertThat(order.status()).isEqualTo(OrderStatus.UNDOING));
        }
        an(OrderStatus.PAID).when(compensate).thenRefused(CONFLICT, "already-paid");
        an(OrderStatus.CONFIRMED).when(compensate).then(new OrderEvent.CancelRequested(NOON));
        an(OrderStatus.UNDOING).when(compensate).thenRefused(CONFLICT, "nothing-to-compensate");
        an(OrderStatus.REJECTED).when(compensate).thenRefused(CONFLICT, "nothing-to-compensate");
        an(OrderStatus.CONFIRMED).when(new OrderCommand.Steer(OrderCommand.Steering.RETRY)).thenRefused(CONFLICT, "nothing-to-retry");
    }

    @Test
    void aCheckoutGivenUpBeforeTheCartHasAnsweredOpensTheCartForGood() {
        var order = an(OrderStatus.OPENED).when(new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE));
        assertThat(((Step.ToAggregate) CheckoutProcess.next(order.state()).orElseThrow().calls().get(0)).command()).isEqualTo(new CartCommand.Reopen("order-1", 3));
    }

    @Test
    void onlyWhatMayHaveBeenTouchedIsUndone() {
        assertThat(calls(an(OrderStatus.OPENED).given(failed(OrderStatus.OPENED, ODD)).state())).containsExactly("Reopen");
        assertThat(calls(an(OrderStatus.PLACED).given(failed(OrderStatus.PLACED, ODD)).state())).containsExactly("Release POT", "Release CUP", "Reopen");
        assertThat(calls(an(OrderStatus.RESERVED).given(failed(OrderStatus.RESERVED, DECLINED)).state())).containsExactly("Release POT", "Release CUP", "Void", "Refund", "Reopen");
    }

    @Test
    void theRefundOfAWholeOrderHasOneId() {
        var cancelling = an(OrderStatus.CANCELLING).state();
        assertThat(((Step.ToProvider) CheckoutProcess.next(cancelling).orElseThrow().calls().get(0)).request()).isEqualTo(new PaymentRequest.Refund("order-1", "cancel", Samples.TOTAL));
    }

    @Test
    void theNumberIsForPeopleAndAlwaysTheSame() {
        assertThat(OrderNumber.of("order-1", NOON)).isEqualTo(OrderNumber.of("order-1", NOON)).matches("260131(-[0-9A-HJKMNP-TV-Z]{4}){3}");
        assertThat(OrderNumber.of("order-2", NOON)).isNotEqualTo(OrderNumber.of("order-1", NOON));
    }
}
