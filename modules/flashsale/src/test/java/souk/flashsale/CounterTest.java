package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.flashsale.FlashSamples.COUNTER;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.TERMS;
import static souk.flashsale.FlashSamples.TTL;
import static souk.flashsale.FlashSamples.aCounter;
import static souk.flashsale.FlashSamples.attach;
import static souk.flashsale.FlashSamples.claim;
import static souk.flashsale.FlashSamples.detach;
import static souk.flashsale.FlashSamples.expire;
import static souk.flashsale.FlashSamples.id;
import static souk.flashsale.FlashSamples.look;
import static souk.flashsale.FlashSamples.release;
import static souk.flashsale.FlashSamples.sell;
import static souk.flashsale.FlashSamples.terms;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.LIMITED;
import static souk.kernel.Rejection.Kind.NOT_FOUND;
import static souk.kernel.Rejection.Kind.OVERLOADED;
import static souk.kernel.Rejection.Kind.SOLD_OUT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.ClaimView;
import java.util.Optional;
import souk.flashsale.api.CounterCommand;
import souk.flashsale.api.CounterCommand.Attach;
import souk.flashsale.api.CounterCommand.Claim;
import souk.flashsale.api.CounterCommand.Look;
import souk.flashsale.api.CounterCommand.LookAtClaim;
import souk.flashsale.api.CounterCommand.Open;
import souk.flashsale.api.CounterCommand.Release;
import souk.flashsale.api.CounterCommand.Sell;
import souk.flashsale.api.CounterEvent.Attached;
import souk.flashsale.api.CounterEvent.Claimed;
import souk.flashsale.api.CounterEvent.Detached;
import souk.flashsale.api.CounterEvent.Lapsed;
import souk.flashsale.api.CounterEvent.Opened;
import souk.flashsale.api.CounterEvent.Released;
import souk.flashsale.api.CounterEvent.Sold;
import souk.flashsale.api.CounterLevel;
import souk.kernel.Money;
import souk.testkit.Spec;

class CounterTest {
    private static final Instant EXPIRES = NOON.plus(TTL);
    private static final Instant FORGOTTEN = EXPIRES.plus(Held.REMEMBERED);

    // ---- opening

    @Test
    void aCounterThatWasNeverOpenedHasNothingAndGivesNothing() {
        var never = Spec.of(Counter.BLUEPRINT).at(NOON);
        never.when(new Look()).thenReply(new CounterLevel(0, 0, 0, 0));
        never.when(claim("k", "anna")).thenRefused(CONFLICT, "not-live");
        never.when(release("k", "anna")).thenRefused(NOT_FOUND, "not-found");
        never.when(attach("k", "anna", "o")).thenRefused(GONE, "claim-expired");
        never.when(sell("k", "o")).thenRefused(GONE, "reservation-expired");
        never.when(detach("k", "o")).thenNothing();
        never.when(expire()).thenNothing();
        assertThat(Counter.BLUEPRINT.wakeAt(never.state())).isEmpty();
    }

    @Test
    void itIsOpenedOnceHoweverOftenItIsSaid() {
        var counter = Spec.of(Counter.BLUEPRINT).at(NOON).when(new Open(COUNTER, TERMS, 5)).then(new Opened(COUNTER, TERMS, 5)).when(new Open(COUNTER, TERMS, 5)).thenNothing();
        counter.when(claim("k", "anna", 2)).when(new Open(COUNTER, TERMS, 5)).thenNothing();
        counter.when(new Look()).thenReply(new CounterLevel(2, 3, 2, 0));
    }

    @Test
    void aCustomerIsToldAllThatIsRememberedOfThemAndNothingOfOthers() {
        var counter = aCounter(9).when(claim("k", "anna", 2)).when(claim("l", "bert")).when(release("k", "anna")).when(claim("m", "anna")).when(attach("m", "anna", "o")).when(sell("m", "o"));
        counter.when(new CounterCommand.LookAtCustomer("anna")).thenReply(new CounterCommand.Theirs(List.of(new CounterCommand.TheirClaim("sale.3.k", 2, EXPIRES, "ended", Optional.empty()),
                new CounterCommand.TheirClaim("sale.3.m", 1, EXPIRES, "sold", Optional.of("o")))));
        counter.when(new CounterCommand.LookAtCustomer("carl")).thenReply(new CounterCommand.Theirs(List.of()));
    }

    @Test
    void aCounterCanBeOpenedWithNothing() {
        aCounter(0).when(claim("k", "anna")).thenRefused(SOLD_OUT, "sold-out");
    }

    // ---- claiming

    @Test
    void aClaimTakesUnitsUntilItsTimeIsOver() {
        aCounter(5).when(claim("k", "anna", 2)).then(new Claimed("k", "anna", 2, EXPIRES))
                .thenReply(new ClaimView("sale.3.k", "MUG", "A mug", 2, Money.of(500, "GBP"), EXPIRES)).when(new Look()).thenReply(new CounterLevel(2, 3, 2, 0));
    }

    @Test
    void theTimeOfAClaimBeginsWhenItIsGranted() {
        aCounter(5).at(NOON.plusSeconds(20)).when(claim("k", "anna")).then(new Claimed("k", "anna", 1, EXPIRES.plusSeconds(20)));
    }

    @Test
    void theSameKeyGetsTheSameAnswerWhateverBecameOfItAndHoweverLate() {
        var answer = new ClaimView(id("k"), "MUG", "A mug", 1, Money.of(500, "GBP"), EXPIRES);
        aCounter(1).when(claim("k", "anna")).at(NOON.plusSeconds(500)).when(claim("k", "anna")).thenNothing().thenReply(answer);
        aCounter(1).when(claim("k", "anna")).at(ONE).when(claim("k", "anna")).thenNothing().thenReply(answer);
        aCounter(1).when(claim("k", "anna")).when(release("k", "anna")).when(claim("k", "anna")).thenNothing().thenReply(answer);
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(sell("k", "o")).when(claim("k", "anna")).thenNothing().thenReply(answer);
        aCounter(1).when(claim("k", "anna")).at(EXPIRES).when(expire()).when(claim("k", "anna")).thenNothing().thenReply(answer);
    }

    @Test
    void aKeyStandsForOneQuantityOfOneCustomer() {
        aCounter(5).when(claim("k", "anna", 1)).when(claim("k", "anna", 2)).thenRefused(UNPROCESSABLE, "idempotency-key-reused")
                .when(claim("k", "bert", 1)).thenRefused(UNPROCESSABLE, "idempotency-key-reused").when(new Look()).thenReply(new CounterLevel(2, 4, 1, 0));
    }

    @Test
    void unitsCanBeClaimedFromTheFirstInstantToTheOneBeforeTheLast() {
        aCounter(5).at(NOON.minusNanos(1)).when(claim("k", "anna")).thenRefused(CONFLICT, "not-live");
        aCounter(5).at(NOON).when(claim("k", "anna")).then(new Claimed("k", "anna", 1, EXPIRES));
        var last = ONE.minusNanos(1);
        aCounter(5).at(last).when(claim("k", "anna", 1, last)).then(new Claimed("k", "anna", 1, last.plus(TTL)));
        aCounter(5).at(ONE).when(claim("k", "anna", 1, ONE)).thenRefused(CONFLICT, "not-live");
    }

    @Test
    void whoComesTooEarlyIsToldOtherwiseThanWhoComesTooLate() {
        assertThat(aCounter(5).at(NOON.minusSeconds(1)).when(claim("k", "anna")).outcome().toString()).contains("has not begun");
        assertThat(aCounter(5).at(ONE).when(claim("k", "anna")).outcome().toString()).contains("is over");
        assertThat(aCounter(5).at(NOON.minusSeconds(9)).when(CounterCollectTest.collect(1, true)).when(claim("k", "anna")).outcome().toString()).contains("is over");
    }

    @Test
    void aClaimThatTravelledTooLongHoldsNothing() {
        aCounter(5).at(NOON.plusSeconds(30)).when(claim("k", "anna")).then(new Claimed("k", "anna", 1, EXPIRES.plusSeconds(30)));
        aCounter(5).at(NOON.plusSeconds(30).plusNanos(1)).when(claim("k", "anna")).thenRefused(GONE, "too-late");
    }

    @Test
    void aClaimIsGrantedInFullOrNotAtAll() {
        aCounter(1).when(claim("k", "anna", 2)).thenRefused(SOLD_OUT, "sold-out").when(claim("l", "anna", 1)).then(new Claimed("l", "anna", 1, EXPIRES))
                .when(claim("m", "bert", 1)).thenRefused(SOLD_OUT, "sold-out");
    }

    @Test
    void aRefusalSaysWhetherAnythingIsLeft() {
        assertThat(aCounter(1).when(claim("k", "anna", 2)).outcome().toString()).contains("Only 1");
        assertThat(aCounter(0).when(claim("k", "anna", 2)).outcome().toString()).contains("sold out");
    }

    @Test
    void aClaimOfNothingCannotBeMade() {
        assertThatThrownBy(() -> new Claim(id("k"), "anna", 0, NOON)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theReasonsForARefusalHaveAnOrder() {
        var late = NOON.plusSeconds(31);
        // The key, then the sale's time, the claim's own, the customer's cap, the units.
        aCounter(2).when(claim("k", "anna", 2)).at(ONE).when(claim("k", "anna", 1)).thenRefused(UNPROCESSABLE, "idempotency-key-reused");
        aCounter(2).when(claim("k", "anna", 2)).at(ONE).when(claim("l", "anna", 9)).thenRefused(CONFLICT, "not-live");
        aCounter(2).when(claim("k", "anna", 2)).at(late).when(claim("l", "anna", 9)).thenRefused(GONE, "too-late");
        aCounter(2).when(claim("k", "anna", 2)).when(claim("l", "anna", 1)).thenRefused(CONFLICT, "limit-reached");
        aCounter(2).when(claim("k", "anna", 2)).when(claim("l", "bert", 1)).thenRefused(SOLD_OUT, "sold-out");
    }

    @Test
    void aCounterRemembersOnlySoManyClaimsAndHasRoomAgainWhenSomeAreForgotten() {
        var counter = aCounter(Counter.MOST + 2, terms(9));
        for (int i = 0; i < Counter.MOST; i++) counter.given(new Claimed("k" + i, "c" + i, 1, EXPIRES), new Released("k" + i, NOON));
        counter.when(claim("one-more", "anna")).thenRefused(OVERLOADED, "overloaded");
        counter.when(claim("k7", "c7")).thenNothing();
        counter.when(claim("one-more", "anna", Counter.MOST + 3)).thenRefused(CONFLICT, "limit-reached");
        counter.at(FORGOTTEN).when(expire()).when(claim("one-more", "anna", 1, FORGOTTEN)).then(new Claimed("one-more", "anna", 1, FORGOTTEN.plus(TTL)));
    }

    @Test
    void aClaimHasOneNameHere() {
        var counter = aCounter(5).when(claim("k", "anna")).when(attach("k", "anna", "o"));
        for (String other : List.of("sale.4.k", "other.3.k", "sale.3.x.k", "sale.03.k", "k", ".k", "")) {
            counter.when(new LookAtClaim(other, "anna")).thenRefused(NOT_FOUND, "not-found").when(new Release(other, "anna")).thenRefused(NOT_FOUND, "not-found")
                    .when(new Attach(other, "anna", "o", NOON, ONE)).thenRefused(GONE, "claim-expired").when(new Sell(other, "o")).thenRefused(GONE, "reservation-expired");
        }
    }

    // ---- the cap

    @Test
    void aCustomerHasNoMoreThanTheCapInHoweverManyClaims() {
        aCounter(9).when(claim("k", "anna", 3)).thenRefused(CONFLICT, "limit-reached").when(claim("k", "anna", 2)).when(claim("l", "anna", 1)).thenRefused(CONFLICT, "limit-reached")
                .when(claim("m", "bert", 2)).then(new Claimed("m", "bert", 2, EXPIRES));
    }

    @Test
    void whatWasGivenBackOrHasLapsedCountsNoMore() {
        aCounter(9).when(claim("k", "anna", 2)).when(release("k", "anna")).when(claim("l", "anna", 2)).then(new Claimed("l", "anna", 2, EXPIRES)).when(claim("m", "anna", 1)).thenRefused(CONFLICT, "limit-reached");
        aCounter(9).when(claim("k", "anna", 2)).at(EXPIRES).when(expire()).when(claim("l", "anna", 2, EXPIRES)).then(new Claimed("l", "anna", 2, EXPIRES.plus(TTL)));
        aCounter(9).when(claim("k", "anna", 1)).when(claim("l", "anna", 1)).when(release("k", "anna")).when(claim("m", "anna", 2)).thenRefused(CONFLICT, "limit-reached");
    }

    @Test
    void whatIsPaidOrBeingPaidCountsForEver() {
        var counter = aCounter(9).when(claim("k", "anna", 1)).when(attach("k", "anna", "o")).when(claim("l", "anna", 2)).thenRefused(CONFLICT, "limit-reached").when(sell("k", "o"));
        counter.at(FORGOTTEN).when(expire()).when(claim("l", "anna", 2, FORGOTTEN)).thenRefused(CONFLICT, "limit-reached")
                .when(claim("m", "anna", 1, FORGOTTEN)).then(new Claimed("m", "anna", 1, FORGOTTEN.plus(TTL)));
    }

    @Test
    void theCapHoldsForTheLargestNumbers() {
        aCounter(Integer.MAX_VALUE, terms(Integer.MAX_VALUE)).when(claim("k", "anna", Integer.MAX_VALUE)).then(new Claimed("k", "anna", Integer.MAX_VALUE, EXPIRES))
                .when(claim("l", "anna", Integer.MAX_VALUE)).thenRefused(CONFLICT, "limit-reached");
    }

    // ---- giving back and lapsing

    @Test
    void unitsThatAreGivenBackCanBeHadByOthers() {
        aCounter(1).when(claim("k", "anna")).when(release("k", "anna")).then(new Released("k", NOON)).when(release("k", "anna")).thenNothing()
                .when(claim("l", "bert")).then(new Claimed("l", "bert", 1, EXPIRES));
    }

    @Test
    void aClaimLapsesAtTheInstantItExpires() {
        aCounter(1).when(claim("k", "anna")).at(EXPIRES.minusMillis(1)).when(expire()).thenNothing().when(look("k", "anna")).thenReply(new ClaimView(id("k"), "MUG", "A mug", 1, Money.of(500, "GBP"), EXPIRES))
                .at(EXPIRES).when(look("k", "anna")).thenRefused(GONE, "claim-expired").when(attach("k", "anna", "o", EXPIRES)).thenRefused(GONE, "claim-expired")
                .when(expire()).then(new Lapsed(List.of("k"), List.of(), EXPIRES)).when(new Look()).thenReply(new CounterLevel(3, 1, 0, 0)).when(expire()).thenNothing();
    }

    @Test
    void itWakesForTheNextClaimWhoseTimeIsOver() {
        var counter = aCounter(5).when(claim("k", "anna"));
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).contains(EXPIRES);
        counter.when(attach("k", "anna", "o"));
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).contains(NOON.plusSeconds(1_200));
        counter.when(detach("k", "o"));
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).contains(EXPIRES);
        counter.when(release("k", "anna"));
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).contains(FORGOTTEN);
        counter.at(FORGOTTEN).when(expire()).then(new Lapsed(List.of(), List.of("k"), FORGOTTEN));
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).isEmpty();
        assertThat(aCounter(5).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(sell("k", "o")).state().claims().due().first()).as("a sold claim stays").isEmpty();
    }

    @Test
    void claimsLapseAndAreForgottenInPieces() {
        int many = 2 * Counter.LAPSING + 50;
        var counter = aCounter(many);
        IntStream.range(0, many).forEach(i -> counter.when(claim("k" + i, "c" + i)));
        counter.at(EXPIRES);
        for (int piece : new int[] {Counter.LAPSING, Counter.LAPSING, 50}) assertThat(((Lapsed) counter.when(expire()).events().get(0)).lapsed()).hasSize(piece);
        counter.when(expire()).thenNothing().when(new Look()).thenReply(new CounterLevel(many + 4, many, 0, 0));
        assertThat(counter.state().claims().used()).isEmpty();
        counter.at(FORGOTTEN);
        for (int piece : new int[] {Counter.LAPSING, Counter.LAPSING, 50}) assertThat(((Lapsed) counter.when(expire()).events().get(0)).forgotten()).hasSize(piece);
        counter.when(expire()).thenNothing();
        assertThat(counter.state().claims().held()).isEmpty();
        assertThat(counter.state().claims().due().ids()).isEmpty();
    }

    @Test
    void whoClaimsAndLetsGoAgainAndAgainHasToWaitAndNobodyElse() {
        var counter = aCounter(5);
        for (int i = 0; i < Counter.MOST_ENDED; i++) counter.when(claim("k" + i, "anna")).when(release("k" + i, "anna"));
        counter.when(claim("more", "anna")).thenRefused(LIMITED, "rate-limited").when(claim("k0", "anna")).thenNothing().when(claim("other", "bob")).then(new Claimed("other", "bob", 1, EXPIRES));
        counter.at(FORGOTTEN).when(expire()).when(claim("more", "anna", 1, FORGOTTEN));
        assertThat(counter.events()).hasSize(1);
    }

    @Test
    void aLapsedClaimIsForgottenOnlyWhenNoCopyOfItCanBeHeeded() {
        var counter = aCounter(1).when(claim("k", "anna")).at(EXPIRES).when(expire()).at(FORGOTTEN.minusMillis(1)).when(expire()).thenNothing();
        counter.at(FORGOTTEN).when(expire()).then(new Lapsed(List.of(), List.of("k"), FORGOTTEN)).when(claim("k", "anna")).thenRefused(GONE, "too-late");
        assertThat(counter.state().claims().held()).isEmpty();
    }

    @Test
    void whatLapsesLateIsRememberedFromThenOn() {
        var late = FORGOTTEN.plusSeconds(600);
        var counter = aCounter(1).when(claim("k", "anna")).at(late).when(expire()).then(new Lapsed(List.of("k"), List.of(), late)).when(expire()).thenNothing();
        assertThat(Counter.BLUEPRINT.wakeAt(counter.state())).contains(late.plus(Held.REMEMBERED));
    }

    // ---- orders

    @Test
    void aClaimThatAnOrderHasOutlivesItsTime() {
        var until = NOON.plusSeconds(1_200);
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).then(new Attached("k", "o", until)).at(until.minusMillis(1)).when(expire()).thenNothing()
                .when(look("k", "anna")).thenReply(new ClaimView(id("k"), "MUG", "A mug", 1, Money.of(500, "GBP"), EXPIRES)).when(sell("k", "o")).then(new Sold("k", "o"))
                .when(new Look()).thenReply(new CounterLevel(4, 0, 0, 1));
    }

    @Test
    void itLapsesWhenTheOrderTakesTooLong() {
        var until = NOON.plusSeconds(1_200);
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).at(until).when(expire()).then(new Lapsed(List.of("k"), List.of(), until)).when(sell("k", "o")).thenRefused(GONE, "reservation-expired")
                .when(claim("l", "bert", 1, until)).then(new Claimed("l", "bert", 1, until.plus(TTL))).when(sell("k", "o")).thenRefused(GONE, "reservation-expired");
    }

    @Test
    void anOrderThatComesToNothingGivesTheClaimBackToItsCustomer() {
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(detach("k", "o")).then(new Detached("k", "o", NOON, NOON.plus(Held.REMEMBERED)))
                .when(new Look()).thenReply(new CounterLevel(4, 0, 1, 0)).when(attach("k", "anna", "p")).then(new Attached("k", "p", NOON.plusSeconds(1_200))).when(sell("k", "p")).then(new Sold("k", "p"));
    }

    @Test
    void butNotIfItsTimeIsOver() {
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).at(EXPIRES.minusNanos(1)).when(detach("k", "o")).when(look("k", "anna")).when(new Look()).thenReply(new CounterLevel(4, 0, 1, 0));
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).at(EXPIRES).when(detach("k", "o", EXPIRES)).when(new Look()).thenReply(new CounterLevel(4, 1, 0, 0))
                .when(look("k", "anna")).thenRefused(GONE, "claim-expired").when(claim("l", "bert", 1, EXPIRES)).then(new Claimed("l", "bert", 1, EXPIRES.plus(TTL)));
    }

    @Test
    void aCopyThatComesAfterItsOrderHasLetGoIsNotHeeded() {
        var counter = aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(detach("k", "o")).when(attach("k", "anna", "o")).thenRefused(GONE, "reservation-ended");
        counter.at(NOON.plusSeconds(31)).when(attach("k", "anna", "o")).thenRefused(GONE, "reservation-ended");
        counter.when(attach("k", "anna", "p", NOON.plusSeconds(31))).when(detach("k", "p", NOON.plusSeconds(31)));
        counter.at(NOON.plusSeconds(300)).when(attach("k", "anna", "q", NOON.plusSeconds(300))).when(detach("k", "q", NOON.plusSeconds(300)));
        counter.at(NOON.plusSeconds(500)).when(attach("k", "anna", "r", NOON.plusSeconds(500))).when(detach("k", "r", NOON.plusSeconds(500)));
        assertThat(counter.state().claims().get("k").wasLetGoBy("o")).as("forgotten by now").isFalse();
        counter.when(attach("k", "anna", "o")).thenRefused(GONE, "too-late").when(sell("k", "o")).thenRefused(GONE, "reservation-expired");
    }

    @Test
    void anOrderMayLetGoBeforeItsAttachArrives() {
        aCounter(1).when(claim("k", "anna")).when(detach("k", "o")).then(new Detached("k", "o", NOON, NOON.plus(Held.REMEMBERED))).when(detach("k", "o")).thenNothing()
                .when(attach("k", "anna", "o")).thenRefused(GONE, "reservation-ended").when(look("k", "anna")).thenReply(new ClaimView(id("k"), "MUG", "A mug", 1, Money.of(500, "GBP"), EXPIRES));
    }

    @Test
    void aDetachThatNobodyNeedsToRememberChangesNothing() {
        aCounter(1).when(claim("k", "anna")).at(NOON.plus(Held.REMEMBERED)).when(detach("k", "o")).then(new Detached("k", "o", NOON.plus(Held.REMEMBERED), NOON.plus(Held.REMEMBERED)));
        aCounter(1).when(claim("k", "anna")).at(NOON.plus(Held.REMEMBERED).plusNanos(1)).when(detach("k", "o")).thenNothing();
    }

    @Test
    void anAttachThatTravelledTooLongHoldsNothing() {
        aCounter(1).when(claim("k", "anna")).at(NOON.plusSeconds(30)).when(attach("k", "anna", "o")).then(new Attached("k", "o", NOON.plusSeconds(1_200)));
        aCounter(1).when(claim("k", "anna")).at(NOON.plusSeconds(30).plusNanos(1)).when(attach("k", "anna", "o")).thenRefused(GONE, "too-late");
        aCounter(1).when(claim("k", "anna")).when(new Attach(id("k"), "anna", "o", NOON, NOON)).thenRefused(GONE, "too-late");
    }

    @Test
    void whatIsSoldStaysSold() {
        var counter = aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(sell("k", "o")).when(detach("k", "o")).thenNothing();
        counter.at(FORGOTTEN.plusSeconds(100_000)).when(expire()).thenNothing().when(sell("k", "o")).thenNothing().when(sell("k", "p")).thenRefused(GONE, "reservation-expired")
                .when(attach("k", "anna", "o")).thenNothing().when(claim("k", "anna")).thenNothing().when(detach("k", "p")).thenNothing().when(new Look()).thenReply(new CounterLevel(4, 0, 0, 1));
    }

    @Test
    void anOrderThatNeverHadTheClaimTakesNothingFromTheOneThatHas() {
        aCounter(1).when(claim("k", "anna")).when(attach("k", "anna", "o")).when(detach("k", "p")).when(new Look()).thenReply(new CounterLevel(4, 0, 1, 0)).when(sell("k", "o")).then(new Sold("k", "o"));
    }

    @Test
    void aClaimCanBeSoldAfterTheSaleIsOver() {
        var last = ONE.minusSeconds(1);
        aCounter(1).at(last).when(claim("k", "anna", 1, last)).at(ONE.plusSeconds(60)).when(attach("k", "anna", "o", ONE.plusSeconds(60))).when(sell("k", "o")).then(new Sold("k", "o"));
    }
}
