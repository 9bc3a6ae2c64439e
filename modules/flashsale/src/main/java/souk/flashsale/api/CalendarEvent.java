package souk.flashsale.api;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Rejection;

/** What happens to the calendar of one SKU. */
public sealed interface CalendarEvent extends Event {
    /** From then to then the SKU is this sale's. */
    record Booked(String saleId, Instant from, Instant to) implements CalendarEvent {}

    /** The sale has this time now, and its old one no longer. */
    record Moved(String saleId, Instant from, Instant to, int revision) implements CalendarEvent {}

    /** Another sale has some of the time that this one wanted: it keeps its own. */
    record MoveRefused(String saleId, int revision, Rejection rejection) implements CalendarEvent {}

    /**
     * The sale needs its time no longer.
     *
     * @param at    when
     * @param until how long that is remembered
     */
    record Freed(String saleId, Instant at, Instant until) implements CalendarEvent {}
}
