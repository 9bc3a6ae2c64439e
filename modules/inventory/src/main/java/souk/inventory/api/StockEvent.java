package souk.inventory.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;

/** What happens to the stock of one SKU. */
public sealed interface StockEvent extends Event {

    /** A location was counted: all that lies there, reserved or not, and what is on its way there. */
    record Counted(String location, long onHand, long incoming) implements StockEvent {}

    /**
     * All units that somebody else than the shop has lie at this location, and none at others.
     *
     * @param owner    whose they are
     * @param location by its {@linkplain OwnedShelf full name}
     * @param number   of what the owner has said
     */
    record Stowed(String owner, String location, long onHand, long number) implements StockEvent {}

    /** Units are held for an owner. */
    record Reserved(String reservationId, List<Pick> picks, Instant expiresAt) implements StockEvent {
        public Reserved {
            picks = List.copyOf(picks);
        }
    }

    /**
     * Held units were sold and left the stock.
     *
     * @param at    when
     * @param until how long the id is remembered as ended
     */
    record Committed(String reservationId, List<Pick> picks, Instant at, Instant until) implements StockEvent {
        public Committed {
            picks = List.copyOf(picks);
        }
    }

    /**
     * The owner gave up its reservation.
     *
     * @param picks what it still held and is available again; none if it had lapsed or never reached this stock
     * @param at    when
     * @param until how long the id is remembered as ended
     */
    record Released(String reservationId, List<Pick> picks, Instant at, Instant until) implements StockEvent {
        public Released {
            picks = List.copyOf(picks);
        }
    }

    /** The time of these reservations was over: their units are available again. */
    record Lapsed(List<LapsedHold> holds) implements StockEvent {
        public Lapsed {
            holds = List.copyOf(holds);
        }
    }

    /** Sold units came back. */
    record Restocked(String returnId, String location, int quantity) implements StockEvent {}

    /**
     * The owner of a return knows that it is done.
     *
     * @param at    when
     * @param until how long the id is remembered as ended
     */
    record Acknowledged(String returnId, Instant at, Instant until) implements StockEvent {}

    /** Units at one location. */
    record Pick(String location, int quantity) {}

    /** A reservation that lapsed, and what it had held. */
    record LapsedHold(String reservationId, List<Pick> picks) {
        public LapsedHold {
            picks = List.copyOf(picks);
        }
    }
}
