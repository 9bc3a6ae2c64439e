package souk.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderView;

/**
 * A part of an order that was given back, or is being, as it goes out over HTTP.
 *
 * @param amount      the sum of the lines
 * @param restock     whether the units return to the stock
 * @param requestedAt when it was decided
 * @param at          when it was done; not there while it is under way
 */
record RefundBody(String id, String orderId, List<OrderRefund.Line> lines, Money amount, boolean restock, Optional<String> reason, Instant requestedAt, Optional<Instant> at) {

    static List<RefundBody> of(OrderView order) {
        return order.refunds().stream().map(refund -> new RefundBody(refund.id(), order.id(), refund.lines(), refund.amount(), refund.restock(), refund.reason(),
                refund.requestedAt(), refund.at())).toList();
    }
}
