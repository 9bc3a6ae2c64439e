package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.orders.OrderTest.answer;
import static souk.orders.OrderTest.calls;
import static souk.orders.Samples.CUP;
import static souk.orders.Samples.FELL_BEHIND;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.ODD;
import static souk.orders.Samples.POT;
import static souk.orders.Samples.REFUND;
import static souk.orders.Samples.REFUNDED;
import static souk.orders.Samples.REFUND_REQUESTED;
import static souk.orders.Samples.TOTAL;
import static souk.orders.Samples.an;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import souk.inventory.api.StockCommand;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.orders.api.Commission;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.OrderView;
import souk.orders.api.VendorPart;
import souk.payments.api.PaymentRequest;
import souk.testkit.Spec;
import souk.testkit.WireContract;

/** What staff gives back of an order, part by part. */
class RefundTest {
    private static OrderCommand.Refund refund(String id, boolean restock, OrderCommand.Units... units) {
        return new OrderCommand.Refund(id, List.of(units) + "", List.of(units), restock, Optional.empty());
    }

    private static OrderCommand.Units units(String sku, int quantity) {
        return new OrderCommand.Units(sku, quantity);
    }

    private static OrderCommand.RefundAnswered done(String id) {
        return new OrderCommand.RefundAnswered(id, Optional.empty());
    }

    /** An order that has given this back. */
    private static Spec<Order, OrderEvent> after(OrderCommand.Refund... refunds) {
        var order = an(OrderStatus.CONFIRMED);
        for (var refund : refunds) order.when(refund).when(done(refund.refundId()));
        return order;
    }

    private static OrderView view(Optional<Outcome<Object>> answer) {
        return (OrderView) answer.orElseThrow().fold(view -> view, refusal -> null);
    }

    @Test
    void aRefundGivesMoneyAndUnitsBackUnderItsOwnIdAndLeavesTheOrderConfirmed() {
        var order = an(OrderStatus.CONFIRMED).when(REFUND).then(REFUND_REQUESTED);
        assertThat(answer(order, REFUND)).isEmpty();
        var calls = CheckoutProcess.next(order.state()).orElseThrow().calls();
        assertThat(((Step.ToProvider) calls.get(0)).request()).isEqualTo(new PaymentRequest.Refund("order-1", "refund-1", CUP));
        var restock = (Step.ToAggregate) ((Step.Together) calls.get(1)).calls().get(0);
        assertThat(restock.to()).isEqualTo(StockCommand.at("CUP"));
        assertThat(restock.command()).isEqualTo(new StockCommand.Restock("refund-1", 1, Optional.empty(), NOON));
        order.when(done("refund-1")).then(REFUNDED);
        var view = view(answer(order, REFUND));
        assertThat(view.status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(view.refunded()).contains(CUP);
        assertThat(view.refunds()).singleElement().satisfies(part -> {
            assertThat(part.id()).isEqualTo("refund-1");
            assertThat(part.lines()).isEqualTo(REFUNDED.lines());
            assertThat(part.reason()).contains("broken");
            assertThat(part.at()).contains(NOON);
        });
        WireContract.survives(view);
    }

    @Test
    void theStockIsToldOnceTheReturnIsOnRecordHere() {
        var order = after(REFUND);
        assertThat(calls(order.state())).containsExactly("Acknowledge CUP");
        assertThat(((StockCommand.Acknowledge) ((Step.ToAggregate) CheckoutProcess.next(order.state()).orElseThrow().calls().get(0)).command()).returnId()).isEqualTo("refund-1");
        order.when(new OrderCommand.RefundsAcknowledgeAnswered(Optional.empty(), List.of("refund-1"))).then(new OrderEvent.RefundsAcknowledged(List.of("refund-1"), NOON));
        assertThat(CheckoutProcess.next(order.state())).isEmpty();
        order.when(new OrderCommand.RefundsAcknowledgeAnswered(Optional.empty(), List.of("refund-1"))).thenNothing();
    }

    @Test
    void aLateAcknowledgementOfOneRefundSaysNothingOfTheNext() {
        var order = after(REFUND, refund("refund-2", true, units("POT", 1)));
        order.when(new OrderCommand.RefundsAcknowledgeAnswered(Optional.empty(), List.of("refund-1"))).then(new OrderEvent.RefundsAcknowledged(List.of("refund-1"), NOON));
        assertThat(calls(order.state())).containsExactly("Acknowledge POT");
    }

    @Test
    void unitsThatDoNotReturnAreGivenBackAsMoneyAlone() {
        var refund = refund("refund-1", false, units("POT", 1));
        var order = an(OrderStatus.CONFIRMED).when(refund);
        assertThat(calls(order.state())).containsExactly("Refund");
        order.when(done("refund-1"));
        assertThat(CheckoutProcess.next(order.state())).isEmpty();
        assertThat(view(answer(order, refund)).refunded()).contains(POT);
    }

    @Test
    void theSameKeyIsTheSameRefundForEverAndAnotherBodyIsRefused() {
        var other = new OrderCommand.Refund("refund-1", "another body", List.of(units("POT", 1)), true, Optional.empty());
        an(OrderStatus.REFUNDING).when(REFUND).thenNothing().when(other).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        var order = after(REFUND, refund("refund-2", true, units("CUP", 1), units("POT", 1)));
        var first = view(answer(order, REFUND)).refunds().get(0);
        order.when(REFUND).thenNothing().when(other).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        order.when(new OrderCommand.Cancel(Optional.empty())).when(REFUND).thenNothing();
        order.when(new OrderCommand.CancelAnswered(Optional.empty())).when(REFUND).thenNothing();
        assertThat(view(answer(order, REFUND)).refunds()).contains(first);
    }

    @Test
    void noMoreUnitsAreGivenBackThanAreLeftAndNoneThatWereNotBought() {
        after(REFUND).when(refund("refund-2", true, units("CUP", 2), units("POT", 1))).thenRefused(CONFLICT, "refund-too-large");
        var refused = after(REFUND).when(refund("refund-2", true, units("POT", 2), units("CUP", 2))).outcome();
        assertThat(((Outcome.Refused<?>) refused).rejection().members()).isEqualTo(Map.of("skus", List.of("POT", "CUP")));
        after(REFUND, refund("refund-2", true, units("CUP", 1))).when(refund("refund-3", true, units("CUP", 1))).thenRefused(CONFLICT, "refund-too-large");
        an(OrderStatus.CONFIRMED).when(refund("refund-1", true, units("PAN", 1))).thenRefused(NOT_FOUND, "not-found");
        an(OrderStatus.NONE).when(REFUND).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void onlyAConfirmedOrderIsRefundedAndOneRefundAfterTheOther() {
        var other = refund("refund-9", true, units("POT", 1));
        for (var status : List.of(OrderStatus.OPENED, OrderStatus.PLACED, OrderStatus.RESERVED, OrderStatus.PAYMENT_PENDING, OrderStatus.PAID, OrderStatus.UNDOING, OrderStatus.REFUNDING)) {
            an(status).when(other).thenRefused(CONFLICT, "order-in-progress");
        }
        for (var status : List.of(OrderStatus.CANCELLING, OrderStatus.CANCELLED)) an(status).when(other).thenRefused(CONFLICT, "order-cancelled");
        an(OrderStatus.REJECTED).when(other).thenRefused(CONFLICT, "order-rejected");
        an(OrderStatus.REFUNDING).when(new OrderCommand.Cancel(Optional.empty())).thenRefused(CONFLICT, "order-in-progress");
        an(OrderStatus.REFUNDING).when(new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE)).thenRefused(CONFLICT, "nothing-to-compensate");
    }

    @Test
    void theResultOfAnotherRefundSaysNothingOfThisOne() {
        an(OrderStatus.REFUNDING).when(done("refund-0")).thenNothing();
        after(REFUND).when(done("refund-1")).thenNothing().when(refund("refund-2", true, units("POT", 1))).when(done("refund-1")).thenNothing();
    }

    @Test
    void aRefundThatIsStuckIsShownToStaffAndGoesOn() {
        var order = an(OrderStatus.REFUNDING).when(new OrderCommand.RefundAnswered("refund-1", Optional.of(ODD)))
                .then(new OrderEvent.Delayed("odd: Something is odd.", 1, NOON.plusSeconds(1), NOON), FELL_BEHIND);
        order.when(new OrderCommand.Steer(OrderCommand.Steering.RETRY)).then(new OrderEvent.RetryAsked(NOON));
        order.when(done("refund-1")).then(REFUNDED, new OrderEvent.CaughtUp(NOON));
        assertThat(Order.BLUEPRINT.wakeAt(an(OrderStatus.CONFIRMED).at(NOON.plusSeconds(1_000)).when(REFUND).state())).contains(NOON.plusSeconds(1_000).plus(Order.LATE));
    }

    @Test
    void cancellingGivesBackOnlyTheRest() {
        var order = after(REFUND, refund("refund-2", false, units("POT", 1))).when(new OrderCommand.Cancel(Optional.empty()));
        assertThat(calls(order.state())).containsExactly("Refund", "Restock CUP");
        var calls = CheckoutProcess.next(order.state()).orElseThrow().calls();
        assertThat(((Step.ToProvider) calls.get(0)).request()).isEqualTo(new PaymentRequest.Refund("order-1", "cancel", CUP));
        assertThat(((Step.ToAggregate) calls.get(1)).command()).isEqualTo(new StockCommand.Restock("order-1", 1, Optional.empty(), NOON));
        order.when(new OrderCommand.CancelAnswered(Optional.empty()));
        assertThat(order.state().view().refunded()).contains(TOTAL);
        assertThat(calls(order.state())).containsExactly("Acknowledge CUP");
        order.when(new OrderCommand.AcknowledgeAnswered(Optional.empty()));
        // And then the refund's own return.
        assertThat(((StockCommand.Acknowledge) ((Step.ToAggregate) CheckoutProcess.next(order.state()).orElseThrow().calls().get(0)).command()).returnId()).isEqualTo("refund-1");
        order.when(new OrderCommand.RefundsAcknowledgeAnswered(Optional.empty(), List.of("refund-1")));
        assertThat(CheckoutProcess.next(order.state())).isEmpty();
    }

    @Test
    void anOrderOfWhichNothingIsLeftStaysConfirmedAndCanStillBeCancelled() {
        var order = after(REFUND, refund("refund-2", true, units("POT", 1), units("CUP", 1)));
        assertThat(order.state().view().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(order.state().view().refunded()).contains(TOTAL);
        order.when(new OrderCommand.Cancel(Optional.empty()));
        assertThat(((Step.ToProvider) CheckoutProcess.next(order.state()).orElseThrow().calls().get(0)).request()).isEqualTo(new PaymentRequest.Refund("order-1", "cancel", Samples.NOTHING));
        assertThat(calls(order.state())).containsExactly("Refund");
    }

    @Test
    void theAnswerOfTheCheckoutsKeyKnowsOfNoRefund() {
        var before = view(answer(an(OrderStatus.CONFIRMED), Samples.CHECKOUT));
        var later = view(answer(after(REFUND), Samples.CHECKOUT));
        assertThat(later.refunds()).isEmpty();
        assertThat(later.refunded()).isEqualTo(before.refunded()).contains(Samples.NOTHING);
    }

    @Test
    void anOrderIsNotGivenBackInCountlessParts() {
        var line = new OrderLine("TEA", "A tea", 5_000, CUP, CUP.times(5_000));
        var order = confirmed(List.of(line), CUP.times(5_000));
        for (int i = 0; i < Refunds.MOST; i++) order.when(refund("r" + i, false, units("TEA", 1))).when(done("r" + i));
        order.when(refund("one more", false, units("TEA", 1))).thenRefused(UNPROCESSABLE, "too-many-refunds");
        assertThat(order.state().view().refunded()).contains(CUP.times(Refunds.MOST));
    }

    private static Spec<Order, OrderEvent> confirmed(List<OrderLine> lines, Money total) {
        var subtotal = lines.stream().map(OrderLine::total).reduce(Money::plus).orElseThrow();
        var nothing = Money.zero(total.currency());
        var totals = new OrderTotals(subtotal, nothing, nothing, nothing, total);
        return Spec.of(Order.BLUEPRINT).at(NOON).given(Samples.OPENED, new OrderEvent.Placed("number", lines, totals, NOON), new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON),
                new OrderEvent.Confirmed("anna", "number", Samples.EMAIL, lines, totals, NOON, NOON));
    }

    /** In any split and order of lines, whatever was paid for them: never more than the total, and exactly the total when nothing is left. */
    @Property(tries = 2_000)
    void theRefundsOfAnOrderAreNeverMoreThanItsTotalAndExactlyThatWhenNothingIsLeft(@ForAll long seed) {
        var random = new Random(seed);
        var lines = new ArrayList<OrderLine>();
        int skus = 1 + random.nextInt(5);
        for (int i = 0; i < skus; i++) {
            var price = new Money(random.nextInt(5) == 0 ? 0 : 1 + random.nextLong(random.nextInt(4) == 0 ? 5_000_000_000L : 2_000), TOTAL.currency());
            int quantity = 1 + random.nextInt(random.nextInt(5) == 0 ? 900_000 : 6);
            var whole = price.times(quantity);
            var kept = random.nextInt(4) == 0 ? Optional.<Commission>empty() : Optional.of(new Commission(new Money(random.nextBoolean() ? random.nextLong(whole.amount() + 1) : whole.amount() / 8, TOTAL.currency()), "all@1"));
            var part = random.nextInt(3) > 0 ? Optional.<VendorPart>empty() : Optional.of(new VendorPart("ann", new Money(random.nextInt(2_000), TOTAL.currency()), kept));
            lines.add(new OrderLine("sku-" + i, "A thing", quantity, price, price.times(quantity), Optional.empty(), part));
        }
        long freight = lines.stream().flatMap(line -> line.vendor().stream()).mapToLong(part -> part.freight().amount()).sum();
        long prices = lines.stream().mapToLong(line -> line.total().amount()).sum();
        boolean plain = random.nextInt(3) == 0;
        long total = plain ? prices : random.nextBoolean() ? random.nextLong(prices + 1) : prices + random.nextLong(5_000);
        total += freight;
        var order = confirmed(lines, new Money(total, TOTAL.currency()));
        long sum = 0;
        long sumOfFreight = 0;
        long sumOfCommission = 0;
        long sumOfNet = 0;
        for (int i = 0; i < 40 || !order.state().refunds().left(order.state().placed()).isEmpty(); i++) {
            var wanted = new ArrayList<OrderCommand.Units>();
            var left = new ArrayList<>(order.state().refunds().left(order.state().placed()).entrySet());
            if (left.isEmpty()) break;
            Collections.shuffle(left, random);
            for (var each : left.subList(0, 1 + random.nextInt(left.size()))) wanted.add(units(each.getKey().sku(), i > 30 ? each.getValue() : 1 + random.nextInt(each.getValue())));
            order.when(refund("r" + i, random.nextBoolean(), wanted.toArray(OrderCommand.Units[]::new))).when(done("r" + i));
            var last = order.state().refunds().find("r" + i).orElseThrow().refund();
            assertThat(last.lines().stream().mapToLong(line -> line.amount().amount()).sum()).isEqualTo(last.amount().amount());
            assertThat(last.lines()).allMatch(line -> line.amount().amount() >= 0);
            if (plain) {
                for (var line : last.lines()) {
                    var goods = lines.get(Integer.parseInt(line.sku().substring(4))).unitPrice().times(line.quantity());
                    assertThat(line.amount()).isEqualTo(line.freight().map(goods::plus).orElse(goods));
                }
            }
            for (var line : last.lines()) {
                var bought = lines.get(Integer.parseInt(line.sku().substring(4)));
                assertThat(line.vendorId()).isEqualTo(bought.vendor().map(VendorPart::vendorId));
                line.freight().ifPresent(each -> assertThat(each.amount()).isBetween(0L, line.amount().amount()));
                sumOfFreight += line.freight().map(Money::amount).orElse(0L);
                assertThat(List.of(line.commission().isPresent(), line.net().isPresent())).containsOnly(bought.vendor().isPresent());
                assertThat(line.net().map(Money::amount).orElse(0L)).as("what was the vendor's").isNotNegative();
                sumOfCommission += line.commission().map(Money::amount).orElse(0L);
                sumOfNet += line.net().map(Money::amount).orElse(0L);
                if (plain && bought.vendor().isPresent()) assertThat(line.net().get().plus(line.commission().get())).isEqualTo(line.amount());
            }
            assertThat(sumOfFreight).isLessThanOrEqualTo(freight);
            sum += last.amount().amount();
            assertThat(sum).isLessThanOrEqualTo(total);
            assertThat(order.state().refunds().worthOfRest(order.state().placed()).stream().mapToLong(line -> line.amount().amount()).sum()).as("what is left").isEqualTo(total - sum);
        }
        assertThat(sum).isEqualTo(total);
        assertThat(sumOfFreight).isEqualTo(freight);
        long commission = lines.stream().flatMap(line -> line.vendor().stream()).flatMap(part -> part.commission().stream()).mapToLong(kept -> kept.amount().amount()).sum();
        assertThat(sumOfCommission).isEqualTo(commission);
        assertThat(sumOfNet).as("all that the vendor had").isEqualTo(lines.stream().filter(line -> line.vendor().isPresent()).mapToLong(line -> line.total().amount()).sum() + freight - commission);
        assertThat(order.state().view().refunded()).contains(new Money(total, TOTAL.currency()));
    }
}
