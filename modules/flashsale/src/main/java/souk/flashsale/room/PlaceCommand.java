package souk.flashsale.room;

import souk.kernel.Address;
import souk.kernel.Command;

/**
 * What can be asked of one shopper's place in one waiting room.
 *
 * @param <R> the reply
 */
public sealed interface PlaceCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.place";

    /** @param placeId the same for the same shopper and sale, and for nobody else */
    static Address<PlaceCommand<?>> at(String placeId) {
        return new Address<>(TYPE, placeId);
    }

    /**
     * The shopper has this number, unless they have another one already, which they keep.
     *
     * @param instead the number that is over and is given up for it; 0: none
     */
    record Sit(long number, long instead) implements PlaceCommand<Seat> {
        public Sit {
            if (number < 1 || instead < 0 || number <= instead) throw new IllegalArgumentException("A later number comes instead of an earlier one: " + number + " instead of " + instead);
        }
    }

    /** Which number the shopper has. */
    record Look() implements PlaceCommand<Seat> {}

    /** @param number 0: none */
    record Seat(long number) {}
}
