package souk.flashsale.room;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Event;

/** What happens in one waiting room. */
public sealed interface RoomEvent extends Event {
    /** There is one. */
    record Opened(RoomTerms terms) implements RoomEvent {}

    /** So many more have come. */
    record Joined(int count) implements RoomEvent {}

    /** Who has this number has claimed. */
    record Claimed(long number) implements RoomEvent {}

    /**
     * The next were let in; none: there was no room.
     *
     * @param over      up to this number turns are over
     * @param open      for how long it has been open until now; turns are measured in it
     * @param customers who had a claim that was not paid
     * @param gone      how many have left, in all
     * @param perMinute how many leave in a minute
     */
    record LetIn(long round, int count, long over, Duration open, int customers, long gone, double perMinute, Instant at) implements RoomEvent {}

    /** The sale is over. */
    record Closed() implements RoomEvent {}
}
