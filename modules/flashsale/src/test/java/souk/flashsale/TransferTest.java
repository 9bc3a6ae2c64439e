package souk.flashsale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.flashsale.FlashSamples.NOON;
import static souk.flashsale.FlashSamples.ONE;
import static souk.flashsale.FlashSamples.aCounter;
import static souk.flashsale.FlashSamples.claim;
import static souk.flashsale.SaleSamples.NONE;
import static souk.flashsale.SaleSamples.SOLD_OUT;
import static souk.flashsale.SaleSamples.TOO_LATE;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.CounterCommand.Acknowledge;
import souk.flashsale.api.CounterCommand.Collect;
import souk.flashsale.api.CounterCommand.Give;
import souk.flashsale.api.CounterCommand.Look;
import souk.flashsale.api.CounterCommand.Open;
import souk.flashsale.api.CounterCommand.Take;
import souk.flashsale.api.CounterCommand.Withdraw;
import souk.flashsale.api.CounterEvent;
import souk.flashsale.api.CounterLevel;
import souk.flashsale.api.TransferCommand;
import souk.flashsale.api.TransferCommand.Moved;
import souk.flashsale.api.TransferEvent;
import souk.kernel.Blueprint;
import souk.kernel.Outcome;
import souk.kernel.Step;
import souk.testkit.Spec;

/** Units on their way from one counter to another: the process, and what it says to the two. */
class TransferTest {
    private static final TransferCommand.Begin BEGIN = new TransferCommand.Begin("t", "sale", 3, 1_003, 4);

    private static Spec<Transfer, TransferEvent> begun() {
        return Spec.of(Transfer.BLUEPRINT).at(NOON).when(BEGIN);
    }

    private static List<Object> calls(Spec<Transfer, TransferEvent> transfer) {
        return Transfer.BLUEPRINT.next(transfer.state(), NOON).stream().flatMap(step -> step.calls().stream())
                .flatMap(call -> call instanceof Step.Together together ? together.calls().stream() : java.util.stream.Stream.of(call)).<Object>map(call -> ((Step.ToAggregate) call).command()).toList();
    }

    private static Optional<Outcome<Object>> answer(Spec<Transfer, TransferEvent> transfer) {
        return ((Blueprint.Awaited) Transfer.BLUEPRINT.handling(BEGIN)).outcome().apply(transfer.state());
    }

    @Test
    void whatOneCounterGaveTheOtherGetsAndBothForget() {
        var transfer = begun().then(new TransferEvent.Begun("t", "sale", 3, 1_003, 4, NOON));
        assertThat(calls(transfer)).containsExactly(new Give("t", 4, NOON));
        transfer.when(new TransferCommand.GiveAnswered(NONE, 3)).then(new TransferEvent.Given(3, NOON));
        assertThat(calls(transfer)).containsExactly(new Take("t", 3, NOON));
        assertThat(answer(transfer)).isEmpty();
        transfer.when(new TransferCommand.TakeAnswered(NONE)).then(new TransferEvent.Arrived(NOON));
        assertThat(answer(transfer)).contains(Outcome.accepted(new Moved(3)));
        assertThat(calls(transfer)).containsExactly(new Acknowledge("t", NOON), new Acknowledge("t", NOON));
        transfer.when(new TransferCommand.AcknowledgeAnswered(NONE)).then(new TransferEvent.Acknowledged(NOON));
        assertThat(calls(transfer)).isEmpty();
        transfer.when(BEGIN).thenNothing().when(new TransferCommand.GiveAnswered(NONE, 3)).thenNothing().when(new TransferCommand.TakeAnswered(NONE)).thenNothing().when(new TransferCommand.AcknowledgeAnswered(NONE)).thenNothing();
    }

    @Test
    void oneThatIsRefusedWithdrawsSoThatNoCopyIsGivenUnitsThatNobodyFetches() {
        var transfer = begun().when(new TransferCommand.GiveAnswered(Optional.of(SOLD_OUT), 0)).then(new TransferEvent.Given(0, NOON));
        assertThat(answer(transfer)).contains(Outcome.accepted(new Moved(0)));
        assertThat(calls(transfer)).containsExactly(new Withdraw("t", NOON));
        transfer.when(new TransferCommand.AcknowledgeAnswered(NONE)).then(new TransferEvent.Acknowledged(NOON));
        assertThat(calls(transfer)).isEmpty();
    }

    @Test
    void whatCameTooLateIsSaidAgainAtOnceWithANewTime() {
        var later = NOON.plusSeconds(40);
        assertThat(calls(begun().at(later).when(new TransferCommand.GiveAnswered(Optional.of(TOO_LATE), 0)).then(new TransferEvent.Delayed("too-late: It came too late.", 1, later, later)))).containsExactly(new Give("t", 4, later));
        assertThat(calls(begun().when(new TransferCommand.GiveAnswered(NONE, 3)).at(later).when(new TransferCommand.TakeAnswered(Optional.of(TOO_LATE))))).containsExactly(new Take("t", 3, later));
    }

    @Test
    void unitsGoFromOneCounterToAnother() {
        assertThatThrownBy(() -> new TransferCommand.Begin("t", "sale", 3, 3, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TransferCommand.Begin("t", "sale", 3, 4, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- the counter that gives

    @Test
    void aCounterGivesWhatIsAskedForOrWhatIsLeft() {
        aCounter(5).when(new Give("t", 4, NOON)).then(new CounterEvent.Gave("t", 4)).thenReply(new Moved(4)).when(new Give("u", 4, NOON)).then(new CounterEvent.Gave("u", 1)).thenReply(new Moved(1))
                .when(new Give("v", 1, NOON)).thenRefused(souk.kernel.Rejection.Kind.SOLD_OUT, "sold-out").when(new Give("t", 4, NOON)).thenNothing().thenReply(new Moved(4));
    }

    @Test
    void aCopyThatComesAfterTheTransferIsOverIsGivenNothing() {
        aCounter(5).when(new Give("t", 2, NOON)).when(new Acknowledge("t", NOON)).then(new CounterEvent.MoveAcknowledged("t", NOON, NOON.plus(Held.REMEMBERED))).when(new Acknowledge("t", NOON)).thenNothing()
                .when(new Give("t", 2, NOON)).thenRefused(GONE, "transfer-ended").at(NOON.plusSeconds(31)).when(new Give("u", 2, NOON)).thenRefused(GONE, "too-late").when(new Look()).thenReply(new CounterLevel(3, 3, 0, 0));
    }

    @Test
    void aTransferThatWithdrawsLeavesWhatACopyWasGiven() {
        var until = NOON.plus(Held.REMEMBERED);
        aCounter(5).when(new Give("t", 2, NOON)).when(new Withdraw("t", NOON)).then(new CounterEvent.GiveWithdrawn("t", 2, NOON, until)).when(new Withdraw("t", NOON)).thenNothing()
                .when(new Give("t", 2, NOON)).thenRefused(GONE, "transfer-ended").when(new Look()).thenReply(new CounterLevel(3, 5, 0, 0));
        aCounter(5).when(new Withdraw("t", NOON)).then(new CounterEvent.GiveWithdrawn("t", 0, NOON, until)).when(new Give("t", 2, NOON)).thenRefused(GONE, "transfer-ended");
        aCounter(5).at(until.plusNanos(1)).when(new Withdraw("t", NOON)).thenNothing();
    }

    @Test
    void aCounterThatIsClosedOrNotOpenGivesNothing() {
        aCounter(5).when(new Collect(1, false)).when(new Give("t", 2, NOON)).thenRefused(CONFLICT, "not-live");
        Spec.of(Counter.BLUEPRINT).at(NOON).when(new Give("t", 2, NOON)).thenRefused(CONFLICT, "not-live");
    }

    /** So that the sale's units are not lost, which are still to come. */
    @Test
    void aCounterCanBeOpenedAfterATransferHasSpokenToIt() {
        var open = new Open("sale.3", FlashSamples.TERMS, 5);
        Spec.of(Counter.BLUEPRINT).at(NOON).when(new Withdraw("t", NOON)).when(open).then(new CounterEvent.Opened("sale.3", FlashSamples.TERMS, 5)).when(open).thenNothing().when(new Look()).thenReply(new CounterLevel(2, 5, 0, 0));
        Spec.of(Counter.BLUEPRINT).at(NOON).when(new Take("t", 2, NOON)).when(open).when(open).thenNothing().when(new Look()).thenReply(new CounterLevel(2, 7, 0, 0));
    }

    // ---- the counter that takes

    @Test
    void aCounterTakesUnitsOnceAndTheyCanBeClaimed() {
        aCounter(0).when(new Take("t", 2, NOON)).then(new CounterEvent.Took("t", 2)).when(new Take("t", 2, NOON)).thenNothing().when(claim("k", "anna", 2)).when(new Look()).thenReply(new CounterLevel(3, 0, 2, 0));
    }

    @Test
    void aCopyOfATakeBringsNothingHoweverLate() {
        var counter = aCounter(0).when(new Take("t", 2, NOON)).when(new Acknowledge("t", NOON)).when(new Take("t", 2, NOON)).thenNothing();
        for (int i = 1; i < 4; i++) counter.at(NOON.plusSeconds(100L * i)).when(new Take("t" + i, 1, counter.now())).when(new Acknowledge("t" + i, counter.now()));
        assertThat(counter.state().moves().over().has("t")).as("forgotten by now").isFalse();
        counter.when(new Take("t", 2, NOON)).thenRefused(GONE, "too-late");
    }

    @Test
    void aClosedCounterTakesUnitsAndTheyAreCollected() {
        aCounter(1).at(ONE).when(new Collect(1, false)).when(new Take("t", 2, ONE)).then(new CounterEvent.Took("t", 2)).when(new Collect(2, false)).then(new CounterEvent.Collected(2, List.of(), 2, false, ONE));
    }
}
