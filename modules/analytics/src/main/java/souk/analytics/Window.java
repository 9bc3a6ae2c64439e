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
    /** The longest that figures are asked for in one go. */
    static final Duration LONGEST = Duration.ofDays(3_660);
    /** The same by the hour, so that there are at most 8,784 buckets. */
    static final Duration LONGEST_BY_HOUR = Duration.ofDays(366);

    /** What is wrong with it, if anything. */
    Optional<Fault> fault(ZoneId zone, Duration longest) {
        if (!wholeHour(from, zone)) return Optional.of(new Fault("from", Fault.Code.OUT_OF_RANGE, "A whole hour of the store's clock, which is that of " + zone + "."));
        if (!wholeHour(to, zone)) return Optional.of(new Fault("to", Fault.Code.OUT_OF_RANGE, "A whole hour of the store's clock, which is that of " + zone + "."));
        if (to.isBefore(from)) return Optional.of(new Fault("to", Fault.Code.OUT_OF_RANGE, "Not before from."));
        if (Duration.between(from, to).compareTo(longest) > 0) return Optional.of(new Fault("to", Fault.Code.OUT_OF_RANGE, "At most " + longest.toDays() + " days after from."));
        return Optional.empty();
    }

    private static boolean wholeHour(Instant at, ZoneId zone) {
        try {
            var local = at.atZone(zone);
            return local.truncatedTo(ChronoUnit.HOURS).equals(local) && Slot.begins(at);
        } catch (DateTimeException beyondTheCalendar) {
            return false;
        }
    }

    boolean contains(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
