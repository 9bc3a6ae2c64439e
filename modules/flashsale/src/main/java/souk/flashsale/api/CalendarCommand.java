package souk.flashsale.api;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

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

    /** The sale needs its time no longer. Never refused. */
    record Free(String saleId, Instant sentAt) implements CalendarCommand<Done> {}
}
