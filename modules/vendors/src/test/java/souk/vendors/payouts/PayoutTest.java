package souk.vendors.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;
import static souk.vendors.payouts.PayoutWorld.gbp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.Spec;
import souk.vendors.api.PayoutCommand;
import souk.vendors.api.PayoutCommand.Progress;
import souk.vendors.api.PayoutEvent;
import souk.vendors.api.PayoutLine;
import souk.vendors.api.PayoutResult;
import souk.vendors.api.PayoutView;
import souk.vendors.api.VendorAccountCommand.Payable;

/** What comes of the answers that a payout gets. */
class PayoutTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final PayoutCommand.Request REQUEST = new PayoutCommand.Request("run.v", "run", "v", gbp(100), Duration.ofDays(14), 0, NOON);
    private static final PayoutLine LINE = new PayoutLine("o1.v", "1", "TEA", gbp(250));
    private static final PayoutLine BACK = new PayoutLine("o2.v", "2", "POT", gbp(-50));
    private static final Optional<Rejection> NO = Optional.empty();

    private static Spec<Payout, PayoutEvent> requested() {
        return Spec.of(Payout.BLUEPRINT).at(NOON).when(REQUEST);
    }

    private static PayoutCommand.BeginAnswered chosen(boolean more, String... ids) {
        return new PayoutCommand.BeginAnswered(NO, Optional.of(new Payable(List.of(ids), more)));
    }

    private static PayoutCommand.SettleAnswered taken(long part, PayoutLine... lines) {
        return new PayoutCommand.SettleAnswered(part, NO, List.of(lines), List.of());
    }

    /** Two vendor orders are in it. */
    private static Spec<Payout, PayoutEvent> totalled() {
        return requested().when(chosen(false, "o1.v", "o2.v")).when(taken(0, LINE, BACK));
    }

    private static Spec<Payout, PayoutEvent> paying() {
        return totalled().when(new PayoutCommand.CheckAnswered(NO));
    }

    private static PayoutCommand.PayAnswered says(PayoutResult result) {
        return new PayoutCommand.PayAnswered(NO, Optional.of(result));
    }

    private static String step(Spec<Payout, PayoutEvent> payout) {
        return Payout.BLUEPRINT.next(payout.state(), payout.now()).map(Step::name).orElse("nothing");
    }

    @Test
    void itIsPaidAndItsVendorSeesIt() {
        var payout = requested().then(new PayoutEvent.Requested("run.v", "run", "v", gbp(100), Duration.ofDays(14), 0, NOON, NOON)).when(REQUEST).thenNothing();
        assertThat(step(payout)).isEqualTo("begin");
        payout.when(new PayoutCommand.Look(Optional.empty())).thenRefused(NOT_FOUND, "not-found");
        payout.when(chosen(false, "o1.v", "o2.v")).then(new PayoutEvent.Chosen(List.of("o1.v", "o2.v"), false, NOON));
        assertThat(step(payout)).isEqualTo("settle");
        payout.when(taken(0, LINE, BACK)).then(new PayoutEvent.Taken(0, List.of(LINE, BACK), List.of(), NOON), new PayoutEvent.Totalled("run", "v", gbp(200), NOON));
        assertThat(step(payout)).isEqualTo("check-account");
        payout.when(taken(0, LINE)).thenNothing().when(new PayoutCommand.CheckAnswered(NO)).then(new PayoutEvent.Ready(NOON));
        assertThat(step(payout)).isEqualTo("pay");
        payout.when(new PayoutCommand.Look(Optional.of("v"))).thenReply(new PayoutView("run.v", "run", "v", 5, PayoutView.State.PENDING, gbp(200), NOON, Optional.empty(), Optional.empty(), Optional.empty()));
        payout.when(says(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON)).when(says(PayoutResult.declined("late"))).thenNothing();
        assertThat(step(payout)).isEqualTo("end");
        payout.when(REQUEST).thenReply(new Progress(Progress.State.RUNNING, gbp(200))).when(new PayoutCommand.EndAnswered(NO)).then(new PayoutEvent.Ended(NOON)).when(REQUEST).thenReply(new Progress(Progress.State.PAID, gbp(200)))
                .when(new PayoutCommand.Look(Optional.of("w"))).thenRefused(NOT_FOUND, "not-found").when(new PayoutCommand.LookAtLines(Optional.of("w"), 0)).thenRefused(NOT_FOUND, "not-found")
                .when(new PayoutCommand.LookAtLines(Optional.of("v"), 0)).thenReply(new PayoutCommand.Lines(List.of(LINE, BACK), false))
                .when(new PayoutCommand.Look(Optional.of("v"))).thenReply(new PayoutView("run.v", "run", "v", 7, PayoutView.State.PAID, gbp(200), NOON, Optional.of(NOON), Optional.of("bank-7"), Optional.empty()));
        assertThat(step(payout)).isEqualTo("nothing");
    }

    @Test
    void whatWasDeclinedIsGivenBackAndOver() {
        var payout = paying().when(says(PayoutResult.declined("account-closed"))).then(new PayoutEvent.Declined("account-closed", NOON));
        assertThat(step(payout)).isEqualTo("release");
        payout.when(new PayoutCommand.ReleaseAnswered(1, NO)).thenNothing().when(new PayoutCommand.ReleaseAnswered(0, NO)).then(new PayoutEvent.Released(0, NOON)).when(new PayoutCommand.ReleaseAnswered(0, NO)).thenNothing()
                .when(new PayoutCommand.EndAnswered(NO)).when(REQUEST).thenReply(new Progress(Progress.State.FAILED, gbp(200)));
    }

    @Test
    void whoHasNoAccountIsNotPaid() {
        var refusal = Optional.of(new Rejection(UNPROCESSABLE, "no-payout-account", "None."));
        assertThat(step(totalled().when(new PayoutCommand.CheckAnswered(refusal)).then(new PayoutEvent.Declined("no-payout-account", NOON)))).isEqualTo("release");
        // Nothing is taken of anybody who had none before: it ends at the account, where it may be under way since an answer that was lost.
        var none = requested().when(new PayoutCommand.BeginAnswered(refusal, Optional.empty())).then(new PayoutEvent.GivenUp(NOON));
        assertThat(step(none)).isEqualTo("end");
        none.when(new PayoutCommand.EndAnswered(NO)).when(REQUEST).thenReply(new Progress(Progress.State.NOTHING, gbp(0)));
        assertThat(Payout.BLUEPRINT.next(requested().state(), NOON).orElseThrow().calls().get(0)).isEqualTo(Step.ask(PayoutRequest.CASHIER, new PayoutRequest.Check("v")));
        // Once it may have been sent, only the provider's word counts.
        assertThat(step(paying().when(new PayoutCommand.PayAnswered(refusal, Optional.empty())))).isEqualTo("pay");
    }

    private static PayoutCommand.FindAnswered found(PayoutResult result) {
        return new PayoutCommand.FindAnswered(NO, Optional.of(result));
    }

    @Test
    void whatTheProviderDoesNotKnowStaffDeclines() {
        var decline = new PayoutCommand.Decline("staff-1", Duration.ofSeconds(7));
        requested().when(decline).thenRefused(NOT_FOUND, "not-found");
        totalled().when(decline).thenRefused(CONFLICT, "payout-in-progress");
        var payout = paying().when(says(PayoutResult.pending())).when(decline).then(new PayoutEvent.DeclineAsked("staff-1", NOON.plusSeconds(7), NOON)).when(decline).thenNothing()
                .when(says(PayoutResult.pending())).thenNothing();
        // It is not sent any more, and the provider is asked when nothing that was sent can be on its way.
        assertThat(Payout.BLUEPRINT.next(payout.state(), NOON).orElseThrow()).extracting(Step::name, Step::notBefore).containsExactly("find", Optional.of(NOON.plusSeconds(7)));
        var awaited = (Blueprint.Awaited) Payout.BLUEPRINT.handling(decline);
        assertThat(awaited.outcome().apply(payout.state())).isEmpty();
        payout.when(found(PayoutResult.unknown())).then(new PayoutEvent.Declined("declined-by-staff", NOON)).when(found(PayoutResult.paid("late"))).thenNothing();
        assertThat(step(payout)).isEqualTo("release");
        assertThat(awaited.outcome().apply(payout.state())).hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Accepted.class));
        payout.when(decline).thenNothing().when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenRefused(CONFLICT, "contradiction");
        payout.when(new PayoutCommand.ReleaseAnswered(0, NO)).when(new PayoutCommand.EndAnswered(NO)).when(REQUEST).thenReply(new Progress(Progress.State.FAILED, gbp(200)));
    }

    @Test
    void whatTheProviderKnowsOnlyItDecides() {
        var decline = new PayoutCommand.Decline("staff-1", Duration.ofSeconds(7));
        var awaited = (Blueprint.Awaited) Payout.BLUEPRINT.handling(decline);
        var pending = paying().when(decline).when(found(PayoutResult.pending())).then(new PayoutEvent.DeclineRefused(NOON)).when(found(PayoutResult.unknown())).thenNothing();
        assertThat(step(pending)).isEqualTo("pay");
        assertThat(awaited.outcome().apply(pending.state())).hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
        var paid = paying().when(decline).when(found(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON)).when(decline).thenRefused(CONFLICT, "provider-knows-payout");
        assertThat(awaited.outcome().apply(paid.state())).hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
        paying().when(decline).when(found(PayoutResult.declined("closed"))).then(new PayoutEvent.Declined("closed", NOON));
        // What was on its way when staff asked counts, too; and who cannot say is asked again.
        paying().when(decline).when(says(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON));
        paying().when(decline).when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON));
        assertThat(step(paying().when(decline).when(new PayoutCommand.FindAnswered(Optional.of(new Rejection(CONFLICT, "odd", "Odd.")), Optional.empty())))).isEqualTo("find");
    }

    @Test
    void anotherAmountIsShownWithBothFiguresAndNotTakenAsPaid() {
        var other = PayoutResult.paid("bank-7").of(gbp(199));
        var differed = new PayoutEvent.AmountDiffered(gbp(199), Optional.of("bank-7"), NOON);
        var payout = paying().when(says(other)).then(differed, new PayoutEvent.Delayed("provider-amount-differs", 1, NOON.plusSeconds(1), NOON)).when(says(other)).then(new PayoutEvent.Delayed("provider-amount-differs", 2, NOON.plusSeconds(2), NOON));
        payout.when(new PayoutCommand.Look(Optional.empty())).thenReply(new PayoutView("run.v", "run", "v", 8, PayoutView.State.PENDING, gbp(200), NOON, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new PayoutView.There(gbp(199), Optional.of("bank-7"), NOON))));
        assertThat(step(payout)).isEqualTo("pay");
        // Neither a callback, which says no amount, nor an answer without one settles it, and another currency is another amount.
        payout.when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenNothing().when(says(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Delayed("provider-amount-differs", 3, NOON.plusSeconds(4), NOON));
        assertThat(paying().when(says(PayoutResult.pending().of(Money.of(200, "EUR")))).events()).first().isEqualTo(new PayoutEvent.AmountDiffered(Money.of(200, "EUR"), Optional.empty(), NOON));
        // Once it is put right there, it is paid; so it is over when the provider takes back what it did.
        payout.when(says(PayoutResult.paid("bank-8").of(gbp(200)))).then(new PayoutEvent.Paid("v", gbp(200), "bank-8", NOON));
        assertThat(view(payout).there()).isEmpty();
        assertThat(step(paying().when(says(other)).when(new PayoutCommand.Hear(PayoutResult.declined("voided"))).then(new PayoutEvent.Declined("voided", NOON)))).isEqualTo("release");
    }

    private static PayoutView view(Spec<Payout, PayoutEvent> payout) {
        return payout.state().view();
    }

    @Test
    void whatTheProviderKnowsWithAnotherAmountStaffDoesNotDeclineAndIsToldBothFigures() {
        var decline = new PayoutCommand.Decline("staff-1", Duration.ofSeconds(7));
        var payout = paying().when(decline).when(found(PayoutResult.paid("bank-7").of(gbp(201)))).then(new PayoutEvent.AmountDiffered(gbp(201), Optional.of("bank-7"), NOON), new PayoutEvent.DeclineRefused(NOON),
                new PayoutEvent.Delayed("provider-amount-differs", 1, NOON.plusSeconds(1), NOON));
        var told = ((Blueprint.Awaited) Payout.BLUEPRINT.handling(decline)).outcome().apply(payout.state());
        assertThat(told).hasValueSatisfying(outcome -> assertThat(((Outcome.Refused<?>) outcome).rejection().members()).containsEntry("amounts", List.of("200 GBP", "201 GBP")));
        payout.when(decline).thenRefused(CONFLICT, "provider-amount-differs");
        // After a while it is asked anew.
        payout.at(NOON.plusSeconds(60)).when(decline).when(found(PayoutResult.paid("bank-7").of(gbp(200)))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON.plusSeconds(60)));
        // What was on its way is no exception.
        paying().when(decline).when(says(PayoutResult.paid("bank-7").of(gbp(201)))).thenNothing();
    }

    @Test
    void whoIsToldToAskAgainIsToldWhatTheProviderHasSaidMeanwhile() {
        var decline = new PayoutCommand.Decline("staff-1", Duration.ofSeconds(9));
        var payout = paying().when(decline).at(NOON.plusSeconds(9)).when(found(PayoutResult.pending())).then(new PayoutEvent.DeclineRefused(NOON.plusSeconds(9)));
        payout.when(decline).thenRefused(CONFLICT, "provider-knows-payout");
        var later = NOON.plusSeconds(69);
        payout.at(later).when(decline).then(new PayoutEvent.DeclineAsked("staff-1", later.plusSeconds(9), later));
    }

    @Test
    void nothingPayableEndsAtTheAccountAndIsShownToNobody() {
        // Something may have been payable when the account was asked first, and the answer was lost: then it is under way there until it ends.
        assertThat(step(requested().when(chosen(false)).then(new PayoutEvent.GivenUp(NOON)))).isEqualTo("end");
        requested().when(chosen(false)).when(new PayoutCommand.EndAnswered(NO)).when(REQUEST).thenReply(new Progress(Progress.State.NOTHING, gbp(0))).when(new PayoutCommand.Look(Optional.empty())).thenRefused(NOT_FOUND, "not-found");
        requested().when(new PayoutCommand.BeginAnswered(Optional.of(new Rejection(GONE, "payout-over", "Later.")), Optional.empty())).then(new PayoutEvent.Passed(NOON));
    }

    @Test
    void lessThanTheLeastIsGivenBack() {
        var payout = requested().when(chosen(false, "o1.v", "o2.v")).when(taken(0, new PayoutLine("o1.v", "1", "TEA", gbp(149)), BACK)).then(
                new PayoutEvent.Taken(0, List.of(new PayoutLine("o1.v", "1", "TEA", gbp(149)), BACK), List.of(), NOON), new PayoutEvent.GivenUp(NOON));
        assertThat(step(payout)).isEqualTo("release");
        payout.when(new PayoutCommand.ReleaseAnswered(0, NO)).when(new PayoutCommand.EndAnswered(NO)).when(REQUEST).thenReply(new Progress(Progress.State.NOTHING, gbp(0)));
        // Nothing was taken, so nothing is given back.
        assertThat(step(requested().when(chosen(false, "o1.v")).when(new PayoutCommand.SettleAnswered(0, NO, List.of(), List.of("o1.v"))))).isEqualTo("end");
    }

    @Test
    void anotherPayoutIsWaitedForWithLongerAndLongerPauses() {
        var refusal = new PayoutCommand.BeginAnswered(Optional.of(new Rejection(CONFLICT, "payout-in-progress", "Wait.")), Optional.empty());
        var payout = requested().when(refusal).then(new PayoutEvent.Delayed("payout-in-progress", 1, NOON.plusSeconds(1), NOON)).when(refusal).then(new PayoutEvent.Delayed("payout-in-progress", 2, NOON.plusSeconds(2), NOON));
        for (int i = 0; i < 20; i++) payout.when(refusal);
        payout.then(new PayoutEvent.Delayed("payout-in-progress", 22, NOON.plusSeconds(60), NOON)).when(chosen(false, "o1.v")).thenState(state -> assertThat(state.until()).isNull());
    }

    @Test
    void whatIsPendingIsAskedAgainAndTheProvidersOwnWordCounts() {
        var payout = paying().when(says(PayoutResult.pending())).then(new PayoutEvent.Delayed("pending", 1, NOON.plusSeconds(1), NOON));
        payout.when(new PayoutCommand.Hear(PayoutResult.pending())).thenNothing().when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).then(new PayoutEvent.Paid("v", gbp(200), "bank-7", NOON))
                .when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenNothing().when(new PayoutCommand.Hear(PayoutResult.declined("late"))).thenRefused(CONFLICT, "contradiction")
                .when(new PayoutCommand.Hear(PayoutResult.paid("bank-8"))).thenRefused(CONFLICT, "contradiction").when(says(PayoutResult.paid("bank-7"))).thenNothing();
        totalled().when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenRefused(CONFLICT, "contradiction");
        requested().when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenRefused(NOT_FOUND, "not-found");
        paying().when(new PayoutCommand.Hear(PayoutResult.declined("late"))).then(new PayoutEvent.Declined("late", NOON)).when(new PayoutCommand.Hear(PayoutResult.declined("late"))).thenNothing()
                .when(new PayoutCommand.Hear(PayoutResult.paid("bank-7"))).thenRefused(CONFLICT, "contradiction");
    }

    @Test
    void itTakesAHundredVendorOrdersAtOnceAndAsksForMore() {
        var ids = IntStream.range(0, 250).mapToObj(i -> "o" + (1_000 + i) + ".v").toArray(String[]::new);
        var payout = requested().when(chosen(true, ids));
        for (int part = 0; part < 3; part++) {
            var asked = payout.state().toSettle();
            assertThat(asked).hasSize(part < 2 ? 100 : 50);
            payout.when(taken(part, asked.stream().map(id -> new PayoutLine(id, "1", "TEA", gbp(1))).toArray(PayoutLine[]::new)));
        }
        assertThat(step(payout)).isEqualTo("choose");
        payout.when(new PayoutCommand.NextAnswered("o1000.v", NO, Optional.of(new Payable(List.of("x.v"), false)))).thenNothing()
                .when(new PayoutCommand.NextAnswered("o1249.v", NO, Optional.of(new Payable(List.of(), false)))).then(new PayoutEvent.Chosen(List.of(), false, NOON), new PayoutEvent.Totalled("run", "v", gbp(250), NOON))
                .thenState(state -> assertThat(state.parts()).hasSize(3))
                .when(new PayoutCommand.LookAtLines(Optional.empty(), 249)).thenReply(new PayoutCommand.Lines(List.of(new PayoutLine("o1249.v", "1", "TEA", gbp(1))), false))
                .when(new PayoutCommand.LookAtLines(Optional.empty(), 250)).thenReply(new PayoutCommand.Lines(List.of(), false));
        payout.when(new PayoutCommand.CheckAnswered(Optional.of(new Rejection(UNPROCESSABLE, "no-payout-account", "None."))));
        for (int part = 0; part < 3; part++) {
            assertThat(step(payout)).isEqualTo("release");
            payout.when(new PayoutCommand.ReleaseAnswered(part, NO));
        }
        assertThat(step(payout)).isEqualTo("end");
    }
}
