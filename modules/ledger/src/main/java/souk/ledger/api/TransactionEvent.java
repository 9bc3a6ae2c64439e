package souk.ledger.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;

/** What happens to one transaction. */
public sealed interface TransactionEvent extends Event {
    /**
     * It is booked, all of it at once. Nothing follows.
     *
     * @param legs for each currency as much on one side as on the other
     */
    record Posted(String kind, List<Leg> legs, Why why, Instant at) implements TransactionEvent {
        public Posted {
            legs = List.copyOf(legs);
        }
    }

    /** What is left of an order is to be booked as given back; the order is asked how much that is. */
    record RestAsked(Why why, Instant at) implements TransactionEvent {}

    /** There was nothing left to book. Nothing follows. */
    record NothingLeft(Instant at) implements TransactionEvent {}
}
