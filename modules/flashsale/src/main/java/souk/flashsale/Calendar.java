package souk.flashsale;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.GONE;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import souk.flashsale.api.CalendarCommand;
import souk.flashsale.api.CalendarEvent;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Ended;
import souk.kernel.PersistentMap;
import souk.kernel.Rejection;

/**
 * When a SKU is whose: at any time at most one sale's. A copy of {@code Book} finds the booking, or that it was given free, or comes too late; each {@code Move} of a sale is decided once.
 *
 * @param bookings by sale
 * @param freed    sales whose booking could still be on its way
 * @param version  the number of events
 */
record Calendar(PersistentMap<String, Booking> bookings, Ended freed, long version) {
    /**
     * From the first instant to the one after the last.
     *
     * @param revision the sale's last wish to have another time; 0 before the first
     * @param refusal  why it was not granted
     */
    record Booking(Instant from, Instant to, int revision, Optional<Rejection> refusal) {
        Booking {
            if (refusal == null) refusal = Optional.empty();
        }

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
            .decide("move", CalendarCommand.Move.class, CalendarCommand.Moved.class, Calendar::move)
            .decide("free", CalendarCommand.Free.class, Done.class, Calendar::free)
            .apply(CalendarEvent.Booked.class, "flashsale.time-booked", Calendar::booked)
            .apply(CalendarEvent.Moved.class, "flashsale.time-moved", Calendar::moved)
            .apply(CalendarEvent.MoveRefused.class, "flashsale.move-refused", Calendar::moveRefused)
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
        var overlap = overlap(book.saleId(), book.from(), book.to());
        if (overlap.isPresent()) return reject(overlap.get());
        if (bookings.size() >= MOST) return reject(CONFLICT, "too-many-sales", "A SKU can have " + MOST + " sales that are not over, and this one does.");
        return accept(calendar -> Done.DONE, new CalendarEvent.Booked(book.saleId(), book.from(), book.to()));
    }

    /** Both answers are events, so that a copy finds what was decided, whoever has come and gone meanwhile. */
    private Decision<Calendar, CalendarEvent, CalendarCommand.Moved> move(CalendarCommand.Move move, Instant now) {
        var own = bookings.get(move.saleId());
        if (own == null) return reject(GONE, "booking-ended", "This sale has given its time free.");
        if (move.revision() < own.revision()) return reject(GONE, "too-late", "This sale has been changed again since.");
        if (move.revision() == own.revision()) return accept(calendar -> calendar.told(move.saleId()));
        return accept(calendar -> calendar.told(move.saleId()), overlap(move.saleId(), move.from(), move.to()).<CalendarEvent>map(why -> new CalendarEvent.MoveRefused(move.saleId(), move.revision(), why))
                .orElseGet(() -> new CalendarEvent.Moved(move.saleId(), move.from(), move.to(), move.revision())));
    }

    private CalendarCommand.Moved told(String saleId) {
        return new CalendarCommand.Moved(bookings.get(saleId).refusal());
    }

    /** The refusal, if another sale has some of this time. */
    private Optional<Rejection> overlap(String saleId, Instant from, Instant to) {
        for (Map.Entry<String, Booking> other : bookings.entrySet()) {
            var time = other.getValue();
            if (!other.getKey().equals(saleId) && time.overlaps(from, to)) {
                return Optional.of(new Rejection(CONFLICT, "sale-overlap", "From " + time.from() + " to " + time.to() + " this SKU is in the sale " + other.getKey() + ": take another time, or call that one off."));
            }
        }
        return Optional.empty();
    }

    private Decision<Calendar, CalendarEvent, Done> free(CalendarCommand.Free free, Instant now) {
        var until = free.sentAt().plus(REMEMBERED);
        if (!bookings.containsKey(free.saleId()) && (freed.has(free.saleId()) || now.isAfter(until))) return accept(calendar -> Done.DONE);
        return accept(calendar -> Done.DONE, new CalendarEvent.Freed(free.saleId(), now, until));
    }

    private Calendar booked(CalendarEvent.Booked event) {
        return new Calendar(bookings.with(event.saleId(), new Booking(event.from(), event.to(), 0, Optional.empty())), freed, version + 1);
    }

    private Calendar moved(CalendarEvent.Moved event) {
        return new Calendar(bookings.with(event.saleId(), new Booking(event.from(), event.to(), event.revision(), Optional.empty())), freed, version + 1);
    }

    private Calendar moveRefused(CalendarEvent.MoveRefused event) {
        var own = bookings.get(event.saleId());
        return new Calendar(bookings.with(event.saleId(), new Booking(own.from(), own.to(), event.revision(), Optional.of(event.rejection()))), freed, version + 1);
    }

    private Calendar freed(CalendarEvent.Freed event) {
        return new Calendar(bookings.without(event.saleId()), freed.with(event.saleId(), event.at(), event.until()), version + 1);
    }
}
