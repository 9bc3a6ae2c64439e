package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.orders.Samples.CUP;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.NOTHING;
import static souk.orders.Samples.ODD;
import static souk.orders.Samples.OPENED;
import static souk.orders.Samples.PLACED;
import static souk.orders.Samples.POT;
import static souk.orders.Samples.SCREENING;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.Commissions;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.orders.api.VendorPart;
import souk.testkit.Spec;
import souk.testkit.WireContract;

/** An order with lines of vendors asks once what the shop keeps of them. */
class FreezingTest {
    private static final Money CUPS = Money.of(500, "GBP");
    private static final Commission SOME = new Commission(Money.of(50, "GBP"), "all@7");
    private static final Instant LATER = NOON.plusSeconds(60);

    private static OrderLine cups(Optional<Commission> commission) {
        return new OrderLine("CUP", "A cup", 2, CUP, CUPS, Optional.empty(), Optional.of(new VendorPart("teas", NOTHING, commission)));
    }

    private static OrderLine pot(Optional<Commission> commission) {
        return new OrderLine("POT", "A pot", 1, POT, POT, Optional.empty(), Optional.of(new VendorPart("pots", NOTHING, commission)));
    }

    private static OrderEvent.Placed placed(OrderLine... lines) {
        return new OrderEvent.Placed(PLACED.number(), List.of(lines), PLACED.totals(), NOON);
    }

    private static final OrderEvent.Placed MIXED = placed(Samples.LINES.get(0), cups(Optional.empty()), pot(Optional.empty()));

    private static Spec<Order, OrderEvent> mixed() {
        return Spec.of(Order.BLUEPRINT).at(LATER).given(OPENED, MIXED);
    }

    private static Step step(Spec<Order, OrderEvent> order) {
        return CheckoutProcess.next(order.state()).orElseThrow();
    }

    private static OrderCommand.CommissionsAnswered told(List<Optional<Commission>> commissions) {
        return new OrderCommand.CommissionsAnswered(Optional.empty(), commissions);
    }

    @Test
    void itAsksByTheTimeOfPlacementAboutLinesOfVendorsOnlyBeforeAnythingIsHeld() {
        var order = mixed();
        assertThat(step(order).calls()).containsExactly(Step.ask(CommissionRequest.PROVIDER, new CommissionRequest(List.of(new Commissions.Sale("teas", "CUP", CUPS), new Commissions.Sale("pots", "POT", POT)), NOON)));
        var answer = step(order).result().apply(List.of(Outcome.accepted(new CommissionRequest.Answer(List.of(Optional.of(SOME), Optional.empty())))));
        order.when(answer).then(new OrderEvent.CommissionsFrozen(List.of(Optional.of(SOME), Optional.empty()), LATER));
        assertThat(order.state().placed()).isEqualTo(placed(Samples.LINES.get(0), cups(Optional.of(SOME)), pot(Optional.empty())));
        assertThat(order.state().status()).isEqualTo(OrderStatus.PLACED);
        assertThat(step(order).name()).isEqualTo("reserve");
        WireContract.survives(order.state());
    }

    @Test
    void whatItWasToldOnceIsNeverToldOtherwise() {
        var order = mixed().when(told(List.of(Optional.of(SOME), Optional.empty())));
        order.when(told(List.of(Optional.empty(), Optional.of(SOME)))).thenNothing().when(new OrderCommand.CommissionsAnswered(Optional.of(ODD), List.of())).thenNothing();
        order.when(new OrderCommand.StockAnswered(Optional.empty())).when(told(List.of(Optional.empty(), Optional.of(SOME)))).thenNothing();
        assertThat(order.state().placed().lines().get(1)).isEqualTo(cups(Optional.of(SOME)));
        order.given(new OrderEvent.Paid(LATER)).when(new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1)));
        assertThat(((OrderEvent.Confirmed) order.events().get(0)).lines()).containsExactly(Samples.LINES.get(0), cups(Optional.of(SOME)), pot(Optional.empty()));
    }

    @Test
    void whereNoRuleCoversAnythingItIsNotAskedAgain() {
        var order = mixed().when(told(List.of(Optional.empty(), Optional.empty())));
        assertThat(step(order).name()).isEqualTo("reserve");
        assertThat(order.state().placed()).isEqualTo(MIXED);
    }

    @Test
    void nothingIsHeldBeforeItIsTold() {
        mixed().when(new OrderCommand.StockAnswered(Optional.empty())).thenNothing();
        var refusal = new Rejection(Rejection.Kind.UNPROCESSABLE, "too-long-ago", "Nobody remembers.");
        var order = mixed();
        order.when(step(order).result().apply(List.of(Outcome.refused(refusal)))).then(new OrderEvent.Delayed("too-long-ago: Nobody remembers.", 1, LATER.plusSeconds(1), LATER), new OrderEvent.FellBehind("anna", NOON, LATER));
        assertThat(step(order).name()).isEqualTo("freeze-commissions");
    }

    @Test
    void whoIsScreenedIsAskedAboutAfterwards() {
        var order = Spec.of(Order.BLUEPRINT).at(LATER).given(OPENED, new OrderEvent.ScreeningAsked(SCREENING, NOON), MIXED);
        assertThat(step(order).name()).isEqualTo("screen");
        order.when(told(List.of(Optional.of(SOME), Optional.empty()))).thenNothing().when(new OrderCommand.ScreenAnswered(Optional.empty(), List.of()));
        assertThat(step(order).name()).isEqualTo("freeze-commissions");
    }

    @Test
    void anOrderOfTheShopsOwnAsksNothing() {
        var order = Spec.of(Order.BLUEPRINT).at(NOON).given(OPENED, PLACED);
        assertThat(step(order).name()).isEqualTo("reserve");
        order.when(told(List.of())).thenNothing();
        assertThat(order.state().hold()).isEqualTo(Duration.ofMinutes(15));
    }
}
