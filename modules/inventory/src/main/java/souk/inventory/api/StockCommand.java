package souk.inventory.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;

/**
 * What can be asked of the stock of one SKU.
 *
 * <p>A reservation or a return belongs to an owner: one durable process (an order) that opens it under its own id, repeats itself
 * until it is answered, and always ends what it opened: {@link Reserve}, then {@link Commit} or {@link Release};
 * {@link Restock}, then {@link Acknowledge}. Each of these carries {@code sentAt}, the time of the owner's last event. After {@code too-late}
 * the owner records an event, which gives it a new time: so whoever only believes to be the owner (a node that was cut off) cannot
 * renew an old command. With that, each may come twice, late, or after days, and has the effect of one: see {@code Stock}.
 *
 * @param <R> the reply
 */
public sealed interface StockCommand<R> extends Command<R> {

    /** How long after it was sent a {@link Reserve} or {@link Restock} may open something. */
    Duration VALID_FOR = Duration.ofSeconds(30);

    /** The most units of a SKU in one order. */
    int MAX_QUANTITY = 999_999;

    /** The most units one reservation or return can be about: all that can lie at one location. */
    int MAX_RESERVED = 999_999_999;

    /** Where the stock of this SKU lives. */
    static Address<StockCommand<?>> at(String sku) {
        return new Address<>("inventory.stock", sku);
    }

    /**
     * Somebody counted: this many units lie at this location, reserved ones included. A count is a fact, so it may be lower than what
     * is reserved there.
     *
     * <p>Refused: {@code stale} (STALE), {@code too-many-locations} (UNPROCESSABLE).
     *
     * @param onHand          0 to 999,999,999
     * @param incoming        units on their way to this location, 0 to 999,999,999; empty: as before
     * @param expectedVersion the stock's version that the counter looked at, if that matters
     */
    record Count(String location, long onHand, Optional<Long> incoming, Optional<Long> expectedVersion) implements StockCommand<StockCounted> {
        public Count {
            if (incoming == null) incoming = Optional.empty();
            if (expectedVersion == null) expectedVersion = Optional.empty();
        }
    }

    /**
     * All that somebody else than the shop has of this SKU lies at one location: so many units, reserved ones included, and nothing at their other locations any more. Only the latest is heeded: one with a
     * number that is not higher than the last one's changes nothing.
     *
     * <p>Refused: {@code too-many-locations} (UNPROCESSABLE).
     *
     * @param owner    a name without a slash
     * @param location what the owner calls it
     * @param onHand   0 to 999,999,999
     * @param number   rises with each that this owner says of this SKU
     */
    record Stow(String owner, String location, long onHand, long number) implements StockCommand<StockCounted> {}

    /**
     * Hold units until {@code expiresAt}, all or none, at one location if one has enough, else over several in the order of their
     * names. The same id again: the same answer.
     *
     * <p>Refused: {@code sold-out} (SOLD_OUT, member {@code skus}), {@code too-late} (GONE: {@code sentAt} is
     * longer than {@link #VALID_FOR} ago, nothing is held), {@code reservation-expired} (GONE: it was held and has lapsed; release it),
     * {@code reservation-ended} (GONE: its owner has ended it).
     *
     * @param sku for the refusal
     * @param of  whose units: only what lies at this one's {@linkplain OwnedShelf shelves}; empty: only the shop's own
     */
    record Reserve(String sku, String reservationId, int quantity, Instant sentAt, Instant expiresAt, Optional<String> of) implements StockCommand<Reservation> {
        public Reserve {
            requireQuantity(quantity);
            if (of == null) of = Optional.empty();
        }

        /** Of the shop's own units. */
        public Reserve(String sku, String reservationId, int quantity, Instant sentAt, Instant expiresAt) {
            this(sku, reservationId, quantity, sentAt, expiresAt, Optional.empty());
        }
    }

    /**
     * The held units are sold and leave the stock. Already committed: accepted, nothing happens.
     *
     * <p>Refused: {@code reservation-expired} (GONE: the units were given back; the owner releases what it holds elsewhere, and
     * restocks what it has already committed elsewhere).
     */
    record Commit(String reservationId, Instant sentAt) implements StockCommand<Done> {}

    /** The owner does not want the units, or never learned whether it holds them. Never refused. Does not give back what was committed: that is {@link Restock}. */
    record Release(String reservationId, Instant sentAt) implements StockCommand<Done> {}

    /**
     * Sold units come back into the stock. The same id again: nothing happens, until its owner {@linkplain Acknowledge acknowledges}.
     *
     * <p>Refused: {@code too-late} (GONE: {@code sentAt} is longer than {@link #VALID_FOR} ago, nothing was done),
     * {@code return-ended} (GONE: its owner has acknowledged it), {@code not-found} (this location, or any, does not exist).
     *
     * @param returnId chosen by the owner; return ids and reservation ids do not meet
     * @param location where they come back to; empty: the first location by name
     * @param of       whose units they are; they come back to a location of this one, which there always is; empty: the shop's own
     */
    record Restock(String returnId, int quantity, Optional<String> location, Instant sentAt, Optional<String> of) implements StockCommand<Done> {
        public Restock {
            requireQuantity(quantity);
            if (location == null) location = Optional.empty();
            if (of == null) of = Optional.empty();
        }

        /** Of the shop's own units. */
        public Restock(String returnId, int quantity, Optional<String> location, Instant sentAt) {
            this(returnId, quantity, location, sentAt, Optional.empty());
        }
    }

    /** The owner has recorded that its {@link Restock} was accepted and will not send it again, so its id may be forgotten. Never refused. */
    record Acknowledge(String returnId, Instant sentAt) implements StockCommand<Done> {}

    /** Reservations whose time is over lapse. Sent by the partition. */
    record Expire() implements StockCommand<Done> {}

    /** How much there is. A SKU that was never counted has none, nowhere. */
    record Look() implements StockCommand<StockLevel> {}

    private static void requireQuantity(int quantity) {
        if (quantity < 1 || quantity > MAX_RESERVED) throw new IllegalArgumentException("A quantity is 1 to " + MAX_RESERVED + ", this is " + quantity);
    }
}
