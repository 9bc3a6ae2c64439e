package souk.orders.fraud;

import java.time.Duration;
import java.time.Instant;
import souk.kernel.Event;

/** What happens to a counter of the rules against fraud. */
public sealed interface VelocityEvent extends Event {
    /**
     * An order has come by.
     *
     * @param amount in the minor units of the rule's currency
     * @param window what came before that is forgotten
     */
    record OrderCounted(String orderId, long amount, Duration window, Instant at) implements VelocityEvent {}
}
