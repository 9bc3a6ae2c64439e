package souk.vendors.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.vendors.orders.Sold.ALL_DUE;
import static souk.vendors.orders.Sold.DELIVERED;
import static souk.vendors.orders.Sold.LINES;
import static souk.vendors.orders.Sold.NOON;
import static souk.vendors.orders.Sold.OPENED;
import static souk.vendors.orders.Sold.POT;
import static souk.vendors.orders.Sold.SHIPPED;
import static souk.vendors.orders.Sold.TEAS;
import static souk.vendors.orders.Sold.back;
import static souk.vendors.orders.Sold.deliver;
import static souk.vendors.orders.Sold.gbp;
import static souk.vendors.orders.Sold.open;
import static souk.vendors.orders.Sold.order;
import static souk.vendors.orders.Sold.settle;
import static souk.vendors.orders.Sold.ship;

import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.api.VendorAccountCommand;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderCommand.Due;
import souk.vendors.api.VendorOrderCommand.Line;
import souk.vendors.api.VendorOrderCommand.Settled;
import souk.vendors.api.VendorOrderEvent;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;

class VendorOrderTest {
    private static final VendorOrderCommand.Look LOOK = new VendorOrderCommand.Look(Optional.of("ann"));
    /** One tea: a third of the freight, rounded down, and of the commission, half up. */
    private static final Line ONE_TEA = new Line("1", "TEA", 1, gbp(250), gbp(250), gbp(33), gbp(31));
    private static final Line SECOND_TEA = new Line("1", "TEA", 1, gbp(250), gbp(250), gbp(33), gbp(32));

    private static VendorOrderView seen(Spec<VendorOrder, VendorOrderEvent> order) {
        return order.state().view();
    }

    // ---- what becomes of it

    @Test
    void itIsOpenedOnceWithWhatWasAgreed() {
        var order = Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(LOOK).thenRefused(NOT_FOUND, "not-found").when(open()).then(OPENED).when(open()).thenNothing();
        order.when(LOOK).thenReply(new VendorOrderView("order-1.ann", "order-1", "ann", "S-1", 1, Status.OPEN, NOON, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), LINES, gbp(756 + 875), Optional.empty(), LINES));
    }

    @Test
    void anotherVendorDoesNotFindItAndStaffDoes() {
        var order = order();
        order.when(new VendorOrderCommand.Look(Optional.of("bob"))).thenRefused(NOT_FOUND, "not-found");
        order.when(new VendorOrderCommand.LookToCancel("bob")).thenRefused(NOT_FOUND, "not-found");
        order.when(new VendorOrderCommand.Ship("bob", "Post", "T1", "account-2")).thenRefused(NOT_FOUND, "not-found");
        order.when(new VendorOrderCommand.Look(Optional.empty())).thenReply(seen(order));
        var none = Spec.of(VendorOrder.BLUEPRINT).at(NOON);
        for (Command<?> each : List.<Command<?>>of(new VendorOrderCommand.Look(Optional.empty()), ship("T1"), deliver(), back("r1", "TEA", 1), new VendorOrderCommand.Cancel())) none.when(each).thenRefused(NOT_FOUND, "not-found");
        none.when(settle("p1", 0)).thenNothing().thenReply(new Settled(List.of())).when(new VendorOrderCommand.Release("p1")).thenNothing();
    }

    @Test
    void unitsGoBackWithTheirPartOfFreightAndCommissionAndARefundGoesBackOnce() {
        var order = order().when(back("r1", "TEA", 1)).then(new VendorOrderEvent.GivenBack("r1", List.of(ONE_TEA), NOON)).when(back("r1", "TEA", 1)).thenNothing();
        assertThat(seen(order).lines()).containsExactly(new Line("1", "TEA", 2, gbp(250), gbp(500), gbp(67), gbp(63)), POT);
        order.when(back("r2", "TEA", 1)).then(new VendorOrderEvent.GivenBack("r2", List.of(SECOND_TEA), NOON));
        order.when(back("r3", "TEA", 5)).then(new VendorOrderEvent.GivenBack("r3", List.of(new Line("1", "TEA", 1, gbp(250), gbp(250), gbp(34), gbp(31))), NOON));
        assertThat(seen(order).lines()).containsExactly(POT);
        assertThat(seen(order).status()).isEqualTo(Status.OPEN);
        order.when(back("r4", "TEA", 1)).thenNothing().when(back("r4", "CAKE", 1)).thenNothing();
    }

    @Test
    void ofTwoLinesOfASkuTheFirstOnesUnitsGoFirst() {
        var twice = List.of(TEAS, new Line("2", "TEA", 2, gbp(200), gbp(400), gbp(0), gbp(0)));
        var order = Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(new VendorOrderCommand.Open("order-1", "ann", "S-1", NOON, twice)).when(back("r1", "TEA", 4));
        assertThat(seen(order).lines()).containsExactly(new Line("2", "TEA", 1, gbp(200), gbp(200), gbp(0), gbp(0)));
    }

    @Test
    void whatIsGivenBackWholeBeforeItIsSentIsCancelledAndWhatComesBackLaterWasSent() {
        var before = order().when(back("r1", "TEA", 3)).when(back("r2", "POT", 1));
        assertThat(seen(before).status()).isEqualTo(Status.CANCELLED);
        before.when(ship("T1")).thenRefused(CONFLICT, "vendor-order-cancelled").when(deliver()).thenRefused(CONFLICT, "vendor-order-cancelled");
        assertThat(seen(order(SHIPPED).when(back("r1", "TEA", 3)).when(back("r2", "POT", 1))).status()).isEqualTo(Status.SHIPPED);
        var arrived = order(SHIPPED, DELIVERED).when(back("r1", "TEA", 3)).when(back("r2", "POT", 1));
        assertThat(seen(arrived).status()).isEqualTo(Status.DELIVERED);
        assertThat(seen(arrived).due()).isEqualTo(gbp(0));
    }

    @Test
    void aCancelledOrderTakesAllThatWasLeftOfIt() {
        var order = order().when(back("r1", "TEA", 1)).when(new VendorOrderCommand.Cancel()).then(new VendorOrderEvent.Cancelled(List.of(new Line("1", "TEA", 2, gbp(250), gbp(500), gbp(67), gbp(63)), POT), NOON));
        order.when(new VendorOrderCommand.Cancel()).thenNothing().when(back("r1", "TEA", 1)).thenNothing().when(back("late", "TEA", 1)).thenNothing().when(open()).thenNothing();
        assertThat(seen(order).status()).isEqualTo(Status.CANCELLED);
        assertThat(seen(order).lines()).isEmpty();
        assertThat(seen(order).agreed()).isEqualTo(LINES);
        assertThat(seen(order).due()).isEqualTo(gbp(0));
        order.when(ship("T1")).thenRefused(CONFLICT, "vendor-order-cancelled").when(deliver()).thenRefused(CONFLICT, "vendor-order-cancelled");
        assertThat(seen(order(SHIPPED, DELIVERED).when(new VendorOrderCommand.Cancel())).status()).isEqualTo(Status.CANCELLED);
    }

    private static VendorOrderCommand.CorrectCommission correct(String id, String line, long commission) {
        return new VendorOrderCommand.CorrectCommission(id, List.of(new VendorOrderCommand.Bears(line, gbp(commission))));
    }

    private static VendorOrderEvent.CommissionCorrected corrected(String id, String line, long commission, long difference) {
        return new VendorOrderEvent.CommissionCorrected(id, List.of(new VendorOrderEvent.Corrected(line, gbp(commission), gbp(difference))), NOON);
    }

    @Test
    void whatIsLeftBearsTheCommissionThatWasCorrectedAndEachCorrectionCountsOnce() {
        var order = order().when(back("r1", "TEA", 1)).when(correct("c1", "1", 75)).then(corrected("c1", "1", 75, -13)).when(correct("c1", "1", 75)).thenNothing();
        assertThat(seen(order).lines()).containsExactly(new Line("1", "TEA", 2, gbp(250), gbp(500), gbp(67), gbp(50)), POT);
        order.when(back("r2", "TEA", 1)).then(new VendorOrderEvent.GivenBack("r2", List.of(new Line("1", "TEA", 1, gbp(250), gbp(250), gbp(33), gbp(25))), NOON));
        order.when(correct("c2", "1", 30)).then(corrected("c2", "1", 30, -15)).when(correct("c1", "1", 75)).thenNothing();
        assertThat(seen(order).due()).isEqualTo(gbp(250 + 34 - 10 + 875));
        order.when(correct("c3", "7", 30)).then(new VendorOrderEvent.CommissionCorrected("c3", List.of(), NOON));
        order.when(new VendorOrderCommand.Cancel()).when(correct("c4", "1", 5)).then(corrected("c4", "1", 5, 0));
        assertThat(seen(order).due()).isEqualTo(gbp(0));
        Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(correct("c1", "1", 75)).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void whatWasPaidBeforeItWasCorrectedIsOwedOrTakenBack() {
        var order = order(DELIVERED).when(settle("p1", 0)).when(correct("c1", "3", 200));
        assertThat(seen(order).due()).isEqualTo(gbp(-75));
        order.when(settle("p2", 1)).thenReply(new Settled(List.of(new Due("3", "POT", gbp(-75))))).when(correct("c2", "3", 50)).when(settle("p3", 2)).thenReply(new Settled(List.of(new Due("3", "POT", gbp(150)))));
        assertThat(VendorOrder.BLUEPRINT.next(order.state(), NOON)).as("the account is told").isPresent();
    }

    @Test
    void itIsSentOnce() {
        var order = order().when(ship("T1")).then(SHIPPED).when(ship("T1")).thenNothing().thenReply(seen(order(SHIPPED))).when(ship("T2")).thenRefused(CONFLICT, "vendor-order-shipped");
        assertThat(seen(order).status()).isEqualTo(Status.SHIPPED);
        assertThat(seen(order).trackingNumber()).contains("T1");
        order.when(deliver()).when(ship("T1")).thenNothing().when(ship("T2")).thenRefused(CONFLICT, "vendor-order-shipped");
        order(DELIVERED).when(ship("T1")).thenRefused(CONFLICT, "vendor-order-shipped");
    }

    @Test
    void itArrivesOnceAndNotInTheFuture() {
        var order = order(SHIPPED).when(new VendorOrderCommand.Deliver(Optional.of(NOON.plusMillis(1)), "staff-1")).thenRefused(UNPROCESSABLE, "delivered-in-future");
        var longAgo = NOON.minus(Duration.ofDays(15));
        order.when(new VendorOrderCommand.Deliver(Optional.of(longAgo), "staff-1")).then(new VendorOrderEvent.Delivered(longAgo, "staff-1", NOON)).when(deliver()).thenNothing();
        assertThat(seen(order).deliveredAt()).contains(longAgo);
        assertThat(seen(order).status()).isEqualTo(Status.DELIVERED);
        order().when(deliver()).then(DELIVERED);
    }

    @Test
    void itsVendorCanCallItOffBeforeItIsSent() {
        order().when(new VendorOrderCommand.LookToCancel("ann")).thenReply(seen(order()));
        var off = order().when(new VendorOrderCommand.Cancel());
        off.when(new VendorOrderCommand.LookToCancel("ann")).thenReply(seen(off));
        order(SHIPPED).when(new VendorOrderCommand.LookToCancel("ann")).thenRefused(CONFLICT, "vendor-order-shipped");
        order(DELIVERED).when(new VendorOrderCommand.LookToCancel("ann")).thenRefused(CONFLICT, "vendor-order-shipped");
    }

    // ---- what is paid of it

    @Test
    void whatHasArrivedIsPaidOnceByTheFirstPayoutThatAsks() {
        var order = order(SHIPPED, DELIVERED).when(settle("p1", 0)).then(new VendorOrderEvent.Settled("p1", ALL_DUE, NOON, NOON)).thenReply(new Settled(ALL_DUE));
        order.when(settle("p1", 0)).thenNothing().thenReply(new Settled(ALL_DUE));
        assertThat(seen(order).due()).isEqualTo(gbp(0));
        order.when(settle("p2", 10)).thenReply(new Settled(List.of())).when(settle("p1", 0)).thenNothing().thenReply(new Settled(ALL_DUE));
    }

    @Test
    void itIsKeptBackUntilItHasArrivedForSoLong() {
        var held = new VendorOrderCommand.Settle("p1", Sold.GBP, Duration.ofDays(14), NOON.plus(Duration.ofDays(14)).minusMillis(1));
        order(SHIPPED, DELIVERED).when(held).thenReply(new Settled(List.of()));
        order(SHIPPED).when(settle("p1", 0)).thenReply(new Settled(List.of()));
        order(SHIPPED, DELIVERED).when(new VendorOrderCommand.Settle("p1", Sold.GBP, Duration.ofDays(14), NOON.plus(Duration.ofDays(14)))).thenReply(new Settled(ALL_DUE));
        order(SHIPPED, DELIVERED).when(new VendorOrderCommand.Settle("p1", Currency.getInstance("EUR"), Duration.ZERO, NOON)).thenNothing().thenReply(new Settled(List.of()));
    }

    @Test
    void aHoldIsJudgedByWhicheverClockIsAhead() {
        var early = new VendorOrderCommand.Settle("p1", Sold.GBP, Duration.ZERO, NOON.minusSeconds(2));
        order(SHIPPED, DELIVERED).when(early).thenReply(new Settled(ALL_DUE)).when(early).thenNothing().thenReply(new Settled(ALL_DUE));
        order(SHIPPED, DELIVERED).at(NOON.plus(Duration.ofDays(14))).when(new VendorOrderCommand.Settle("p1", Sold.GBP, Duration.ofDays(14), NOON)).thenReply(new Settled(ALL_DUE));
    }

    @Test
    void whatComesBackAfterItWasPaidIsTakenBackByTheNextPayoutAtOnce() {
        var order = order(SHIPPED, DELIVERED).when(settle("p1", 0)).when(back("r1", "TEA", 1));
        assertThat(seen(order).due()).isEqualTo(gbp(-252));
        var tea = new Settled(List.of(new Due("1", "TEA", gbp(-252))));
        order.when(new VendorOrderCommand.Settle("p2", Sold.GBP, Duration.ofDays(14), NOON.plusSeconds(1))).thenReply(tea);
        order.when(settle("p1", 0)).thenReply(new Settled(ALL_DUE)).when(settle("p3", 2)).thenReply(new Settled(List.of()));
        order.when(new VendorOrderCommand.Cancel()).when(settle("p4", 3)).thenReply(new Settled(List.of(new Due("1", "TEA", gbp(-504)), new Due("3", "POT", gbp(-875)))));
        assertThat(seen(order).due()).isEqualTo(gbp(0));
    }

    private static VendorOrderCommand.Settle atMost(long most, String payout, int seconds) {
        return new VendorOrderCommand.Settle(payout, Sold.GBP, Duration.ZERO, NOON.plusSeconds(seconds), Optional.of(gbp(most)));
    }

    /** The rest is a reserve, which a later payout pays. */
    @Test
    void noMoreIsPaidThanAPayoutMayTakeAndTheRestStaysDue() {
        var some = new Settled(List.of(new Due("1", "TEA", gbp(756)), new Due("3", "POT", gbp(244))));
        var order = order(SHIPPED, DELIVERED).when(atMost(1_000, "p1", 0)).then(new VendorOrderEvent.Settled("p1", some.lines(), NOON, NOON)).thenReply(some).when(atMost(1_000, "p1", 0)).thenNothing().thenReply(some);
        assertThat(seen(order).due()).isEqualTo(gbp(631));
        order.when(atMost(630, "p2", 1)).thenReply(new Settled(List.of(new Due("3", "POT", gbp(630))))).when(settle("p3", 2)).thenReply(new Settled(List.of(new Due("3", "POT", gbp(1)))));
        assertThat(seen(order).due()).isEqualTo(gbp(0));
        order.when(new VendorOrderCommand.Release("p2")).when(atMost(5_000, "p4", 3)).thenReply(new Settled(List.of(new Due("3", "POT", gbp(630)))));
    }

    @Test
    void whatWentBackIsTakenBackWholeBeforeALineIsPaidInPart() {
        var order = order(SHIPPED, DELIVERED).when(atMost(756, "p1", 0)).thenReply(new Settled(List.of(new Due("1", "TEA", gbp(756))))).when(back("r1", "TEA", 1));
        order.when(atMost(100, "p2", 1)).thenReply(new Settled(List.of(new Due("1", "TEA", gbp(-252)), new Due("3", "POT", gbp(352)))));
        assertThat(seen(order).due()).isEqualTo(gbp(523));
        // More went back since than the payout could know: it takes back all of it.
        order.when(new VendorOrderCommand.Cancel()).when(atMost(100, "p3", 2)).thenReply(new Settled(List.of(new Due("1", "TEA", gbp(-504)), new Due("3", "POT", gbp(-352)))));
    }

    @Test
    void whatAPayoutReleasesIsDueAgainAndThatPayoutNeverGetsIt() {
        var order = order(SHIPPED, DELIVERED).when(settle("p1", 0)).when(new VendorOrderCommand.Release("p1")).then(new VendorOrderEvent.Released("p1", NOON)).when(new VendorOrderCommand.Release("p1")).thenNothing();
        assertThat(seen(order).due()).isEqualTo(gbp(756 + 875));
        order.when(settle("p1", 0)).thenNothing().thenReply(new Settled(List.of())).when(settle("p2", 1)).thenReply(new Settled(ALL_DUE));
    }

    /** Its copies may come in any order: what is released before it is asked for is not given away any more. */
    @Test
    void aPayoutThatIsReleasedBeforeItAsksGetsNothing() {
        order(SHIPPED, DELIVERED).when(new VendorOrderCommand.Release("p1")).then(new VendorOrderEvent.Released("p1", NOON)).when(new VendorOrderCommand.Release("p1")).thenNothing()
                .when(settle("p1", 0)).thenNothing().thenReply(new Settled(List.of())).when(settle("p2", 1)).thenReply(new Settled(ALL_DUE));
    }

    /** Whoever carries the payout out has gone by that answer, and would not hear another one. */
    @Test
    void aPayoutThatWasGivenNothingGetsNothingLaterEither() {
        order(SHIPPED).when(settle("p1", 0)).then(new VendorOrderEvent.Settled("p1", List.of(), NOON, NOON)).when(deliver()).when(settle("p1", 0)).thenNothing().thenReply(new Settled(List.of()))
                .when(settle("p2", 1)).thenReply(new Settled(ALL_DUE));
    }

    @Test
    void aPayoutThatBeganBeforeOneThatHasAskedIsOver() {
        var order = order(SHIPPED).when(settle("p2", 10)).when(deliver()).when(settle("p1", 9)).thenNothing().thenReply(new Settled(List.of())).when(settle("p3", 10)).thenReply(new Settled(ALL_DUE));
        // However many there are, only the latest are remembered by their names.
        for (int i = 0; i < 100; i++) order.when(settle("q" + i, 20 + i)).when(new VendorOrderCommand.Release("q" + i));
        assertThat(order.state().settlements().over()).hasSize(Settlements.REMEMBERED);
        order.when(new VendorOrderCommand.Release("p3")).when(settle("q0", 20)).thenNothing().thenReply(new Settled(List.of()));
    }

    // ---- what its vendor's account is told

    private static VendorAccountCommand.Report report(Spec<VendorOrder, VendorOrderEvent> order) {
        var call = (Step.ToAggregate) VendorOrder.BLUEPRINT.next(order.state(), order.now()).orElseThrow().calls().get(0);
        assertThat(call.to()).isEqualTo(VendorAccountCommand.at("ann", Sold.GBP));
        return (VendorAccountCommand.Report) call.command();
    }

    private static Command<?> answered(Spec<VendorOrder, VendorOrderEvent> order, Outcome<?> answer) {
        return VendorOrder.BLUEPRINT.next(order.state(), order.now()).orElseThrow().result().apply(List.of(answer));
    }

    private static boolean rests(Spec<VendorOrder, VendorOrderEvent> order) {
        return VendorOrder.BLUEPRINT.next(order.state(), order.now()).isEmpty();
    }

    @Test
    void theAccountHearsHowItStandsAfterEachChangeOfThatAndOfNothingElse() {
        var order = order();
        assertThat(report(order)).isEqualTo(new VendorAccountCommand.Report("order-1.ann", 1, gbp(1_631), Optional.empty(), false));
        order.when(answered(order, Outcome.accepted(Done.DONE))).then(new VendorOrderEvent.AccountTold(1, NOON));
        assertThat(rests(order)).isTrue();
        assertThat(rests(order.when(ship("T1")))).isTrue();
        assertThat(report(order.when(deliver()))).isEqualTo(new VendorAccountCommand.Report("order-1.ann", 4, gbp(1_631), Optional.of(NOON), false));
        order.when(answered(order, Outcome.accepted(Done.DONE)));
        assertThat(report(order.when(settle("p1", 0))).due()).isEqualTo(gbp(0));
        order.when(answered(order, Outcome.accepted(Done.DONE)));
        assertThat(rests(order.when(settle("p2", 1)).when(new VendorOrderCommand.Release("p3")))).isTrue();
        assertThat(report(order.when(new VendorOrderCommand.Release("p1"))).due()).isEqualTo(gbp(1_631));
        order.when(answered(order, Outcome.accepted(Done.DONE)));
        assertThat(report(order.when(back("r1", "TEA", 1))).due()).isEqualTo(gbp(1_631 - 252));
        order.when(answered(order, Outcome.accepted(Done.DONE)));
        assertThat(report(order.when(new VendorOrderCommand.Cancel())).due()).isEqualTo(gbp(0));
    }

    @Test
    void anAnswerAboutAnOlderStandingIsNone() {
        var order = order();
        var late = answered(order, Outcome.accepted(Done.DONE));
        order.when(deliver()).when(late).thenNothing();
        assertThat(report(order).deliveredAt()).contains(NOON);
        var told = answered(order, Outcome.accepted(Done.DONE));
        order.when(told).then(new VendorOrderEvent.AccountTold(2, NOON)).when(told).thenNothing();
        Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(told).thenNothing();
    }

    @Test
    void anAccountThatWillNotHearIsToldAgainLaterAndLater() {
        var order = order();
        var refused = Outcome.refused(new Rejection(CONFLICT, "odd", "Something is odd."));
        order.when(answered(order, refused)).then(new VendorOrderEvent.TellingDelayed("odd", 1, NOON.plusSeconds(1), NOON));
        assertThat(VendorOrder.BLUEPRINT.next(order.state(), NOON).orElseThrow().notBefore()).contains(NOON.plusSeconds(1));
        order.when(answered(order, refused)).then(new VendorOrderEvent.TellingDelayed("odd", 2, NOON.plusSeconds(2), NOON));
        // What is new is told at once.
        order.when(deliver());
        assertThat(VendorOrder.BLUEPRINT.next(order.state(), NOON).orElseThrow().notBefore()).isEmpty();
        assertThat(Telling.pause(40)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whoSaysThatItHasArrivedIsAnsweredWhenTheAccountKnows() {
        var awaited = (Blueprint.Awaited) VendorOrder.BLUEPRINT.handling(deliver());
        var order = order(SHIPPED).when(deliver());
        assertThat(awaited.outcome().apply(order.state())).isEmpty();
        order.when(answered(order, Outcome.accepted(Done.DONE)));
        assertThat(awaited.outcome().apply(order.state())).contains(Outcome.accepted(seen(order)));
    }

    /** A payout that begins after that goes by what the account knows: it finds what was released, and nothing of what went back. */
    @Test
    void whoSaysWhatChangesWhatIsDueIsAnsweredWhenTheAccountKnows() {
        for (VendorOrderCommand<Done> word : List.of(back("r1", "TEA", 1), new VendorOrderCommand.Cancel(), new VendorOrderCommand.Release("p1"))) {
            var awaited = (Blueprint.Awaited) VendorOrder.BLUEPRINT.handling(word);
            var order = order(SHIPPED, DELIVERED).when(settle("p1", 0));
            order.when(answered(order, Outcome.accepted(Done.DONE))).when(word);
            assertThat(awaited.outcome().apply(order.state())).as("%s", word).isEmpty();
            order.when(answered(order, Outcome.accepted(Done.DONE)));
            assertThat(awaited.outcome().apply(order.state())).contains(Outcome.accepted(Done.DONE));
            order.when(word).thenNothing();
        }
    }

    @Test
    void aDisputeKeepsItBackUntilItIsOverButNotWhatTheVendorOwes() {
        var order = order(DELIVERED).when(new VendorOrderCommand.Freeze("d1")).then(new VendorOrderEvent.Frozen("d1", NOON)).when(new VendorOrderCommand.Freeze("d1")).thenNothing();
        assertThat(seen(order).disputeId()).contains("d1");
        order.when(new VendorOrderCommand.Freeze("d2")).thenRefused(CONFLICT, "dispute-open");
        order.when(settle("p1", 1)).thenReply(new Settled(List.of()));
        order.when(new VendorOrderCommand.Thaw("d2")).then(new VendorOrderEvent.Thawed("d2", NOON)).when(new VendorOrderCommand.Freeze("d2")).thenNothing();
        assertThat(seen(order).disputeId()).contains("d1");
        order.when(new VendorOrderCommand.Thaw("d1")).then(new VendorOrderEvent.Thawed("d1", NOON)).when(new VendorOrderCommand.Thaw("d1")).thenNothing();
        order.when(new VendorOrderCommand.Freeze("d1")).thenNothing();
        order.when(settle("p2", 2)).thenReply(new Settled(ALL_DUE));
        order.when(new VendorOrderCommand.Freeze("d3")).when(back("r1", "POT", 1));
        order.when(settle("p3", 3)).thenReply(new Settled(List.of(new VendorOrderCommand.Due("3", "POT", gbp(-875)))));
    }

    @Test
    void ofWhatIsGoneAndOfWhatWasDisputedOftenNoDisputeIsOpened() {
        order(new VendorOrderEvent.Cancelled(LINES, NOON)).when(new VendorOrderCommand.Freeze("d1")).thenRefused(CONFLICT, "nothing-left");
        Spec.of(VendorOrder.BLUEPRINT).at(NOON).when(new VendorOrderCommand.Freeze("d1")).thenRefused(NOT_FOUND, "not-found").when(new VendorOrderCommand.Thaw("d1")).thenNothing();
        var order = order();
        for (int i = 0; i < VendorOrderCommand.MOST_DISPUTES; i++) order.when(new VendorOrderCommand.Freeze("d" + i)).when(new VendorOrderCommand.Thaw("d" + i));
        order.when(new VendorOrderCommand.Freeze("one more")).thenRefused(UNPROCESSABLE, "too-many-disputes");
    }

    @Test
    void howeverManyDisputesAreRefusedNoLateCopyOfOneThatIsOverFreezesIt() {
        var order = order(DELIVERED).when(new VendorOrderCommand.Freeze("finished")).when(new VendorOrderCommand.Thaw("finished")).when(new VendorOrderCommand.Freeze("open"));
        for (int i = 0; i < 2 * VendorOrderCommand.MOST_REMEMBERED; i++) order.when(new VendorOrderCommand.Freeze("refused" + i)).thenRefused(CONFLICT, "dispute-open").when(new VendorOrderCommand.Thaw("refused" + i));
        order.thenNothing().when(new VendorOrderCommand.Freeze("finished")).thenNothing().when(new VendorOrderCommand.Thaw("open")).then(new VendorOrderEvent.Thawed("open", NOON)).when(new VendorOrderCommand.Thaw("open")).thenNothing();
        for (int i = 0; i < VendorOrderCommand.MOST_REMEMBERED - 1; i++) order.when(new VendorOrderCommand.Freeze("refused" + i)).thenNothing();
        // Nobody remembers these, so nothing may ask for it any more.
        for (int i = VendorOrderCommand.MOST_REMEMBERED; i < 2 * VendorOrderCommand.MOST_REMEMBERED; i++) order.when(new VendorOrderCommand.Freeze("refused" + i)).thenRefused(UNPROCESSABLE, "too-many-disputes");
        assertThat(order.state().freezing().over()).hasSize(VendorOrderCommand.MOST_REMEMBERED + 1).startsWith("finished").endsWith("open");
        assertThat(seen(order).disputeId()).isEmpty();
    }

    /** Who has waited for the account in vain is answered all the same: what a payout gets the vendor order alone says, whatever the account believes. */
    @Test
    void whatIsCancelledGivenBackOrDisputedIsNotPaidThoughTheAccountHasNotHeardOfIt() {
        for (VendorOrderCommand<Done> word : List.of(new VendorOrderCommand.Cancel(), back("r1", "POT", 1), new VendorOrderCommand.Freeze("d1"))) {
            var order = order(DELIVERED);
            order.when(answered(order, Outcome.accepted(Done.DONE))).when(word);
            var awaited = (Blueprint.Awaited) VendorOrder.BLUEPRINT.handling(word);
            assertThat(awaited.outcome().apply(order.state())).isEmpty();
            assertThat(awaited.meanwhile().apply(order.state())).isEqualTo(Done.DONE);
            var left = seen(order).disputeId().isPresent() ? gbp(0) : seen(order).due();
            order.when(settle("p1", 1));
            assertThat(order.state().settlements().answered("p1").orElseThrow().stream().map(VendorOrderCommand.Due::net).reduce(gbp(0), Money::plus)).as("%s", word).isEqualTo(left);
            // It goes on telling the account.
            assertThat(VendorOrder.BLUEPRINT.next(order.state(), NOON)).hasValueSatisfying(step -> assertThat(step.name()).isEqualTo("tell-account"));
        }
    }
}
