package souk.flashsale.room;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.flashsale.api.SaleStatus;
import souk.kernel.Blueprint;
import souk.kernel.Command;
import souk.kernel.Event;
import souk.kernel.Rejection;
import souk.testkit.Spec;

/** A waiting room with its usher, in every state; and all that is said, for those who send and store it. */
public final class RoomSamples {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final String SALE = "sale";
    private static final RoomTerms TERMS = new RoomTerms(10, Duration.ofSeconds(60));
    private static final Optional<Rejection> ODD = Optional.of(new Rejection(Rejection.Kind.CONFLICT, "odd", "Something is odd."));
    private static final UsherCommand.Measure MEASURE = new UsherCommand.Measure(50, 3, 7);

    private RoomSamples() {}

    static UsherCommand.Facts facts(SaleStatus status) {
        return new UsherCommand.Facts(status, NOON, 150, 2);
    }

    /** At noon, by the shortest way. */
    static Spec<Usher, UsherEvent> anUsher(Usher.Status status) {
        return switch (status) {
            case NONE -> Spec.of(Usher.BLUEPRINT).at(NOON);
            case LOOKING -> anUsher(Usher.Status.NONE).when(new UsherCommand.Begin(SALE));
            case LETTING_IN -> anUsher(Usher.Status.LOOKING).when(new UsherCommand.LookAnswered(1, Optional.empty(), Optional.of(facts(SaleStatus.LIVE)), Optional.of(MEASURE)));
            case CLOSING -> anUsher(Usher.Status.LOOKING).when(new UsherCommand.LookAnswered(1, Optional.empty(), Optional.of(facts(SaleStatus.LINGERING)), Optional.empty()));
            case OVER -> anUsher(Usher.Status.CLOSING).when(new UsherCommand.CloseAnswered(Optional.empty()));
        };
    }

    /** The types of aggregates. */
    public static List<Blueprint<?, ?>> blueprints() {
        return List.of(Room.BLUEPRINT, Place.BLUEPRINT, Usher.BLUEPRINT);
    }

    /** One of each event. */
    public static List<Event> events() {
        return List.of(new RoomEvent.Opened(TERMS), new RoomEvent.Joined(17), new RoomEvent.Claimed(3), new RoomEvent.LetIn(4, 2, 5, Duration.ofSeconds(70), 3, 9, 12.5, NOON), new RoomEvent.Closed(),
                new PlaceEvent.Seated(5), new UsherEvent.Begun(SALE, NOON), new UsherEvent.Looked(facts(SaleStatus.SCHEDULED), NOON.plusSeconds(30), NOON), new UsherEvent.Measured(MEASURE, NOON),
                new UsherEvent.LetIn(Duration.ofSeconds(1), NOON), new UsherEvent.SaleEnded(NOON), new UsherEvent.Ended(NOON), new UsherEvent.Delayed("odd: Something is odd.", NOON.plusSeconds(1), NOON));
    }

    /** Each command, with and without what may be absent. */
    public static List<Command<?>> commands() {
        return List.of(new RoomCommand.Open(TERMS), new RoomCommand.Take(17), new RoomCommand.LookAtTurn(3), new RoomCommand.Claimed(3), new RoomCommand.LetIn(4, 50, 3, 7, Duration.ofSeconds(1)), new RoomCommand.Close(),
                new RoomCommand.Look(), new PlaceCommand.Sit(9, 5), new PlaceCommand.Look(), new UsherCommand.Begin(SALE),
                new UsherCommand.LookAnswered(4, Optional.empty(), Optional.of(facts(SaleStatus.LIVE)), Optional.of(MEASURE)), new UsherCommand.LookAnswered(4, ODD, Optional.empty(), Optional.empty()),
                new UsherCommand.LetInAnswered(4, Optional.empty(), true), new UsherCommand.LetInAnswered(4, ODD, false), new UsherCommand.CloseAnswered(Optional.empty()), new UsherCommand.CloseAnswered(ODD));
    }

    /** Each reply. */
    public static List<Object> replies() {
        return List.of(new RoomCommand.Taken(5), new RoomCommand.Turn(Duration.ofSeconds(58)), new RoomView(TERMS, false, 25, 12, 2, 10, 13, 12.5), new PlaceCommand.Seat(5));
    }

    /** States of all sorts. */
    public static List<Object> states() {
        var room = Spec.of(Room.BLUEPRINT).at(NOON).when(new RoomCommand.Open(TERMS)).when(new RoomCommand.Take(25)).when(new RoomCommand.LetIn(1, 50, 0, 0, Duration.ofSeconds(1))).when(new RoomCommand.Claimed(3))
                .at(NOON.plusSeconds(1)).when(new RoomCommand.LetIn(2, 50, 0, 1, Duration.ofSeconds(1)));
        var states = new ArrayList<Object>(List.of(Room.NONE, room.state(), Place.NONE, new Place(5)));
        for (var status : Usher.Status.values()) states.add(anUsher(status).state());
        return states;
    }
}
