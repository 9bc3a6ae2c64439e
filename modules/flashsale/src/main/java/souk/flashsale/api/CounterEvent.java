package souk.flashsale.api;

import java.time.Instant;
import java.util.List;
import souk.kernel.Event;

/** What happens to one counter of a sale. A {@code claim} is the {@linkplain ClaimId#own() own part} of a claim's id: the counter's id and a dot come before it. */
public sealed interface CounterEvent extends Event {

    /** @param units how many of the sale's units are this counter's */
    record Opened(String counterId, SaleTerms terms, int units) implements CounterEvent {}

    /** Units are a customer's to buy, until {@code expiresAt}. */
    record Claimed(String claim, String customer, int quantity, Instant expiresAt) implements CounterEvent {}

    /** The customer gave them back. */
    record Released(String claim, Instant at) implements CounterEvent {}

    /** An order has them, until {@code until}. */
    record Attached(String claim, String orderId, Instant until) implements CounterEvent {}

    /** The order is paid. */
    record Sold(String claim, String orderId) implements CounterEvent {}

    /**
     * The order came to nothing.
     *
     * @param until how long it is remembered that this order has let go of the claim
     */
    record Detached(String claim, String orderId, Instant at, Instant until) implements CounterEvent {}

    /**
     * Time is over.
     *
     * @param lapsed    claims whose units can be had by others again
     * @param forgotten claims that ended long ago
     */
    record Lapsed(List<String> lapsed, List<String> forgotten, Instant at) implements CounterEvent {
        public Lapsed {
            lapsed = List.copyOf(lapsed);
            forgotten = List.copyOf(forgotten);
        }
    }

    /** Units went to another counter. */
    record Gave(String transferId, int units) implements CounterEvent {}

    /** Units came from another counter. */
    record Took(String transferId, int units) implements CounterEvent {}

    /**
     * A transfer has come to nothing.
     *
     * @param units what a copy of it had been given, and stays here
     * @param until how long that is remembered
     */
    record GiveWithdrawn(String transferId, int units, Instant at, Instant until) implements CounterEvent {}

    /**
     * A transfer says no more.
     *
     * @param until how long that is remembered
     */
    record MoveAcknowledged(String transferId, Instant at, Instant until) implements CounterEvent {}

    /**
     * The sale took back what nobody holds, and nothing can be claimed any more.
     *
     * @param released claims that were taken back with it
     * @param units    what went back, those of {@code released} among them
     */
    record Collected(int round, List<String> released, int units, boolean releaseAll, Instant at) implements CounterEvent {
        public Collected {
            released = List.copyOf(released);
        }
    }
}
