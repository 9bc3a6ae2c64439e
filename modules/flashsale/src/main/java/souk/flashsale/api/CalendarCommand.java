package souk.flashsale.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of the calendar of one SKU: at any time at most one sale has it. {@code sentAt} is the time of the sale's last event.
 *
 * @param <R> the reply
 */
public sealed interface CalendarCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "flashsale.calendar";

    /** How long after it was sent a {@link Book} may book something. */
    Duration VALID_FOR = Duration.ofSeconds(30);

    /** Where a SKU's calendar lives. */
    static Address<CalendarCommand<?>> at(String sku) {
        return new Address<>(TYPE, sku);
    }

    /**
     * This time shall be the sale's. Its own already: nothing happens.
     *
     * <p>Refused: {@code sale-overlap}, {@code too-many-sales} (CONFLICT), {@code too-late} (GONE), {@code booking-ended} (GONE: the sale has given it free).
     */
    record Book(String saleId, Instant from, Instant to, Instant sentAt) implements CalendarCommand<Done> {}

    /**
     * The sale shall have this time instead of its own, or keeps it if another one has some of the new one. Decided once for each revision: the same again is answered alike, and changes
     * nothing when it comes after a later one.
     *
     * <p>Refused: {@code booking-ended} (GONE: the sale has no time), {@code too-late} (GONE: there was a later one).
     *
     * @param revision grows with each change of the sale, from 1
     */
    record Move(String saleId, Instant from, Instant to, int revision) implements CalendarCommand<Moved> {}

    /** @param refusal {@code sale-overlap} (CONFLICT) if another sale has some of the time; empty: it is the sale's */
    record Moved(Optional<Rejection> refusal) {
        public Moved {
            if (refusal == null) refusal = Optional.empty();
        }
    }

    /** The sale needs its time no longer. Never refused. */
    record Free(String saleId, Instant sentAt) implements CalendarCommand<Done> {}
}
