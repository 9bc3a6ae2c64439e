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
record RefundBody(String id, String orderId, List<Units> lines, Money amount, boolean restock, Optional<String> reason, Instant requestedAt, Optional<Instant> at) {

    /**
     * Some units, as the buyer sees it: what the shop kept of a vendor's is not the buyer's affair.
     *
     * @param vendorId whose units they are; not there: the shop's own
     * @param freight  what of the amount is freight of a vendor's units
     */
    record Units(String sku, int quantity, Money amount, Optional<String> vendorId, Optional<Money> freight) {
        private static Units of(OrderRefund.Line line) {
            return new Units(line.sku(), line.quantity(), line.amount(), line.vendorId(), line.freight());
        }
    }

    static List<RefundBody> of(OrderView order) {
        return order.refunds().stream().map(refund -> new RefundBody(refund.id(), order.id(), refund.lines().stream().map(Units::of).toList(), refund.amount(), refund.restock(), refund.reason(),
                refund.requestedAt(), refund.at())).toList();
    }
}
