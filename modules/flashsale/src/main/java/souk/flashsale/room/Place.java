package souk.flashsale.room;

import static souk.kernel.Decision.accept;

import java.time.Instant;
import souk.flashsale.room.PlaceCommand.Seat;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;

/**
 * The number that one shopper has in one waiting room: an aggregate of its own, so that a million who wait make none of them large, and whoever joins twice has one place.
 *
 * @param number 0: none
 */
public record Place(long number) {
    static final Place NONE = new Place(0);

    /** The table of its commands and events. */
    public static final Blueprint<Place, PlaceEvent> BLUEPRINT = Blueprint.of(PlaceCommand.TYPE, NONE, PlaceCommand.class, PlaceEvent.class)
            .decide("sit", PlaceCommand.Sit.class, Seat.class, Place::sit)
            .answer("look", PlaceCommand.Look.class, Seat.class, (place, look, now) -> Outcome.accepted(new Seat(place.number)))
            .apply(PlaceEvent.Seated.class, "flashsale.place-taken", (place, event) -> new Place(event.number()))
            .build();

    private Decision<Place, PlaceEvent, Seat> sit(PlaceCommand.Sit sit, Instant now) {
        return number == sit.instead() ? accept(place -> new Seat(place.number), new PlaceEvent.Seated(sit.number())) : accept(place -> new Seat(place.number));
    }
}
