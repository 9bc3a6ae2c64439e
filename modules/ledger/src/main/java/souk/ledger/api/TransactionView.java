package souk.ledger.api;

import java.time.Instant;
import java.util.List;

/**
 * A transaction that is booked.
 *
 * @param version the number of events so far
 */
public record TransactionView(long version, String kind, List<Leg> legs, Why why, Instant at) {
    public TransactionView {
        legs = List.copyOf(legs);
    }
}
