package souk.orders.takeover;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Personal;
import souk.orders.api.ShippingAddress;

/** What happens to an account's takeovers. */
public sealed interface TakeoversEvent extends Event {
    /** The account wants an order. @see TakeoversCommand.Take */
    record TakeoverAsked(String accountId, String orderId, String mailbox, String guest, Personal<String> email, Personal<ShippingAddress> shippingAddress, Instant at) implements TakeoversEvent {}

    /** The order has answered. @param taken whether it is the account's */
    record TakeoverEnded(String orderId, boolean taken, Instant at) implements TakeoversEvent {}

    /** There come no more. */
    record TakeoversClosed(Instant at) implements TakeoversEvent {}
}
