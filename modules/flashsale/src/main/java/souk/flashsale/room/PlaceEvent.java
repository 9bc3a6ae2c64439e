package souk.flashsale.room;

import souk.kernel.Event;

/** What happens to one shopper's place. */
public sealed interface PlaceEvent extends Event {
    /** It has this number from now on. */
    record Seated(long number) implements PlaceEvent {}
}
