package souk.vendors.payouts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.List;

/**
 * Runs of payouts that begin by themselves, one a day and currency. A day's run has an id that follows from the date, so it is one run whoever begins it and however often.
 *
 * @param at   when, by the clocks of the zone, as {@code 06:00}; where they skip that time, when they go on
 * @param zone as {@code Europe/London}
 */
public record PayoutSchedule(String at, String zone, List<Currency> currencies) {
    public PayoutSchedule {
        currencies = List.copyOf(currencies);
    }

    /** The id of a day's run. */
    static String runId(String date, Currency currency) {
        return "daily-" + date + "-" + currency.getCurrencyCode();
    }

    /** The first time after this one. */
    Instant after(Instant time) {
        var day = LocalDate.ofInstant(time, ZoneId.of(zone));
        return time(day).isAfter(time) ? time(day) : time(day.plusDays(1));
    }

    /** The day whose time came last. */
    LocalDate day(Instant now) {
        var day = LocalDate.ofInstant(now, ZoneId.of(zone));
        return time(day).isAfter(now) ? day.minusDays(1) : day;
    }

    private Instant time(LocalDate day) {
        return ZonedDateTime.of(day, LocalTime.parse(at), ZoneId.of(zone)).toInstant();
    }
}
