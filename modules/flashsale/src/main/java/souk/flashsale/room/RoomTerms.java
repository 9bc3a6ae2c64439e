package souk.flashsale.room;

import java.time.Duration;

/**
 * What a waiting room is to keep to.
 *
 * @param capacity how many people may be in at once: let in and still deciding, or with a claim that is not paid yet
 * @param turn     how long somebody who was let in may claim
 */
public record RoomTerms(int capacity, Duration turn) {
    /** So many may be in at once, at most: those who are still deciding are remembered one by one. */
    public static final int MOST = 10_000;

    public RoomTerms {
        if (capacity < 1 || capacity > MOST) throw new IllegalArgumentException("A waiting room lets in 1 to " + MOST + " people at once, not " + capacity);
        if (turn.compareTo(Duration.ofSeconds(1)) < 0) throw new IllegalArgumentException("A turn lasts a second at least, not " + turn);
    }
}
