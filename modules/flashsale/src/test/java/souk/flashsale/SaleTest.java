package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.SALE;
import static souk.flashsale.FlashSamples.TERMS;
import static souk.flashsale.SaleSamples.CREATE;
import static souk.flashsale.SaleSamples.ELEVEN;
import static souk.flashsale.SaleSamples.NONE;
import static souk.flashsale.SaleSamples.ODD;
import static souk.flashsale.SaleSamples.PICKS;
import static souk.flashsale.SaleSamples.SOLD_OUT;
import static souk.flashsale.SaleSamples.TOO_LATE;
import static souk.flashsale.SaleSamples.a;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.flashsale.api.SaleCommand;
import souk.flashsale.api.SaleCommand.CallOff;
import souk.flashsale.api.SaleCommand.Create;
import souk.flashsale.api.SaleCommand.Look;
import souk.flashsale.api.SaleCommand.Wake;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleTerms;
import souk.flashsale.api.SaleView;
import souk.inventory.api.StockCommand;
import souk.inventory.api.StockEvent.Pick;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.Spec;

class SaleTest {
    private static final Rejection EXPIRED = new Rejection(Rejection.Kind.GONE, "reservation-expired", "Over.");

    private static final Map<Class<?>, SaleStatus> OWN = Map.of(SaleCommand.BookAnswered.class, SaleStatus.BOOKING, SaleCommand.ReserveAnswered.class, SaleStatus.RESERVING, SaleCommand.MoveAnswered.class, SaleStatus.CHANGING,
            SaleCommand.TakeAnswered.class, SaleStatus.TAKING, SaleCommand.MeasureAnswered.class, SaleStatus.MEASURING, SaleCommand.OpenAnswered.class, SaleStatus.OPENING,
            SaleCommand.CollectAnswered.class, SaleStatus.COLLECTING, SaleCommand.ReturnAnswered.class, SaleStatus.RETURNING, SaleCommand.AcknowledgeAnswered.class, SaleStatus.ACKNOWLEDGING,
            SaleCommand.FreeAnswered.class, SaleStatus.FREEING);

    /** What whoever sent the last command hears, if the process has come so far. */
    private static Optional<Outcome<Object>> answer(Spec<Sale, SaleEvent> sale, SaleCommand<?> asked) {
        return ((Blueprint.Awaited) Sale.BLUEPRINT.handling(asked)).outcome().apply(sale.state());
    }

    private static Optional<Step> next(Spec<Sale, SaleEvent> sale) {
        return Sale.BLUEPRINT.next(sale.state(), sale.now());
    }

    @ParameterizedTest
    @EnumSource(SaleStatus.class)
    void eachStatusCanBeReachedAndDoesWhatItIsFor(SaleStatus status) {
        var sale = a(status);
        assertThat(sale.state().status()).isEqualTo(status);
        String step = switch (status) {
            case NONE, SCHEDULED, READY, LIVE, LINGERING, ENDED, REJECTED -> "";
            case BOOKING -> "book-time";
            case CHANGING -> "move-time";
            case RESERVING -> "reserve-units";
            case TAKING -> "take-units";
            case MEASURING -> "look-at-stock";
            case OPENING -> "open-counters";
            case COLLECTING -> "collect-units";
            case RETURNING -> "return";
            case ACKNOWLEDGING -> "acknowledge-return";
            case FREEING -> "free-time";
        };
        assertThat(next(sale).map(Step::name).orElse("")).isEqualTo(step);
        Optional<Instant> wake = switch (status) {
            case SCHEDULED -> Optional.of(NOON.minus(Sale.LEAD));
            case READY -> Optional.of(NOON);
            case LIVE -> Optional.of(ONE);
            case LINGERING -> Optional.of(ONE.plus(Sale.LINGERS));
            default -> Optional.empty();
        };
        assertThat(Sale.BLUEPRINT.wakeAt(sale.state())).isEqualTo(wake);
    }

    /** Each result in each status but its own: accepted, and nothing happens. */
    @ParameterizedTest
    @EnumSource(SaleStatus.class)
    void aResultThatNoLongerFitsIsIgnored(SaleStatus status) {
        for (var command : SaleSamples.COMMANDS) {
            if (!(command instanceof SaleCommand.Result result)) continue;
            var own = OWN.get(result.getClass());
            var sale = a(status).when(command);
            if (own == status) assertThat(sale.events()).as("%s when %s", command, status).hasSize(1);
            else sale.thenNothing();
        }
    }

    @Test
    void aResultOfAnotherRoundOrAttemptIsIgnored() {
        a(SaleStatus.RESERVING).when(new SaleCommand.ReserveAnswered(1, NONE, PICKS)).thenNothing();
        a(SaleStatus.TAKING).when(new SaleCommand.TakeAnswered(1, NONE)).thenNothing();
        a(SaleStatus.MEASURING).when(new SaleCommand.MeasureAnswered(1, NONE, 3)).thenNothing();
        a(SaleStatus.COLLECTING).when(new SaleCommand.CollectAnswered(2, NONE, 3, 3)).thenNothing();
        a(SaleStatus.RETURNING).when(new SaleCommand.ReturnAnswered(2, NONE)).thenNothing();
        a(SaleStatus.ACKNOWLEDGING).when(new SaleCommand.AcknowledgeAnswered(2, NONE)).thenNothing();
    }

    // ---- planning

    @Test
    void aNewSaleIsAnsweredWhenItsTimeIsBooked() {
        var sale = a(SaleStatus.NONE).when(CREATE).then(new SaleEvent.Created(SALE, TERMS, 10, 2, 1, "fingerprint-1", ELEVEN));
        assertThat(answer(sale, CREATE)).isEmpty();
        sale.when(new SaleCommand.BookAnswered(NONE)).then(new SaleEvent.Booked(ELEVEN));
        assertThat(answer(sale, CREATE)).contains(Outcome.accepted(new SaleView(SALE, 2, SaleStatus.SCHEDULED, TERMS, 10, 2, 1, 0, ELEVEN)));
    }

    @Test
    void oneThatStartsAtOnceIsAnsweredWhenItIsLive() {
        var terms = new SaleTerms("MUG", "A mug", Money.of(500, "GBP"), 2, ELEVEN, ONE, FlashSamples.TTL);
        var create = new Create(SALE, terms, 10, 2, 1, "f");
        var sale = Spec.of(Sale.BLUEPRINT).at(ELEVEN).when(create).when(new SaleCommand.BookAnswered(NONE));
        for (var result : List.of(new Wake(), new SaleCommand.ReserveAnswered(0, NONE, PICKS), new SaleCommand.TakeAnswered(0, NONE))) {
            sale.when(result);
            assertThat(answer(sale, create)).as("after %s", result).isEmpty();
        }
        sale.when(new SaleCommand.OpenAnswered(NONE));
        assertThat(answer(sale, create).orElseThrow()).isInstanceOf(Outcome.Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(SaleStatus.class)
    void theSameAgainChangesNothingAndAnotherUnderItsKeyIsRefused(SaleStatus status) {
        if (status == SaleStatus.NONE) return;
        a(status).when(CREATE).thenNothing();
        a(status).when(new Create(SALE, TERMS, 10, 2, 1, "another")).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
    }

    @Test
    void aSaleWhoseTimeAnotherOneHasNeverComesAbout() {
        var sale = a(SaleStatus.BOOKING).when(new SaleCommand.BookAnswered(Optional.of(ODD))).then(new SaleEvent.Rejected(ODD, ELEVEN));
        assertThat(answer(sale, CREATE)).contains(Outcome.refused(ODD));
        sale.when(new Look()).thenRefused(NOT_FOUND, "not-found").when(new CallOff()).thenRefused(NOT_FOUND, "not-found");
        assertThat(answer(a(SaleStatus.REJECTED).when(CREATE), CREATE)).as("and the same again").contains(Outcome.refused(ODD));
    }

    /** A copy of what it asked the calendar for may still be on its way, and the time free by then: nobody would ever give that back. */
    @Test
    void aSaleThatNeverComesAboutGivesFreeWhatACopyMayBook() {
        var sale = a(SaleStatus.BOOKING).when(new SaleCommand.BookAnswered(Optional.of(ODD)));
        assertThat(next(sale).map(Step::name)).contains("free-time");
        sale.when(new SaleCommand.FreeAnswered(NONE)).then(new SaleEvent.Ended(ELEVEN));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.REJECTED);
        sale.when(new Look()).thenRefused(NOT_FOUND, "not-found").when(new CallOff()).thenRefused(NOT_FOUND, "not-found");
    }

    @Test
    void whatCannotBeASaleCannotBeMade() {
        for (int[] wrong : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {1, 1, 2}}) {
            assertThatThrownBy(() -> new Create(SALE, TERMS, wrong[0], wrong[1], wrong[2], "f")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new SaleTerms("MUG", "A mug", Money.of(5, "GBP"), 1, NOON, NOON, FlashSamples.TTL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SaleTerms("MUG", "A mug", Money.of(5, "GBP"), 0, NOON, ONE, FlashSamples.TTL)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- starting

    @Test
    void itStartsAndEndsAtItsInstantsAndNotBefore() {
        var prepares = NOON.minus(Sale.LEAD);
        a(SaleStatus.SCHEDULED).at(prepares.minusNanos(1)).when(new Wake()).thenNothing().at(prepares).when(new Wake()).then(new SaleEvent.Started(prepares)).when(new Wake()).thenNothing();
        a(SaleStatus.READY).at(NOON.minusNanos(1)).when(new Wake()).thenNothing().at(NOON).when(new Wake()).then(new SaleEvent.Opened(NOON)).when(new Wake()).thenNothing();
        a(SaleStatus.LIVE).at(ONE.minusNanos(1)).when(new Wake()).thenNothing().at(ONE).when(new Wake()).then(new SaleEvent.Closed(false, ONE)).when(new Wake()).thenNothing();
    }

    /** Its counters are open by then: whoever comes at the first instant is served, however long its own partition takes to notice. */
    @Test
    void itIsReadyBeforeItStarts() {
        var sale = a(SaleStatus.READY);
        assertThat(sale.now()).isBefore(NOON);
        assertThat(next(sale)).isEmpty();
        var view = sale.state().view();
        assertThat(new SaleStanding(sale.state().view(NOON.minusNanos(1)), false, 1, 10, 0, 0).state()).isEqualTo("scheduled");
        assertThat(new SaleStanding(sale.state().view(NOON), false, 1, 10, 0, 0).state()).isEqualTo("live");
        assertThat(new SaleStanding(sale.state().view(NOON), false, 1, 0, 10, 0).state()).isEqualTo("sold-out");
        assertThat(view.status().open()).as("can still be changed").isFalse();
    }

    @Test
    void itTakesItsUnitsOnlyWhenItIsRecordedThatTheStockHoldsThem() {
        assertThat(calls(a(SaleStatus.RESERVING))).containsExactly(new StockCommand.Reserve("MUG", "flash-sale/sale/0", 10, NOON, NOON.plusSeconds(3_600)));
        assertThat(calls(a(SaleStatus.TAKING))).containsExactly(new StockCommand.Commit("flash-sale/sale/0", NOON));
        var sale = a(SaleStatus.TAKING).when(new SaleCommand.TakeAnswered(0, NONE)).then(new SaleEvent.Taken(NOON));
        assertThat(sale.state().picks()).isEqualTo(PICKS);
    }

    @Test
    void withTooFewInStockItReleasesWhatACopyMayHoldAndGoesOnWithWhatThereIsUnderAnotherName() {
        var sale = a(SaleStatus.RESERVING).when(new SaleCommand.ReserveAnswered(0, Optional.of(SOLD_OUT), List.of())).then(new SaleEvent.FoundShort(NOON));
        assertThat(calls(sale)).containsExactly(new StockCommand.Release("flash-sale/sale/0", NOON), new StockCommand.Look());
        sale.when(new SaleCommand.MeasureAnswered(0, NONE, 7)).then(new SaleEvent.Cut(7, NOON));
        assertThat(calls(sale)).containsExactly(new StockCommand.Reserve("MUG", "flash-sale/sale/1", 7, NOON, NOON.plusSeconds(3_600)));
        sale.when(new SaleCommand.ReserveAnswered(0, NONE, PICKS)).thenNothing().when(new SaleCommand.ReserveAnswered(1, Optional.of(SOLD_OUT), List.of())).then(new SaleEvent.FoundShort(NOON))
                .when(new SaleCommand.MeasureAnswered(0, NONE, 0)).thenNothing().when(new SaleCommand.MeasureAnswered(1, NONE, 99)).then(new SaleEvent.Cut(7, NOON));
        assertThat(sale.state().quantity()).as("never more than asked for").isEqualTo(7);
    }

    @Test
    void whatTheStockHasGivenToOthersMeanwhileIsAskedForAgain() {
        var sale = a(SaleStatus.TAKING).when(new SaleCommand.TakeAnswered(0, Optional.of(EXPIRED))).then(new SaleEvent.FoundShort(NOON)).when(new SaleCommand.MeasureAnswered(0, NONE, 12)).then(new SaleEvent.Cut(10, NOON));
        assertThat(sale.state().picks()).isEmpty();
        assertThat(calls(sale)).containsExactly(new StockCommand.Reserve("MUG", "flash-sale/sale/1", 10, NOON, NOON.plusSeconds(3_600)));
    }

    @Test
    void withNothingInStockItIsOpenedWithNothing() {
        var sale = a(SaleStatus.MEASURING).when(new SaleCommand.MeasureAnswered(0, NONE, 0)).then(new SaleEvent.Cut(0, NOON));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.OPENING);
        sale.when(new SaleCommand.OpenAnswered(NONE)).at(ONE).when(new Wake()).when(new SaleCommand.CollectAnswered(1, NONE, 0, 0));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.FREEING);
    }

    @Test
    void whatCameTooLateIsSaidAgainAtOnceWithANewTime() {
        var later = NOON.plusSeconds(40);
        var sale = a(SaleStatus.RESERVING).at(later).when(new SaleCommand.ReserveAnswered(0, Optional.of(TOO_LATE), List.of())).then(new SaleEvent.Delayed("too-late: It came too late.", 1, later, later));
        assertThat(calls(sale)).containsExactly(new StockCommand.Reserve("MUG", "flash-sale/sale/0", 10, later, later.plusSeconds(3_600)));
        assertThat(next(sale).orElseThrow().notBefore()).contains(later);
    }

    @Test
    void whatIsOddIsTriedAgainMoreAndMoreSeldom() {
        var sale = a(SaleStatus.RETURNING);
        long[] pauses = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int i = 0; i < pauses.length; i++) {
            sale.when(new SaleCommand.ReturnAnswered(1, Optional.of(ODD))).then(new SaleEvent.Delayed("odd: Something is odd.", i + 1, ONE.plusSeconds(pauses[i]), ONE));
            assertThat(next(sale).orElseThrow().notBefore()).contains(ONE.plusSeconds(pauses[i]));
        }
        sale.when(new SaleCommand.ReturnAnswered(1, NONE));
        assertThat(next(sale).orElseThrow().notBefore()).isEmpty();
    }

    // ---- the end

    @Test
    void itLingersAsLongAsUnitsAreNeitherSoldNorBack() {
        var sale = a(SaleStatus.COLLECTING).when(new SaleCommand.CollectAnswered(1, NONE, 5, 3)).then(new SaleEvent.Collected(1, 5, 2, ONE)).when(new SaleCommand.ReturnAnswered(1, NONE)).then(new SaleEvent.Returned(1, 5, ONE))
                .when(new SaleCommand.AcknowledgeAnswered(1, NONE)).then(new SaleEvent.Acknowledged(1, ONE));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.LINGERING);
        var later = ONE.plus(Sale.LINGERS);
        sale.at(later.minusNanos(1)).when(new Wake()).thenNothing().at(later).when(new Wake()).then(new SaleEvent.Resumed(2, later));
        sale.when(new SaleCommand.CollectAnswered(2, NONE, 0, 4)).then(new SaleEvent.Collected(2, 0, 1, later));
        assertThat(sale.state().status()).as("nothing came back").isEqualTo(SaleStatus.LINGERING);
        var last = later.plus(Sale.LINGERS.multipliedBy(2));
        sale.at(last).when(new Wake()).when(new SaleCommand.CollectAnswered(3, NONE, 1, 4)).then(new SaleEvent.Collected(3, 1, 0, last)).when(new SaleCommand.ReturnAnswered(3, NONE))
                .when(new SaleCommand.AcknowledgeAnswered(3, NONE)).when(new SaleCommand.FreeAnswered(NONE)).then(new SaleEvent.Ended(last));
        assertThat(sale.state().view().returned()).isEqualTo(6);
    }

    @Test
    void theUnitsOfTheLastClaimThatLapsesDoNotWaitForARoundThatIsFarAway() {
        var lapsed = ONE.plus(TERMS.claimTtl()).plus(Sale.LAPSED);
        var sale = a(SaleStatus.LINGERING);
        for (int round = 2; ; round++) {
            var wake = Sale.BLUEPRINT.wakeAt(sale.state()).orElseThrow();
            assertThat(wake).isBeforeOrEqualTo(lapsed);
            sale.at(wake).when(new Wake()).then(new SaleEvent.Resumed(round, wake)).when(new SaleCommand.CollectAnswered(round, NONE, 0, 4)).then(new SaleEvent.Collected(round, 0, 1, wake));
            if (wake.equals(lapsed)) return;
        }
    }

    @Test
    void unitsGoBackToWhereTheyCameFromRoundAfterRound() {
        var sale = a(SaleStatus.COLLECTING).when(new SaleCommand.CollectAnswered(1, NONE, 3, 0));
        assertThat(calls(sale)).containsExactly(restock("flash-sale/sale/1@bath", 3, "bath"));
        sale.when(new SaleCommand.ReturnAnswered(1, NONE));
        assertThat(calls(sale)).containsExactly(new StockCommand.Acknowledge("flash-sale/sale/1@bath", ONE));
        sale.when(new SaleCommand.AcknowledgeAnswered(1, NONE)).at(ONE.plus(Sale.LINGERS)).when(new Wake()).when(new SaleCommand.CollectAnswered(2, NONE, 5, 0));
        var second = ONE.plus(Sale.LINGERS);
        assertThat(calls(sale)).containsExactly(new StockCommand.Restock("flash-sale/sale/2@bath", 1, Optional.of("bath"), second), new StockCommand.Restock("flash-sale/sale/2@london", 4, Optional.of("london"), second));
        sale.when(new SaleCommand.ReturnAnswered(2, NONE));
        assertThat(calls(sale)).containsExactly(new StockCommand.Acknowledge("flash-sale/sale/2@bath", second), new StockCommand.Acknowledge("flash-sale/sale/2@london", second));
    }

    @Test
    void partsOfWhatWasPickedFollowEachOther() {
        assertThat(SaleProcess.part(PICKS, 0, 10)).isEqualTo(PICKS);
        assertThat(SaleProcess.part(PICKS, 4, 6)).containsExactly(new Pick("london", 6));
        assertThat(SaleProcess.part(PICKS, 3, 2)).containsExactly(new Pick("bath", 1), new Pick("london", 1));
        assertThat(SaleProcess.part(PICKS, 10, 0)).isEmpty();
    }

    // ---- calling off

    @ParameterizedTest
    @EnumSource(SaleStatus.class)
    void itCanBeCalledOff(SaleStatus status) {
        var sale = a(status);
        var at = sale.now();
        sale.when(new CallOff());
        switch (status) {
            case NONE, REJECTED -> sale.thenRefused(NOT_FOUND, "not-found");
            case BOOKING, RESERVING, TAKING, MEASURING, OPENING -> sale.thenRefused(CONFLICT, "sale-starting");
            case CHANGING -> sale.thenRefused(CONFLICT, "change-in-progress");
            case SCHEDULED -> sale.then(new SaleEvent.CalledOff(at));
            case READY, LIVE -> sale.then(new SaleEvent.Closed(true, at));
            default -> sale.thenNothing();
        }
        var after = sale.state().status();
        if (status == SaleStatus.SCHEDULED) assertThat(after).isEqualTo(SaleStatus.FREEING);
        else if (status == SaleStatus.LIVE || status == SaleStatus.READY) assertThat(after).isEqualTo(SaleStatus.COLLECTING);
        else assertThat(after).isEqualTo(status);
        if (sale.outcome() instanceof Outcome.Accepted) assertThat(answer(sale, new CallOff()).isPresent()).as("answered at once").isEqualTo(status == SaleStatus.LINGERING || status == SaleStatus.ENDED);
    }

    @Test
    void aSaleThatIsCalledOffBeforeItBeginsTakesNothing() {
        var sale = a(SaleStatus.SCHEDULED).when(new CallOff()).at(NOON).when(new Wake()).thenNothing().when(new SaleCommand.FreeAnswered(NONE)).then(new SaleEvent.Ended(NOON));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.ENDED);
        assertThat(sale.state().view().returned()).isZero();
    }

    @Test
    void onlyASaleThatIsThereCanBeLookedAt() {
        for (var status : SaleStatus.values()) {
            var sale = a(status).when(new Look());
            if (status == SaleStatus.NONE || status == SaleStatus.REJECTED) sale.thenRefused(NOT_FOUND, "not-found");
            else assertThat(((SaleView) ((Outcome.Accepted<?>) sale.outcome()).reply()).status()).isEqualTo(status);
        }
    }

    /** What it says to the stock next. */
    private static List<Object> calls(Spec<Sale, SaleEvent> sale) {
        return next(sale).orElseThrow().calls().stream().<Object>map(call -> ((Step.ToAggregate) call).command()).toList();
    }

    private static StockCommand.Restock restock(String id, int units, String location) {
        return new StockCommand.Restock(id, units, Optional.of(location), ONE);
    }
}
