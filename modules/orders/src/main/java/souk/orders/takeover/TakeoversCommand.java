package souk.orders.takeover;

import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.orders.api.ShippingAddress;

/**
 * What can be asked of an account's takeovers of guests' orders.
 *
 * @param <R> the reply
 */
public sealed interface TakeoversCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "orders.takeovers";

    /** So many orders of guests an account can ask for. */
    int MOST = 1_000;

    /** Those of this account. */
    static Address<TakeoversCommand<?>> at(String accountId) {
        return new Address<>(TYPE, accountId);
    }

    /**
     * Have the account take this order over; the same again while it is under way: nothing more. Who asks waits for the end of it; whose the order is then, the order says.
     *
     * <p>Refused: {@code erased} (GONE) once the account is being erased, {@code too-many-guest-orders} (UNPROCESSABLE) beyond {@link #MOST}.
     *
     * @param accountId the aggregate's own id
     * @param mailbox   by which the order was found
     * @param guest     with whose key the order's address is locked until now
     * @param email     locked with the account's key, as is the address
     */
    record Take(String accountId, String orderId, String mailbox, String guest, Personal<String> email, Personal<ShippingAddress> shippingAddress) implements TakeoversCommand<Standing> {}

    /** The account is being erased: from now on nothing is taken over any more. Again: the same answer. */
    record Close() implements TakeoversCommand<Guests> {}

    /** The order was asked; sent by the partition. Never refused: one that no longer fits does nothing. @param number of the asking */
    record Answered(String orderId, long number, Optional<Rejection> refusal) implements TakeoversCommand<Done> {}

    /** @param underWay the orders of which it is not known yet */
    record Standing(List<String> underWay) {
        public Standing {
            underWay = List.copyOf(underWay);
        }
    }

    /** @param guests with whose keys the addresses of these orders were locked before */
    record Guests(List<String> guests) {
        public Guests {
            guests = List.copyOf(guests);
        }
    }
}
