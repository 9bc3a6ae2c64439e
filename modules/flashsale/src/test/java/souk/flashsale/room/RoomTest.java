package souk.flashsale.room;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;
import static souk.kernel.Rejection.Kind.NOT_FOUND;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.platform.wire.Codec;
import souk.testkit.Spec;

class RoomTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final RoomTerms TERMS = new RoomTerms(10, Duration.ofSeconds(60));
    private static final long PLENTY = 1_000_000;

    private final Spec<Room, RoomEvent> room = Spec.of(Room.BLUEPRINT).at(NOON).when(new RoomCommand.Open(TERMS));
    private long round;

    private static RoomCommand.Take take(int count) {
        return new RoomCommand.Take(count);
    }

    private static RoomCommand.LookAtTurn turn(long number) {
        return new RoomCommand.LookAtTurn(number);
    }

    private static RoomCommand.Claimed claimed(long number) {
        return new RoomCommand.Claimed(number);
    }

    /** A round after so long, that counted so many customers. */
    private Spec<Room, RoomEvent> afterwards(Duration time, int customers) {
        return afterwards(time, customers, PLENTY);
    }

    private Spec<Room, RoomEvent> afterwards(Duration time, int customers, long left) {
        return room.at(room.now().plus(time)).when(new RoomCommand.LetIn(++round, left, customers, room.state().claimed(), SECOND));
    }

    private void admitted(long number) {
        assertThat(room.state().admitted()).isEqualTo(number);
    }

    @Test
    void numbersAreHandedOutInTheOrderInWhichTheyAreAskedFor() {
        room.when(take(1)).then(new RoomEvent.Joined(1)).thenReply(new RoomCommand.Taken(1));
        room.when(take(3)).then(new RoomEvent.Joined(3)).thenReply(new RoomCommand.Taken(2));
        room.when(take(500)).thenReply(new RoomCommand.Taken(5));
    }

    @Test
    void whereThereIsNoRoomNobodyWaits() {
        Spec.of(Room.BLUEPRINT).when(take(1)).thenRefused(NOT_FOUND, "not-found").when(turn(1)).thenRefused(NOT_FOUND, "not-found").when(new RoomCommand.Look()).thenRefused(NOT_FOUND, "not-found")
                .when(new RoomCommand.LetIn(1, 1, 0, 0, SECOND)).thenRefused(NOT_FOUND, "not-found").when(claimed(1)).thenNothing().when(new RoomCommand.Close()).thenNothing();
        room.when(new RoomCommand.Open(new RoomTerms(5, SECOND))).thenNothing();
        assertThat(room.state().terms()).contains(TERMS);
    }

    @Test
    void asManyAreLetInAsThereIsRoomForTheFirstFirst() {
        room.when(take(25));
        room.when(turn(1)).thenRefused(CONFLICT, "not-admitted");
        afterwards(SECOND, 0);
        admitted(10);
        room.when(turn(10)).thenReply(new RoomCommand.Turn(Duration.ofSeconds(60))).when(turn(11)).thenRefused(CONFLICT, "not-admitted").when(turn(26)).thenRefused(NOT_FOUND, "not-found").when(turn(0)).thenRefused(NOT_FOUND, "not-found");
        afterwards(SECOND, 0);
        admitted(10);
    }

    @Test
    void whoClaimsIsInUntilTheClaimIsPaidOrOver() {
        room.when(take(25));
        afterwards(SECOND, 0);
        room.when(claimed(3)).then(new RoomEvent.Claimed(3)).when(claimed(3)).thenNothing().when(claimed(11)).thenNothing();
        afterwards(SECOND, 1);
        admitted(10);
        afterwards(SECOND, 0);
        admitted(11);
        room.when(claimed(5)).when(claimed(1));
        afterwards(SECOND, 2);
        admitted(11);
        afterwards(SECOND, 0);
        admitted(13);
    }

    @Test
    void whoClaimsWhileTheCustomersAreCountedIsNotLeftOut() {
        room.when(take(25));
        afterwards(SECOND, 0);
        long before = room.state().claimed();
        room.when(claimed(3)).when(claimed(4));
        room.when(new RoomCommand.LetIn(++round, PLENTY, 0, before, SECOND));
        admitted(10);
    }

    @Test
    void whoDoesNothingLosesTheirTurnToTheNext() {
        room.when(take(25));
        afterwards(SECOND, 0);
        room.when(claimed(2));
        for (int i = 0; i < 59; i++) afterwards(SECOND, 1);
        admitted(10);
        room.when(turn(1)).thenReply(new RoomCommand.Turn(SECOND));
        afterwards(SECOND, 1);
        admitted(19);
        room.when(turn(1)).thenRefused(GONE, "turn-over").when(turn(2)).thenRefused(GONE, "turn-over").when(turn(11)).thenReply(new RoomCommand.Turn(Duration.ofSeconds(60))).when(claimed(1)).thenNothing();
        assertThat(room.state().deciding()).hasSize(9);
        assertThat(room.state().turns()).hasSize(1);
    }

    @Test
    void timeInWhichNobodyLetsPeopleInCostsNobodyTheirTurn() {
        room.when(take(25));
        afterwards(SECOND, 0);
        afterwards(Duration.ofMinutes(20), 0);
        room.when(turn(1)).thenReply(new RoomCommand.Turn(Duration.ofSeconds(58)));
    }

    @Test
    void nobodyIsLetInToEmptyShelves() {
        room.when(take(25));
        afterwards(SECOND, 0, 0);
        admitted(0);
        afterwards(SECOND, 0, 4);
        admitted(4);
        afterwards(SECOND, 0, 4);
        admitted(4);
        room.when(claimed(1));
        afterwards(SECOND, 1, 3);
        admitted(4);
        afterwards(SECOND, 1, 5);
        admitted(6);
    }

    @Test
    void anOldRoundChangesNothing() {
        room.when(take(25));
        afterwards(SECOND, 8);
        admitted(2);
        room.when(new RoomCommand.LetIn(round, PLENTY, 0, 0, SECOND)).thenNothing();
        room.when(new RoomCommand.LetIn(round - 1, PLENTY, 0, 0, SECOND)).thenNothing();
        admitted(2);
    }

    @Test
    void whatLeavesInAMinuteIsSeenAfterHalfAMinute() {
        room.when(take(500)).when(take(500));
        afterwards(SECOND, 0);
        long next = 1;
        for (int i = 0; i < 120; i++) {
            for (int each = 0; each < 2; each++) room.when(claimed(next++));
            afterwards(SECOND, 0);
        }
        admitted(250);
        assertThat(((RoomView) ((Outcome.Accepted<?>) room.when(new RoomCommand.Look()).outcome()).reply()).perMinute()).isBetween(115.0, 121.0);
        for (int i = 0; i < 30; i++) afterwards(SECOND, 10 - room.state().deciding().size());
        assertThat(room.state().perMinute()).as("when nobody pays any more").isLessThan(45);
    }

    @Test
    void whenTheSaleIsOverNobodyIsLetIn() {
        room.when(take(25));
        afterwards(SECOND, 0);
        room.when(new RoomCommand.Close()).then(new RoomEvent.Closed()).when(new RoomCommand.Close()).thenNothing();
        room.when(take(1)).thenRefused(CONFLICT, "not-live").when(turn(1)).thenRefused(CONFLICT, "not-live").when(turn(25)).thenRefused(CONFLICT, "not-live").when(claimed(1)).thenNothing();
        afterwards(SECOND, 0).thenNothing();
        room.when(new RoomCommand.Open(TERMS)).thenReply(Done.DONE).thenNothing();
        assertThat(room.state().turns()).isEmpty();
    }

    @Test
    void aMillionWhoWaitMakeItNoLarger() {
        int before = Codec.encode(room.state()).length;
        for (int i = 0; i < 2_000; i++) room.when(take(500));
        assertThat(room.state().joined()).isEqualTo(1_000_000);
        assertThat(Codec.encode(room.state()).length).isLessThan(before + 20);
        for (int i = 0; i < 1_000; i++) {
            afterwards(SECOND, 0);
            for (long number : room.state().deciding().keySet()) room.when(claimed(number));
        }
        admitted(10_000);
        assertThat(Codec.encode(room.state()).length).as("with 60 turns").isLessThan(4_000);
    }
}
