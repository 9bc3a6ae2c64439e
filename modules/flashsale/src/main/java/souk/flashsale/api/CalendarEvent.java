package souk.flashsale.api;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to the calendar of one SKU. */
public sealed interface CalendarEvent extends Event {
    /** From then to then the SKU is this sale's. */
    record Booked(String saleId, Instant from, Instant to) implements CalendarEvent {}

    /**
     * The sale needs its time no longer.
     *
     * @param at    when
     * @param until how long that is remembered
     */
    record Freed(String saleId, Instant at, Instant until) implements CalendarEvent {}
}
