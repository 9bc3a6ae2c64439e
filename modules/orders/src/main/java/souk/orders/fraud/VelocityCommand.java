package souk.orders.fraud;

import java.time.Duration;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Money;

/**
 * What can be asked of the counter of one rule and of one account, address or the like.
 *
 * @param <R> the reply
 */
public sealed interface VelocityCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "orders.velocity";

    /** Where the counter of this id lives. */
    static Address<VelocityCommand<?>> at(String counter) {
        return new Address<>(TYPE, counter);
    }

    /**
     * An order wants to come by. It is counted if fewer than {@code most} orders, and with it not more than {@code mostAmount}, have come by in the window that ends now; else it is not
     * counted, and over. The same order again, while it is in the window: it has come by.
     *
     * @param mostAmount an order in another currency is counted with nothing
     */
    record Count(String orderId, Money amount, Duration window, int most, Optional<Money> mostAmount) implements VelocityCommand<Counted> {
        public Count {
            if (mostAmount == null) mostAmount = Optional.empty();
        }
    }

    /** @param over whether the rule fires */
    record Counted(boolean over) {}
}
