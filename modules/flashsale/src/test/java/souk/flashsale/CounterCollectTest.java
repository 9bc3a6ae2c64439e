package souk.flashsale;

import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.TTL;
import static souk.flashsale.FlashSamples.aCounter;
import static souk.flashsale.FlashSamples.attach;
import static souk.flashsale.FlashSamples.claim;
import static souk.flashsale.FlashSamples.detach;
import static souk.flashsale.FlashSamples.expire;
import static souk.flashsale.FlashSamples.look;
import static souk.flashsale.FlashSamples.release;
import static souk.flashsale.FlashSamples.sell;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.util.List;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.CounterCommand.Collect;
import souk.flashsale.api.CounterCommand.Look;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.CounterLevel;
import souk.testkit.Spec;

/** The end of a sale, at one of its counters. */
class CounterCollectTest {
    static Collect collect(int round, boolean releaseAll) {
        return new Collect(round, releaseAll);
    }

    private static souk.flashsale.api.CounterCommand.Collected answer(int round, int units, int sold) {
        return new souk.flashsale.api.CounterCommand.Collected(round, units, sold);
    }

    /** Of ten: one sold, two with an order, one open, six left. */
    private static Spec<Counter, CounterEvent> aBusyCounter() {
        return aCounter(10).when(claim("sold", "anna")).when(attach("sold", "anna", "o")).when(sell("sold", "o")).when(claim("attached", "bert", 2)).when(attach("attached", "bert", "p"))
                .when(claim("open", "carl")).when(new Look()).thenReply(new CounterLevel(7, 6, 3, 1));
    }

    @Test
    void whatNobodyHoldsGoesBackAndNothingCanBeClaimedAnyMore() {
        aBusyCounter().at(ONE).when(collect(1, false)).then(new CounterEvent.Collected(1, List.of(), 6, false, ONE)).thenReply(answer(1, 6, 1))
                .when(new Look()).thenReply(new CounterLevel(8, 0, 3, 1)).when(claim("late", "dora", 1, ONE)).thenRefused(CONFLICT, "not-live");
    }

    @Test
    void aSaleThatIsCalledOffTakesBackWhatNoOrderHas() {
        aBusyCounter().when(collect(1, true)).then(new CounterEvent.Collected(1, List.of("open"), 7, true, NOON)).thenReply(answer(1, 7, 1))
                .when(claim("more", "dora")).thenRefused(CONFLICT, "not-live").when(look("open", "carl")).thenRefused(GONE, "claim-expired").when(release("open", "carl")).thenNothing()
                .when(attach("open", "carl", "q")).thenRefused(GONE, "claim-expired").when(sell("attached", "p")).when(new Look()).thenReply(new CounterLevel(9, 0, 0, 3));
    }

    @Test
    void theSameRoundAgainGetsTheSameAnswer() {
        aBusyCounter().at(ONE).when(collect(1, false)).when(collect(1, false)).thenNothing().thenReply(answer(1, 6, 1));
        aBusyCounter().when(collect(1, true)).at(ONE).when(collect(1, true)).thenNothing().thenReply(answer(1, 7, 1));
        aBusyCounter().at(ONE).when(collect(1, false)).when(expire()).when(collect(1, false)).thenNothing().thenReply(answer(1, 6, 1));
    }

    /** The sale adds up what is sold and what came back; the rest it waits for. */
    @Test
    void theAnswerSaysWhatIsSoldByThen() {
        aBusyCounter().when(collect(1, false)).thenReply(answer(1, 6, 1)).when(sell("attached", "p")).when(collect(1, false)).thenNothing().thenReply(answer(1, 6, 3));
    }

    @Test
    void anOlderRoundGivesNothingBack() {
        aBusyCounter().at(ONE).when(collect(1, false)).when(collect(2, false)).then(new CounterEvent.Collected(2, List.of(), 0, false, ONE)).thenReply(answer(2, 0, 1))
                .when(collect(1, false)).thenNothing().thenReply(answer(1, 0, 1));
    }

    @Test
    void theNextRoundCollectsWhatHasComeBackMeanwhile() {
        var over = NOON.plus(TTL);
        aBusyCounter().when(collect(1, false)).thenReply(answer(1, 6, 1)).at(over).when(expire()).when(new Look()).thenReply(new CounterLevel(9, 1, 2, 1))
                .when(collect(2, false)).then(new CounterEvent.Collected(2, List.of(), 1, false, over)).thenReply(answer(2, 1, 1))
                .when(detach("attached", "p", over)).when(collect(3, false)).thenReply(answer(3, 2, 1)).when(new Look()).thenReply(new CounterLevel(12, 0, 0, 1));
    }

    @Test
    void afterASaleWasCalledOffNobodyGetsBackWhatAnOrderLetsGoOf() {
        aBusyCounter().when(collect(1, true)).when(detach("attached", "p")).when(new Look()).thenReply(new CounterLevel(9, 2, 0, 1)).when(look("attached", "bert")).thenRefused(GONE, "claim-expired")
                .when(attach("attached", "bert", "q")).thenRefused(GONE, "claim-expired").when(collect(2, true)).thenReply(answer(2, 2, 1));
    }

    @Test
    void afterItsEndACustomerStillHasWhatAnOrderLetsGoOfUntilItsTimeIsOver() {
        aBusyCounter().when(collect(1, false)).when(detach("attached", "p")).when(attach("attached", "bert", "q")).when(sell("attached", "q")).when(new Look()).thenReply(new CounterLevel(11, 0, 1, 3));
    }

    @Test
    void aCounterWithNothingGivesNothingBack() {
        aCounter(0).when(collect(1, false)).thenReply(answer(1, 0, 0)).when(collect(2, false)).thenReply(answer(2, 0, 0));
        Spec.of(Counter.BLUEPRINT).at(NOON).when(collect(1, true)).thenReply(answer(1, 0, 0));
    }
}
