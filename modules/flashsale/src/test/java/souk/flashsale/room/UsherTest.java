package souk.flashsale.room;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.flashsale.room.RoomSamples.NOON;
import static souk.flashsale.room.RoomSamples.SALE;
import static souk.flashsale.room.RoomSamples.anUsher;
import static souk.flashsale.room.RoomSamples.facts;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.flashsale.api.SaleStatus;
import souk.flashsale.room.Usher.Status;
import souk.flashsale.room.UsherCommand.CloseAnswered;
import souk.flashsale.room.UsherCommand.LetInAnswered;
import souk.flashsale.room.UsherCommand.LookAnswered;
import souk.flashsale.room.UsherCommand.Measure;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.testkit.Spec;

class UsherTest {
    private static final Rejection NO_SALE = Rejection.notFound("flash sale");
    private static final Rejection ODD = new Rejection(Rejection.Kind.CONFLICT, "odd", "Something is odd.");
    private static final Measure MEASURE = new Measure(50, 3, 7);

    private static Step next(Spec<Usher, UsherEvent> usher) {
        return Usher.BLUEPRINT.next(usher.state(), usher.now()).orElseThrow();
    }

    private static LookAnswered sees(long round, SaleStatus status) {
        return new LookAnswered(round, Optional.empty(), Optional.of(facts(status)), status == SaleStatus.LIVE ? Optional.of(MEASURE) : Optional.empty());
    }

    @Test
    void itLooksAtTheSaleUntilThatIsLiveAndThenAboutOnceASecond() {
        var usher = anUsher(Status.LOOKING);
        assertThat(next(usher).name()).isEqualTo("look-at-sale");
        usher.at(NOON.minusSeconds(3_600)).when(sees(1, SaleStatus.SCHEDULED));
        assertThat(next(usher).notBefore()).contains(NOON.minusSeconds(3_600).plus(Usher.LONGEST_PAUSE));
        usher.at(NOON.minusSeconds(5)).when(sees(1, SaleStatus.SCHEDULED));
        assertThat(next(usher).notBefore()).contains(NOON);
        usher.at(NOON).when(sees(1, SaleStatus.OPENING));
        assertThat(next(usher).notBefore()).contains(NOON.plus(Usher.PACE));
        usher.when(new LookAnswered(1, Optional.empty(), Optional.of(facts(SaleStatus.LIVE)), Optional.empty()));
        assertThat(next(usher).name()).isEqualTo("count-customers");
        assertThat(next(usher).calls()).as("the sale, the room, 150 counters by the hundred").hasSize(4);
        usher.when(sees(1, SaleStatus.LIVE)).then(new UsherEvent.Measured(MEASURE, NOON));
        assertThat(next(usher).name()).isEqualTo("let-in");
        usher.at(NOON.plusMillis(300)).when(new LetInAnswered(1, Optional.empty(), true));
        assertThat(usher.state().round()).isEqualTo(2);
        assertThat(next(usher).notBefore()).contains(NOON.plus(Usher.PACE));
        usher.when(sees(2, SaleStatus.LIVE)).when(new LetInAnswered(2, Optional.empty(), false));
        assertThat(next(usher).notBefore()).contains(NOON.plusMillis(300).plus(Usher.EASY_PACE));
    }

    @Test
    void whatComesTwiceOrLateChangesNothing() {
        for (var status : Status.values()) {
            var usher = anUsher(status);
            if (usher.state().facts() != null) usher.when(new UsherCommand.Begin(SALE)).thenNothing();
            usher.when(new LookAnswered(usher.state().round() - 1, Optional.empty(), Optional.of(facts(SaleStatus.LIVE)), Optional.of(MEASURE))).thenNothing();
            usher.when(new LetInAnswered(usher.state().round() - 1, Optional.empty(), true)).thenNothing();
            if (status != Status.LOOKING) usher.when(sees(usher.state().round(), SaleStatus.LIVE)).thenNothing();
            if (status != Status.LETTING_IN) usher.when(new LetInAnswered(usher.state().round(), Optional.empty(), true)).thenNothing();
            if (status != Status.CLOSING) usher.when(new CloseAnswered(Optional.empty())).thenNothing();
        }
    }

    @Test
    void whenTheSaleIsOverItClosesTheRoomAndGoes() {
        for (var over : SaleStatus.values()) {
            if (over.before() || over == SaleStatus.LIVE) continue;
            var usher = anUsher(Status.LOOKING).when(sees(1, over)).then(new UsherEvent.SaleEnded(NOON));
            assertThat(next(usher).name()).isEqualTo("close-room");
            usher.when(new CloseAnswered(Optional.empty())).then(new UsherEvent.Ended(NOON));
            assertThat(Usher.BLUEPRINT.next(usher.state(), usher.now())).isEmpty();
        }
    }

    @Test
    void itWaitsForASaleThatIsNotThereYetLessAndLessOften() {
        var none = new LookAnswered(1, Optional.of(NO_SALE), Optional.empty(), Optional.empty());
        var usher = anUsher(Status.LOOKING).at(NOON.plusSeconds(5)).when(none);
        assertThat(next(usher).notBefore()).contains(NOON.plusSeconds(5).plus(Usher.PACE));
        usher.at(NOON.plusSeconds(600)).when(none);
        assertThat(next(usher).notBefore()).contains(NOON.plusSeconds(660));
        usher.at(NOON.plus(Usher.PATIENCE).plusSeconds(1)).when(none).then(new UsherEvent.Ended(usher.now()));
        assertThat(Usher.BLUEPRINT.next(usher.state(), usher.now())).isEmpty();
        usher.when(new UsherCommand.Begin(SALE)).then(new UsherEvent.Begun(SALE, usher.now()));
        assertThat(next(usher).name()).isEqualTo("look-at-sale");
        usher.when(sees(1, SaleStatus.SCHEDULED)).when(none);
        assertThat(usher.state().status()).as("what was there is not gone").isEqualTo(Status.LOOKING);
    }

    @Test
    void whatIsRefusedIsDoneAgain() {
        var letting = anUsher(Status.LETTING_IN).when(new LetInAnswered(1, Optional.of(ODD), true)).then(new UsherEvent.Delayed("odd: Something is odd.", NOON.plus(Usher.PACE), NOON));
        assertThat(next(letting).name()).isEqualTo("let-in");
        var looking = anUsher(Status.LOOKING).when(new LookAnswered(1, Optional.of(ODD), Optional.of(facts(SaleStatus.LIVE)), Optional.empty()));
        assertThat(looking.state().status()).isEqualTo(Status.LOOKING);
        var closing = anUsher(Status.CLOSING).when(new CloseAnswered(Optional.of(ODD)));
        assertThat(next(closing).name()).isEqualTo("close-room");
    }
}
