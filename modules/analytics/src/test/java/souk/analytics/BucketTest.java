package souk.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Into which hour, day, week or month a time falls, by the clock of the store. */
class BucketTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final List<ZoneId> ZONES = List.of(ZoneId.of("UTC"), LONDON, ZoneId.of("Asia/Kolkata"), ZoneId.of("Asia/Kathmandu"), ZoneId.of("America/St_Johns"), ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Pacific/Apia"));

    private static Instant start(Bucket bucket, String at, ZoneId zone) {
        return bucket.start(Instant.parse(at), zone);
    }

    @ParameterizedTest
    @CsvSource({"HOUR, 2026-07-01T10:59:59.999Z, 2026-07-01T10:00:00Z", "DAY, 2026-07-01T22:59:59Z, 2026-06-30T23:00:00Z", "DAY, 2026-07-01T23:00:00Z, 2026-07-01T23:00:00Z", "WEEK, 2026-07-05T22:59:59Z, 2026-06-28T23:00:00Z",
            "WEEK, 2026-07-05T23:00:00Z, 2026-07-05T23:00:00Z", "MONTH, 2026-07-31T22:59:59Z, 2026-06-30T23:00:00Z", "MONTH, 2026-01-15T12:00:00Z, 2026-01-01T00:00:00Z"})
    void aBucketBeginsByTheClockOfTheStore(Bucket bucket, String at, String begins) {
        assertThat(start(bucket, at, LONDON)).isEqualTo(Instant.parse(begins));
    }

    @Test
    void theDayOnWhichTheClocksGoForwardHas23HoursAndTheOneOnWhichTheyGoBackHas25() {
        assertThat(hours("2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")).isEqualTo(23);
        assertThat(hours("2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z")).as("an hour that comes twice is two").isEqualTo(25);
    }

    /** How many hours a day of London has, of which these are the first instant and the one after the last. */
    private static long hours(String from, String to) {
        var first = Instant.parse(from);
        var quarters = LongStream.range(0, Duration.between(first, Instant.parse(to)).toMinutes() / 15).mapToObj(i -> first.plusSeconds(i * 900)).toList();
        assertThat(quarters).allSatisfy(at -> assertThat(Bucket.DAY.start(at, LONDON)).isEqualTo(first));
        assertThat(Bucket.DAY.start(first.minusSeconds(1), LONDON)).isBefore(first);
        assertThat(Bucket.DAY.start(Instant.parse(to), LONDON)).isEqualTo(Instant.parse(to));
        return quarters.stream().map(at -> Bucket.HOUR.start(at, LONDON)).distinct().count();
    }

    /** So what is added up by quarters of an hour is right in all of them. */
    @Property(tries = 300)
    void noBucketOfAnyZoneBeginsWithinASlot(@ForAll @LongRange(min = 0, max = 4_102_444_800L) long second) {
        var at = Instant.ofEpochSecond(second);
        for (ZoneId zone : ZONES) {
            for (Bucket bucket : Bucket.values()) {
                var start = bucket.start(at, zone);
                assertThat(start).isBeforeOrEqualTo(at);
                assertThat(bucket.start(start, zone)).isEqualTo(start);
                assertThat(bucket.start(Slot.of(at).start(), zone)).as(bucket + " of " + zone + " at " + at).isEqualTo(start);
            }
        }
    }

    @Test
    void aWindowIsOfWholeHoursAsLongAsAnybodyLikesAndNotTheWrongWayRound() {
        assertThat(fault("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", LONDON)).isEqualTo("right");
        assertThat(fault("2026-01-01T00:30:00Z", "2026-01-02T00:00:00Z", LONDON)).isEqualTo("from");
        assertThat(fault("2026-01-01T00:00:00Z", "2026-01-02T00:00:01Z", LONDON)).isEqualTo("to");
        assertThat(fault("2026-01-01T00:00:00Z", "2025-12-31T23:00:00Z", LONDON)).isEqualTo("to");
        assertThat(fault("2016-01-01T00:00:00Z", "2026-01-08T00:00:00Z", LONDON)).isEqualTo("right");
        assertThat(fault("2026-01-01T00:30:00Z", "2026-01-02T00:30:00Z", ZoneId.of("Asia/Kolkata"))).as("half past in London is a whole hour in India").isEqualTo("right");
        assertThat(fault("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", ZoneId.of("Asia/Kathmandu"))).as("nobody need know the store's clock").isEqualTo("right");
        assertThat(fault("2026-01-01T00:30:00Z", "2026-01-02T00:00:00Z", ZoneId.of("Asia/Kathmandu"))).as("a quarter past in Nepal").isEqualTo("from");
        assertThat(fault("2026-01-01T00:00:00.5Z", "2026-01-02T00:00:00Z", LONDON)).isEqualTo("from");
        assertThat(fault("0000-01-01T00:00:00Z", "9999-12-31T23:00:00Z", LONDON)).isEqualTo("right");
    }

    private static String fault(String from, String to, ZoneId zone) {
        return new Window(Instant.parse(from), Instant.parse(to)).fault(zone).map(fault -> fault.field()).orElse("right");
    }
}
