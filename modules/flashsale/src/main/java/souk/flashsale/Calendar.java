package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.CalendarEvent;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Ended;
import souk.kernel.PersistentMap;

/**
 * When a SKU is whose: at any time at most one sale's. A copy of {@code Book} finds the booking, or that it was given free, or comes too late.
 *
 * @param bookings by sale
 * @param freed    sales whose booking could still be on its way
 * @param version  the number of events
 */
record Calendar(PersistentMap<String, Booking> bookings, Ended freed, long version) {
    /** From the first instant to the one after the last. */
    record Booking(Instant from, Instant to) {
        private boolean overlaps(Instant otherFrom, Instant otherTo) {
            return from.isBefore(otherTo) && otherFrom.isBefore(to);
        }
    }

    /** So many sales of one SKU can be booked ahead: few enough to look at each. */
    static final int MOST = 500;
    static final Duration REMEMBERED = CalendarCommand.VALID_FOR.plusSeconds(15);

    static final Calendar EMPTY = new Calendar(PersistentMap.empty(), Ended.NONE, 0);

    static final Blueprint<Calendar, CalendarEvent> BLUEPRINT = Blueprint.of(CalendarCommand.TYPE, EMPTY, CalendarCommand.class, CalendarEvent.class)
            .decide("book", CalendarCommand.Book.class, Done.class, Calendar::book)
            .decide("free", CalendarCommand.Free.class, Done.class, Calendar::free)
            .apply(CalendarEvent.Booked.class, "flashsale.time-booked", Calendar::booked)
            .apply(CalendarEvent.Freed.class, "flashsale.time-freed", Calendar::freed)
            .build();

    Calendar {
        if (bookings == null) bookings = PersistentMap.empty();
        if (freed == null) freed = Ended.NONE;
    }

    private Decision<Calendar, CalendarEvent, Done> book(CalendarCommand.Book book, Instant now) {
        if (bookings.containsKey(book.saleId())) return accept(calendar -> Done.DONE);
        if (freed.has(book.saleId())) return reject(GONE, "booking-ended", "This sale has given its time free.");
        if (now.isAfter(book.sentAt().plus(CalendarCommand.VALID_FOR))) return reject(GONE, "too-late", "This booking came too late and nothing was done.");
        for (Map.Entry<String, Booking> other : bookings.entrySet()) {
            var time = other.getValue();
            if (time.overlaps(book.from(), book.to())) return reject(CONFLICT, "sale-overlap", "From " + time.from() + " to " + time.to() + " this SKU is in the sale " + other.getKey() + ": take another time, or call that one off.");
        }
        if (bookings.size() >= MOST) return reject(CONFLICT, "too-many-sales", "A SKU can have " + MOST + " sales that are not over, and this one does.");
        return accept(calendar -> Done.DONE, new CalendarEvent.Booked(book.saleId(), book.from(), book.to()));
    }

    private Decision<Calendar, CalendarEvent, Done> free(CalendarCommand.Free free, Instant now) {
        var until = free.sentAt().plus(REMEMBERED);
        if (!bookings.containsKey(free.saleId()) && (freed.has(free.saleId()) || now.isAfter(until))) return accept(calendar -> Done.DONE);
        return accept(calendar -> Done.DONE, new CalendarEvent.Freed(free.saleId(), now, until));
    }

    private Calendar booked(CalendarEvent.Booked event) {
        return new Calendar(bookings.with(event.saleId(), new Booking(event.from(), event.to())), freed, version + 1);
    }

    private Calendar freed(CalendarEvent.Freed event) {
        return new Calendar(bookings.without(event.saleId()), freed.with(event.saleId(), event.at(), event.until()), version + 1);
    }
}
