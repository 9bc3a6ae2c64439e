package souk.flashsale.room;

import org.junit.jupiter.api.Test;
import souk.flashsale.room.PlaceCommand.Seat;
import souk.flashsale.room.PlaceCommand.Sit;
import souk.testkit.Spec;

class PlaceTest {
    private final Spec<Place, PlaceEvent> place = Spec.of(Place.BLUEPRINT);

    @Test
    void whoComesTwiceKeepsTheirNumber() {
        place.when(new PlaceCommand.Look()).thenReply(new Seat(0));
        place.when(new Sit(5, 0)).then(new PlaceEvent.Seated(5)).thenReply(new Seat(5));
        place.when(new Sit(5, 0)).thenNothing().thenReply(new Seat(5));
        place.when(new Sit(9, 0)).thenNothing().thenReply(new Seat(5));
        place.when(new PlaceCommand.Look()).thenReply(new Seat(5));
    }

    @Test
    void aNumberThatIsOverIsGivenUpOnce() {
        place.when(new Sit(5, 0)).when(new Sit(9, 5)).then(new PlaceEvent.Seated(9));
        place.when(new Sit(12, 5)).thenNothing().thenReply(new Seat(9));
        place.when(new Sit(5, 0)).thenNothing().thenReply(new Seat(9));
    }
}
