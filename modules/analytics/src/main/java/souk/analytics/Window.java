package souk.analytics;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import souk.platform.http.body.Fault;

/** From when, inclusive, until when, exclusive. */
record Window(Instant from, Instant to) {
    /** What is wrong with it, if anything. It may be as long as anybody likes: what is read of it is what there is. */
    Optional<Fault> fault(ZoneId zone) {
        if (!wholeHour(from, zone)) return Optional.of(new Fault("from", Fault.Code.OUT_OF_RANGE, "A whole hour of UTC, or of the store's clock, which is that of " + zone + "."));
        if (!wholeHour(to, zone)) return Optional.of(new Fault("to", Fault.Code.OUT_OF_RANGE, "A whole hour of UTC, or of the store's clock, which is that of " + zone + "."));
        if (to.isBefore(from)) return Optional.of(new Fault("to", Fault.Code.OUT_OF_RANGE, "Not before from."));
        return Optional.empty();
    }

    private static boolean wholeHour(Instant at, ZoneId zone) {
        if (at.getNano() == 0 && Math.floorMod(at.getEpochSecond(), 3_600) == 0) return true;
        try {
            var local = at.atZone(zone);
            return local.truncatedTo(ChronoUnit.HOURS).equals(local) && Slot.begins(at);
        } catch (DateTimeException beyondTheCalendar) {
            return false;
        }
    }

    boolean isLongerThan(Duration time) {
        return Duration.between(from, to).compareTo(time) > 0;
    }

    boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
