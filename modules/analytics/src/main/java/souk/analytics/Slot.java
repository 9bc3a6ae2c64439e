package souk.analytics;

import java.time.Duration;
import java.time.Instant;

/**
 * A quarter of an hour of a day (UTC): the offsets of all time zones of today are whole ones of these, so the hours and days of each of them can be added up of it.
 *
 * @param day     since 1970
 * @param quarter of that day, from 0
 */
record Slot(int day, int quarter) {
    static final long SECONDS = Duration.ofMinutes(15).toSeconds();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    static Slot of(Instant at) {
        return new Slot(day(at), (int) (Math.floorMod(at.getEpochSecond(), DAY) / SECONDS));
    }

    static int day(Instant at) {
        return Math.toIntExact(Math.floorDiv(at.getEpochSecond(), DAY));
    }

    /** The first instant of a day. */
    static Instant start(int day) {
        return Instant.ofEpochSecond(day * DAY);
    }

    /** Its first instant. */
    Instant start() {
        return Instant.ofEpochSecond(day * DAY + quarter * SECONDS);
    }

    /** Whether this could be its first instant. */
    static boolean begins(Instant at) {
        return at.getNano() == 0 && Math.floorMod(at.getEpochSecond(), SECONDS) == 0;
    }
}
