package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.SALE;
import static souk.flashsale.FlashSamples.TERMS;
import static souk.flashsale.SaleSamples.ELEVEN;
import static souk.flashsale.SaleSamples.LATER;
import static souk.flashsale.SaleSamples.NONE;
import static souk.flashsale.SaleSamples.ODD;
import static souk.flashsale.SaleSamples.TOO_LATE;
import static souk.flashsale.SaleSamples.a;
import static souk.flashsale.SaleSamples.change;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.STALE;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.SaleCommand.Change;
import souk.flashsale.api.SaleCommand.MoveAnswered;
import souk.flashsale.api.SaleCommand.Wake;
import souk.flashsale.api.SaleEvent;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.api.SaleTerms;
import souk.kernel.Blueprint;
import souk.kernel.Money;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.testkit.Spec;

/** What staff can change about a sale before it begins. */
class SaleChangeTest {
    private static final Change CHEAPER = change("cheaper", Optional.of(Money.of(400, "GBP")), Optional.empty(), Optional.empty());
    private static final SaleTerms HOUR_LATER = new SaleTerms("MUG", "A mug", TERMS.price(), 2, ONE, ONE.plusSeconds(3_600), TERMS.claimTtl());

    private static Optional<Outcome<Object>> answer(Spec<Sale, SaleEvent> sale) {
        return ((Blueprint.Awaited) Sale.BLUEPRINT.handling(LATER)).outcome().apply(sale.state());
    }

    @Test
    void whatIsNotItsTimeIsChangedAtOnce() {
        var sale = a(SaleStatus.SCHEDULED).when(CHEAPER);
        var terms = new SaleTerms("MUG", "A mug", Money.of(400, "GBP"), 2, NOON, ONE, TERMS.claimTtl());
        sale.then(new SaleEvent.ChangeAsked("cheaper", terms, 10, 2, CHEAPER.fingerprint(), 1, ELEVEN), new SaleEvent.Changed(terms, 10, 2, ELEVEN));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.SCHEDULED);
        assertThat(sale.state().view().terms()).isEqualTo(terms);
        assertThat(answer(sale)).contains(Outcome.accepted(sale.state().view()));
    }

    @Test
    void anotherTimeIsBookedBeforeItIsItsOwn() {
        var sale = a(SaleStatus.CHANGING);
        assertThat(answer(sale)).as("nothing is said before").isEmpty();
        assertThat(sale.state().view().terms()).isEqualTo(TERMS);
        var call = (Step.ToAggregate) Sale.BLUEPRINT.next(sale.state(), sale.now()).orElseThrow().calls().get(0);
        assertThat(call.command()).isEqualTo(new CalendarCommand.Move(SALE, ONE, ONE.plusSeconds(3_600), 1));
        sale.when(new MoveAnswered(1, NONE, NONE)).then(new SaleEvent.Changed(HOUR_LATER, 10, 2, ELEVEN));
        assertThat(answer(sale)).contains(Outcome.accepted(sale.state().view()));
        sale.at(NOON).when(new Wake()).thenNothing().at(ONE.minus(Sale.LEAD)).when(new Wake()).then(new SaleEvent.Started(ONE.minus(Sale.LEAD)));
    }

    @Test
    void aTimeThatAnotherSaleHasChangesNothing() {
        var sale = a(SaleStatus.CHANGING).when(new MoveAnswered(1, NONE, Optional.of(ODD))).then(new SaleEvent.ChangeRefused(ODD, ELEVEN));
        assertThat(answer(sale)).contains(Outcome.refused(ODD));
        assertThat(sale.state().view().terms()).isEqualTo(TERMS);
        assertThat(answer(sale.when(LATER).thenNothing())).as("and the same again").contains(Outcome.refused(ODD));
        sale.at(NOON).when(new Wake()).then(new SaleEvent.Started(NOON));
    }

    @Test
    void whatTheCalendarCannotSayNowIsAskedAgain() {
        var sale = a(SaleStatus.CHANGING).when(new MoveAnswered(1, Optional.of(TOO_LATE), NONE));
        assertThat(sale.state().status()).isEqualTo(SaleStatus.CHANGING);
        sale.when(new MoveAnswered(2, NONE, NONE)).thenNothing().when(new MoveAnswered(1, NONE, NONE)).then(new SaleEvent.Changed(HOUR_LATER, 10, 2, ELEVEN));
    }

    @Test
    void eachChangeCountsOnceAndHasANumberOfItsOwn() {
        var sale = a(SaleStatus.SCHEDULED).when(CHEAPER).when(CHEAPER).thenNothing();
        sale.when(LATER);
        assertThat(sale.state().changes().asked().revision()).isEqualTo(2);
        sale.when(LATER).thenNothing().when(new MoveAnswered(2, NONE, NONE)).when(CHEAPER).thenRefused(CONFLICT, "change-superseded");
        sale.when(new Change("later", "says something else", Optional.empty(), Optional.empty(), Optional.of(5), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10)).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
    }

    @Test
    void itIsMadeToTheVersionThatStaffHasSeen() {
        var sale = a(SaleStatus.SCHEDULED);
        long version = sale.state().version();
        sale.when(new Change("c", "f", Optional.of(version + 1), Optional.empty(), Optional.of(5), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10)).thenRefused(STALE, "stale");
        sale.when(new Change("c", "f", Optional.of(version), Optional.empty(), Optional.of(5), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 3));
        assertThat(sale.state().quantity()).isEqualTo(5);
        assertThat(sale.state().created().counters()).isEqualTo(2);
    }

    @Test
    void soOftenItCanBeChanged() {
        var sale = a(SaleStatus.SCHEDULED);
        for (int i = 0; i < Changes.MOST; i++) sale.when(change("c" + i, Optional.of(Money.of(i, "GBP")), Optional.empty(), Optional.empty()));
        sale.when(CHEAPER).thenRefused(CONFLICT, "too-many-changes");
    }

    /** From the instant at which it starts, though its partition may not have noticed yet. */
    @Test
    void whatHasBegunIsNotChanged() {
        a(SaleStatus.SCHEDULED).at(NOON.minusNanos(1)).when(CHEAPER);
        a(SaleStatus.SCHEDULED).at(NOON).when(CHEAPER).thenRefused(CONFLICT, "sale-started");
    }

    @ParameterizedTest
    @EnumSource(SaleStatus.class)
    void onlyASaleThatIsStillToComeIsChanged(SaleStatus status) {
        var sale = a(status).when(CHEAPER);
        switch (status) {
            case NONE, REJECTED -> sale.thenRefused(NOT_FOUND, "not-found");
            case BOOKING, CHANGING -> sale.thenRefused(CONFLICT, "change-in-progress");
            case SCHEDULED -> assertThat(sale.events()).hasSize(2);
            default -> sale.thenRefused(CONFLICT, "sale-started");
        }
    }
}
