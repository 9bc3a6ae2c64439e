package souk.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.orders.Samples.ADDRESS;
import static souk.orders.Samples.CART;
import static souk.orders.Samples.NOON;
import static souk.orders.Samples.SOLD_OUT;
import static souk.orders.Samples.aGuests;
import static souk.orders.Samples.an;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Personal;
import souk.orders.affiliates.Affiliate;
import souk.orders.affiliates.AffiliateEvent;
import souk.orders.api.AffiliateCommand;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderStatus;
import souk.orders.api.Verdict;
import souk.orders.fraud.FraudRules;
import souk.orders.fraud.FraudRulesEvent;
import souk.orders.fraud.Rule;
import souk.orders.fraud.Velocity;
import souk.orders.fraud.VelocityEvent;
import souk.orders.takeover.Takeovers;
import souk.orders.takeover.TakeoversCommand;
import souk.orders.takeover.TakeoversEvent;
import souk.platform.wire.Codec;
import souk.testkit.Spec;
import souk.testkit.WireContract;

class OrderWireTest {
    @Test
    void storedEventsStayReadable() {
        WireContract.of(Order.BLUEPRINT, Velocity.BLUEPRINT, FraudRules.BLUEPRINT, Takeovers.BLUEPRINT, Affiliate.BLUEPRINT)
                .example(Samples.SENT_OPENED)
                .older("orders.order-opened", 4, Samples.FOUND_OFFERED)
                .older("orders.order-opened", 3, Samples.FOUND)
                .older("orders.order-opened", 2, new OrderEvent.Opened("order-1", "fingerprint-1", "anna", "cart-1", 3, Samples.EMAIL, Samples.SEALED_ADDRESS, Samples.PAYMENT, Map.of("CUP", Samples.CUP),
                        Duration.ofMinutes(15), NOON))
                .older("orders.order-opened", 1, new OrderEvent.Opened("order-1", "fingerprint-1", "anna", "cart-1", 3, Personal.plain("anna@example.org"), Personal.plain(ADDRESS), Samples.PAYMENT,
                        Map.of("CUP", Samples.CUP), Duration.ofMinutes(15), NOON))
                .example(new OrderEvent.ScreeningAsked(Samples.SCREENING, NOON))
                .example(Samples.SCREENED)
                .example(Samples.HELD)
                .example(Samples.APPROVED)
                .example(Samples.VENDOR_PLACED)
                .older("orders.order-placed", 2, Samples.CLAIMED)
                .older("orders.order-placed", 1, Samples.PLACED)
                .example(new OrderEvent.CommissionsFrozen(List.of(Optional.of(new Commission(Money.of(25, "GBP"), "all@1")), Optional.empty()), NOON))
                .example(CORRECTED)
                .example(new OrderEvent.Reserved(NOON))
                .example(new OrderEvent.PaymentPending(1, NOON.plusSeconds(1), NOON))
                .example(new OrderEvent.PaymentForgotten(NOON))
                .example(new OrderEvent.Paid(NOON))
                .example(Samples.SENT_CONFIRMED)
                .older("orders.order-confirmed", 5, Samples.VENDOR_CONFIRMED)
                .older("orders.order-confirmed", 4, Samples.FOUND_CONFIRMED)
                .older("orders.order-confirmed", 3, Samples.CLAIMED_CONFIRMED)
                .older("orders.order-confirmed", 1, confirmed(Samples.LINES))
                .older("orders.order-confirmed", 2, confirmed(Samples.CLAIMED_LINES))
                .example(new OrderEvent.Failed(OrderStatus.PLACED, SOLD_OUT, Optional.of(Samples.VENDOR_CART), List.of(0), NOON))
                .older("orders.order-failed", 4, new OrderEvent.Failed(OrderStatus.PLACED, SOLD_OUT, Optional.of(Samples.CLAIMED_CART), List.of(0), NOON))
                .older("orders.order-failed", 3, new OrderEvent.Failed(OrderStatus.PLACED, SOLD_OUT, Optional.of(Samples.LISTED_CART), List.of(0), NOON))
                .older("orders.order-failed", 2, new OrderEvent.Failed(OrderStatus.PLACED, SOLD_OUT, Optional.of(CART), List.of(0), NOON))
                .older("orders.order-failed", 1, new OrderEvent.Failed(OrderStatus.PLACED, SOLD_OUT, Optional.of(CART), List.of(0), NOON))
                .example(new OrderEvent.Rejected(SOLD_OUT, NOON))
                .example(Samples.SENT_REFUND_REQUESTED)
                .older("orders.refund-requested", 3, Samples.VENDOR_REFUND_REQUESTED)
                .older("orders.refund-requested", 2, Samples.WHOLE_REFUND_REQUESTED)
                .older("orders.refund-requested", 1, Samples.REFUND_REQUESTED)
                .example(Samples.SENT_REFUNDED)
                .older("orders.order-refunded", 3, Samples.VENDOR_REFUNDED)
                .older("orders.order-refunded", 2, Samples.WHOLE_REFUNDED)
                .older("orders.order-refunded", 1, Samples.REFUNDED)
                .example(new OrderEvent.RefundsAcknowledged(List.of("refund-1"), NOON))
                .example(new OrderEvent.CancelRequested(NOON))
                .example(new OrderEvent.Cancelled(NOON, Samples.VENDOR_REFUNDED.lines()))
                .older("orders.order-cancelled", 1, new OrderEvent.Cancelled(NOON))
                .example(new OrderEvent.ReturnsAcknowledged(NOON))
                .example(new OrderEvent.Delayed("odd: Something is odd.", 1, NOON.plusSeconds(1), NOON))
                .example(Samples.FELL_BEHIND)
                .example(new OrderEvent.CaughtUp(NOON))
                .example(new OrderEvent.RetryAsked(NOON))
                .example(Samples.TAKEN_OVER)
                .example(ASKED)
                .example(new TakeoversEvent.TakeoverEnded("order-1", true, NOON))
                .example(new TakeoversEvent.TakeoversClosed(NOON))
                .example(new VelocityEvent.OrderCounted("order-1", 150, Duration.ofHours(1), NOON))
                .example(new FraudRulesEvent.RuleSet(new Rule("often", Rule.Kind.VELOCITY, Optional.of(Rule.Of.EMAIL), Optional.of(Duration.ofHours(1)), Optional.of(3), Optional.of(Samples.TOTAL), false,
                        List.of("value-1"), List.of("GB"), Optional.of(Verdict.REJECT), true), "staff:a", NOON))
                .example(new FraudRulesEvent.RuleRemoved("often", "staff:a", NOON))
                .example(new AffiliateEvent.TermsSet("tea-blog", "The Tea Blog", 1_000, "staff:a", NOON))
                .example(new AffiliateEvent.Suspended("staff:a", NOON))
                .example(new AffiliateEvent.Reinstated("staff:a", NOON))
                .holds();
    }

    private static final TakeoversEvent.TakeoverAsked ASKED = new TakeoversEvent.TakeoverAsked(Samples.ACCOUNT, "order-1", Samples.MAILBOX, Samples.GUEST, Samples.TAKE_OVER.email(), Samples.TAKE_OVER.shippingAddress(), NOON);

    private static final OrderEvent.CommissionCorrected CORRECTED = new OrderEvent.CommissionCorrected("correction-1",
            List.of(new CommissionCorrection.Line("3", "CUP", "vendor-1", Money.of(25, "GBP"), Money.of(20, "GBP"), Money.of(-3, "GBP"))), true, NOON);

    @Test
    void whatIsCorrectedTravelsAndOrdersOfBeforeHaveNoCorrections() {
        WireContract.survives(new OrderCommand.CommissionCorrected(CORRECTED.lines()));
        var state = an(OrderStatus.CONFIRMED).state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"corrections\" : \\{ }", "");
        assertThat(page).doesNotContain("corrections");
        assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
    }

    @Test
    void whatWasStoredOrSentBeforeThereWereAffiliatesIsASaleOfWhichNobodyHasAShare() {
        for (var status : List.of(OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.REFUNDING)) {
            var state = an(status).state();
            var page = Codec.toJson(state).replaceAll(",\\s*\"affiliate\" : null", "");
            assertThat(page).doesNotContain("affiliate");
            assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
        }
        var sent = Codec.toJson(Samples.CHECKOUT).replaceAll(",\\s*\"affiliate\" : null", "");
        assertThat(sent).doesNotContain("affiliate");
        assertThat(Codec.fromJson(sent, OrderCommand.Checkout.class)).isEqualTo(Samples.CHECKOUT);
    }

    @Test
    void whatAnAffiliateIsAskedAndKeepsTravels() {
        var affiliate = Spec.of(Affiliate.BLUEPRINT).given(new AffiliateEvent.TermsSet("tea-blog", "The Tea Blog", 1_000, "staff:a", NOON), new AffiliateEvent.Suspended("staff:b", NOON));
        WireContract.survives(affiliate.state());
        for (AffiliateCommand<?> command : List.of(new AffiliateCommand.SetTerms("tea-blog", "The Tea Blog", 900, Optional.of(2L), "staff:a"), new AffiliateCommand.Suspend("staff:a"), new AffiliateCommand.Reinstate("staff:a"),
                new AffiliateCommand.Look(), new AffiliateCommand.LookAtTerms("tea-blog"))) {
            WireContract.survives(command);
            WireContract.survives(((Outcome.Accepted<?>) affiliate.when(command).outcome()).reply());
        }
    }

    @Test
    void whatATakeoverSendsAndKeepsTravels() {
        WireContract.survives(new TakeoversCommand.Take(ASKED.accountId(), ASKED.orderId(), ASKED.mailbox(), ASKED.guest(), ASKED.email(), ASKED.shippingAddress()));
        WireContract.survives(new TakeoversCommand.Close());
        WireContract.survives(new TakeoversCommand.Answered("order-1", 1, Optional.of(SOLD_OUT)));
        WireContract.survives(new TakeoversCommand.Standing(List.of("order-1")));
        WireContract.survives(new TakeoversCommand.Guests(List.of(Samples.GUEST)));
        var takeovers = Spec.of(Takeovers.BLUEPRINT).given(ASKED);
        WireContract.survives(takeovers.state());
        WireContract.survives(takeovers.given(new TakeoversEvent.TakeoverEnded("order-1", true, NOON), new TakeoversEvent.TakeoversClosed(NOON)).state());
    }

    @Test
    void whatWasStoredOrSentBeforeOrdersCouldBeTakenOverIsAnOrderOfWhoPlacedIt() {
        var state = an(OrderStatus.CONFIRMED).state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"(takenOver|mailbox)\" : null", "");
        assertThat(page).doesNotContain("takenOver", "mailbox");
        assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
        var sent = Codec.toJson(Samples.CHECKOUT).replaceAll(",\\s*\"mailbox\" : null", "");
        assertThat(sent).doesNotContain("mailbox");
        assertThat(Codec.fromJson(sent, OrderCommand.Checkout.class)).isEqualTo(Samples.CHECKOUT);
        WireContract.survives(aGuests(OrderStatus.CONFIRMED).given(Samples.TAKEN_OVER).state());
    }

    /** As it was when nothing was locked. */
    private static OrderEvent.Confirmed confirmed(List<OrderLine> lines) {
        return new OrderEvent.Confirmed("anna", Samples.PLACED.number(), Personal.plain("anna@example.org"), lines, Samples.TOTALS, NOON, NOON);
    }

    @Test
    void whatWasStoredBeforeThereWereClaimsIsAnOrderWithout() {
        for (var status : List.of(OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.CANCELLED)) {
            var state = an(status).state();
            var page = Codec.toJson(state).replaceAll(",\\s*\"claimId\" : null", "");
            assertThat(page).doesNotContain("claimId");
            assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
        }
    }

    @Test
    void whatWasStoredOrSentBeforeOthersSoldIsTheShopsOwn() {
        for (var status : List.of(OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.REFUNDING)) {
            var state = an(status).state();
            var page = Codec.toJson(state).replaceAll(",\\s*\"(vendor|vendorId|freight)\" : null", "").replaceAll(",\\s*\"offers\" : \\[ ]", "");
            assertThat(page).doesNotContain("vendor", "freight", "offers");
            assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
        }
        var sent = Codec.toJson(Samples.CHECKOUT).replaceAll(",\\s*\"offers\" : \\[ ]", "");
        assertThat(sent).doesNotContain("offers");
        assertThat(Codec.fromJson(sent, OrderCommand.Checkout.class)).isEqualTo(Samples.CHECKOUT);
    }

    @Test
    void whatWasStoredOrSentBeforeThereWereRulesAgainstFraudIsAnOrderWithout() {
        var state = an(OrderStatus.PAID).state();
        var page = Codec.toJson(state).replaceAll(",\\s*\"vetting\" : null", "");
        assertThat(page).doesNotContain("vetting");
        assertThat(Codec.fromJson(page, Order.class)).isEqualTo(state);
        var sent = Codec.toJson(Samples.CHECKOUT).replaceAll(",\\s*\"screening\" : null", "");
        assertThat(sent).doesNotContain("screening");
        assertThat(Codec.fromJson(sent, OrderCommand.Checkout.class)).isEqualTo(Samples.CHECKOUT);
    }

    @Test
    void commandsTravel() {
        Samples.COMMANDS.forEach(WireContract::survives);
    }

    @Test
    void repliesAndStatesTravel() {
        for (var status : OrderStatus.values()) {
            WireContract.survives(an(status).state());
            if (status == OrderStatus.NONE) continue;
            WireContract.survives(((Outcome.Accepted<?>) an(status).when(new OrderCommand.Look(Optional.empty())).outcome()).reply());
            WireContract.survives(((Outcome.Accepted<?>) an(status).when(new OrderCommand.Inspect()).outcome()).reply());
            WireContract.survives(((Blueprint.Awaited) Order.BLUEPRINT.handling(Samples.CHECKOUT)).meanwhile().apply(an(status).state()));
        }
        WireContract.survives(new OrderList.Entry("order-1", "anna", "n", OrderStatus.CANCELLED, Samples.EMAIL, List.copyOf(Samples.LINES), Samples.TOTALS, NOON, Optional.of(NOON), Samples.TOTAL, Optional.of("guest")));
    }
}
