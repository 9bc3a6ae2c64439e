package souk.ledger.api;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of one transaction. Its id follows from its cause, {@code <kind>.<what it is about>[.<which of those>]}: so what is booked
 * again reaches the same transaction, and all transactions about one thing stand in one log, in their order.
 *
 * @param <R> the reply
 */
public sealed interface TransactionCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "ledger.transaction";

    /** Where this transaction lives. */
    static Address<TransactionCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /**
     * Book it. The same legs again, or of the same event what another version of its rule has booked: done already. Refused, for good: {@code unbalanced}, {@code no-legs}, {@code bad-leg} (an amount below one minor
     * unit), {@code unknown-account} (UNPROCESSABLE); {@code posted-otherwise} (CONFLICT) when it was booked with other legs before.
     *
     * @param kind {@code sale}, {@code refund} ...
     */
    record Post(String kind, List<Leg> legs, Why why) implements TransactionCommand<Done> {
        public Post {
            legs = List.copyOf(legs);
        }
    }

    /** Book that what is left of an order was given back; how much that is, the order is asked. Again: done already. Refused: {@code posted-otherwise}. */
    record PostRest(Why why) implements TransactionCommand<Done> {}

    /**
     * What the order has answered.
     *
     * @param legs what giving back all that was left of it comes to, if it could tell; none when nothing was left
     */
    record RestTold(Optional<Rejection> refusal, List<Leg> legs) implements TransactionCommand<Done> {
        public RestTold {
            legs = List.copyOf(legs);
        }
    }

    /** The transaction. Refused: {@code not-found}, also when nothing had to be booked. */
    record Look() implements TransactionCommand<TransactionView> {}
}
