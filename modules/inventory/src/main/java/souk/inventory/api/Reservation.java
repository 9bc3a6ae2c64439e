package souk.inventory.api;

import java.time.Instant;
import java.util.List;

/** What is held for an owner, where, and until when. */
public record Reservation(String reservationId, List<StockEvent.Pick> picks, Instant expiresAt) {
    public Reservation {
        picks = List.copyOf(picks);
    }
}
