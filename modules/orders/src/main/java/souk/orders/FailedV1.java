package souk.orders;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.cart.api.CartContents;
import souk.kernel.Rejection;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderStatus;

/**
 * {@link OrderEvent.Failed} as it was stored when SKUs left the stock one after the other.
 *
 * @param committed how many SKUs, in their order, had left the stock
 */
record FailedV1(OrderStatus from, Rejection rejection, Optional<CartContents> newPrices, int committed, Instant at) {
    OrderEvent.Failed today() {
        return new OrderEvent.Failed(from, rejection, newPrices, IntStream.range(0, committed).boxed().toList(), at);
    }
}
