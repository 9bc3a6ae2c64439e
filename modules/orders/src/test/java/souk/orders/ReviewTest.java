package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.orders.OrderTest.answer;
import static souk.orders.OrderTest.calls;
import static souk.orders.Samples.CART;
import static souk.orders.Samples.CHECKOUT;
import static souk.orders.Samples.HELD;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.ODD;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.PLACED;
import static souk.orders.Samples.SCREENED;
import static souk.orders.Samples.SCREENING;
import static souk.orders.Samples.TOTAL;
import static souk.orders.Samples.an;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.cart.api.CheckoutBegun;
import souk.inventory.api.StockCommand;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderView;
import souk.orders.api.Screening;
import souk.orders.api.Verdict;
import souk.orders.fraud.VelocityCommand;
import souk.payments.api.PaymentStatus;
import souk.testkit.Spec;

/** What an order makes of rules against fraud, and of people. */
class ReviewTest {
    private static final OrderCommand.CartAnswered LOCKED = new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, CART)));
    private static final OrderEvent.Failed REFUSED = Samples.failed(OrderStatus.RESERVED, ReviewRules.refused());
    private static final OrderCommand.StockAnswered STOCKED = new OrderCommand.StockAnswered(Optional.empty());

    private static Screening screening(List<Screening.Reason> fired, List<Screening.Limit> limits, List<Screening.Counting> counting) {
        return new Screening(3, fired, limits, counting, Duration.ofHours(72));
    }

    private static Spec<Order, OrderEvent> opened(Screening screening) {
        return Spec.of(Order.BLUEPRINT).at(NOON).given(OPENED, new OrderEvent.ScreeningAsked(screening, NOON));
    }

    private static Screening.Reason reason(Verdict verdict) {
        return new Screening.Reason("rule", "amount", verdict);
    }

    private static OrderCommand.PaymentAnswered payment(PaymentStatus status) {
        return new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(status));
    }

    @Test
    void whatTheRulesHaveToSayIsStoredWithTheCheckout() {
        var screened = new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, CHECKOUT.quotes(), List.of(), CHECKOUT.hold(),
                Optional.of(SCREENING));
        an(OrderStatus.NONE).when(screened).then(OPENED, new OrderEvent.ScreeningAsked(SCREENING, NOON));
    }

    @Test
    void whatNoCounterCanChangeIsDecidedWithTheOrdersTotalInTheSameBatch() {
        for (var verdict : List.of(Verdict.REVIEW, Verdict.REJECT)) {
            var more = screening(List.of(), List.of(new Screening.Limit(reason(verdict), TOTAL)), List.of());
            opened(more).when(LOCKED).then(PLACED, new OrderEvent.Screened(Verdict.ACCEPT, 3, List.of(), NOON));
            var less = opened(screening(List.of(), List.of(new Screening.Limit(reason(verdict), TOTAL.minus(Money.of(1, "GBP")))), List.of())).when(LOCKED);
            assertThat(less.events()).startsWith(PLACED, new OrderEvent.Screened(verdict, 3, List.of(reason(verdict)), NOON));
            assertThat(less.state().status()).isEqualTo(verdict == Verdict.REJECT ? OrderStatus.UNDOING : OrderStatus.PLACED);
        }
        var euros = screening(List.of(), List.of(new Screening.Limit(reason(Verdict.REJECT), Money.of(0, "EUR"))), List.of());
        opened(euros).when(LOCKED).then(PLACED, new OrderEvent.Screened(Verdict.ACCEPT, 3, List.of(), NOON));
    }

    @Test
    void whoIsRefusedHasHeldNothingAndIsNotCounted() {
        var order = opened(screening(List.of(reason(Verdict.REJECT)), List.of(), SCREENING.counting())).when(LOCKED);
        assertThat(calls(order.state())).containsExactly("Release POT", "Release CUP", "Reopen");
        order.when(new OrderCommand.UndoAnswered(Optional.empty(), List.of())).then(new OrderEvent.Rejected(ReviewRules.refused(), NOON));
        assertThat(answer(order, CHECKOUT)).contains(Outcome.refused(ReviewRules.refused()));
    }

    @Test
    void countersAreAskedBeforeAnythingIsHeldAndTheStrictestRuleDecides() {
        var order = opened(SCREENING).when(LOCKED).then(PLACED);
        assertThat(calls(order.state())).containsExactly("Count");
        var step = CheckoutProcess.next(order.state()).orElseThrow();
        assertThat(((Step.ToAggregate) ((Step.Together) step.calls().get(0)).calls().get(0)).command())
                .isEqualTo(new VelocityCommand.Count("order-1", TOTAL, Duration.ofHours(1), 3, SCREENING.counting().get(0).amount()));
        var over = step.result().apply(List.of(Outcome.accepted(new VelocityCommand.Counted(true))));
        var by = step.result().apply(List.of(Outcome.accepted(new VelocityCommand.Counted(false))));
        opened(SCREENING).given(PLACED).when(by).then(SCREENED).when(by).thenNothing();
        var reasons = List.of(SCREENING.fired().get(0), SCREENING.counting().get(0).reason());
        opened(SCREENING).given(PLACED).when(over).then(new OrderEvent.Screened(Verdict.REJECT, 3, reasons, NOON), Samples.failed(OrderStatus.PLACED, ReviewRules.refused()));
        opened(SCREENING).given(PLACED).when(new OrderCommand.ScreenAnswered(Optional.of(ODD), List.of()))
                .then(new OrderEvent.Delayed("odd: Something is odd.", 1, NOON.plusSeconds(1), NOON), Samples.FELL_BEHIND);
        order.when(STOCKED).thenNothing();
    }

    @Test
    void whatIsToBeReviewedIsHeldForSoLongAndAuthorisedOnly() {
        var order = opened(SCREENING).given(PLACED, SCREENED);
        var reserve = (StockCommand.Reserve) ((Step.ToAggregate) CheckoutProcess.next(order.state()).orElseThrow().calls().get(0)).command();
        assertThat(reserve.expiresAt()).isEqualTo(NOON.plus(Duration.ofHours(72)).plus(CHECKOUT.hold()));
        order.when(STOCKED);
        assertThat(calls(order.state())).containsExactly("Authorise");
        order.when(payment(PaymentStatus.PENDING));
        assertThat(calls(order.state())).containsExactly("Find");
        order.when(payment(PaymentStatus.AUTHORISED)).then(HELD, new OrderEvent.CaughtUp(NOON));
        var view = (OrderView) answer(order, CHECKOUT).orElseThrow().fold(v -> v, no -> null);
        assertThat(view.status().forShoppers()).isEqualTo("under-review");
        assertThat(Order.BLUEPRINT.wakeAt(order.state())).contains(HELD.until());
        opened(SCREENING).given(PLACED, SCREENED, new OrderEvent.Reserved(NOON)).when(new OrderCommand.PaymentAnswered(Optional.of(Samples.DECLINED), Optional.empty()))
                .then(Samples.failed(OrderStatus.RESERVED, Samples.DECLINED));
    }

    @Test
    void anApprovedOrderIsPaidAndHasItsTimeAgain() {
        var approve = new OrderCommand.Review(true, "staff:a");
        var order = an(OrderStatus.HELD_FOR_REVIEW).at(NOON.plus(Duration.ofDays(1)));
        order.when(approve).then(new OrderEvent.Reviewed(OrderReview.Outcome.APPROVED, Optional.of("staff:a"), order.now()));
        assertThat(calls(order.state())).containsExactly("Charge");
        assertThat(answer(order, approve)).isEmpty();
        assertThat(Order.BLUEPRINT.wakeAt(order.state())).contains(order.now().plus(Order.LATE));
        order.when(approve).thenNothing().when(new OrderCommand.Review(false, "staff:b")).thenRefused(CONFLICT, "not-held");
        order.when(payment(PaymentStatus.CAPTURED)).then(new OrderEvent.Paid(order.now()));
    }

    @Test
    void aRefusedOrderIsUndoneFromThePaymentBack() {
        var refuse = new OrderCommand.Review(false, "staff:a");
        var order = an(OrderStatus.HELD_FOR_REVIEW).when(refuse).then(new OrderEvent.Reviewed(OrderReview.Outcome.REFUSED, Optional.of("staff:a"), NOON), REFUSED);
        assertThat(calls(order.state())).containsExactly("Release POT", "Release CUP", "Void", "Refund", "Reopen");
        order.when(new OrderCommand.Review(true, "staff:b")).thenRefused(CONFLICT, "not-held").when(refuse).thenNothing();
        an(OrderStatus.NONE).when(refuse).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.CONFIRMED).when(refuse).thenRefused(CONFLICT, "not-held");
        an(OrderStatus.HELD_FOR_REVIEW).when(new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE)).then(new OrderEvent.Reviewed(OrderReview.Outcome.REFUSED, Optional.empty(), NOON), REFUSED);
    }

    @Test
    void nobodyDecidesInTime() {
        var order = an(OrderStatus.HELD_FOR_REVIEW).at(HELD.until().minusMillis(1)).when(new OrderCommand.FallBehind()).thenNothing().at(HELD.until());
        order.when(new OrderCommand.FallBehind());
        assertThat(order.events()).startsWith(new OrderEvent.Reviewed(OrderReview.Outcome.LAPSED, Optional.empty(), HELD.until()));
        assertThat(order.state().status()).isEqualTo(OrderStatus.UNDOING);
        order.when(new OrderCommand.Review(true, "staff:a")).thenRefused(CONFLICT, "not-held");
    }
}
