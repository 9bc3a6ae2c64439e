package souk.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderTotals;
import souk.orders.api.OrderView;
import souk.orders.api.ShippingAddress;
import souk.orders.api.VendorPart;
import souk.platform.privacy.Persons;

/**
 * An order as it goes out over HTTP.
 *
 * @param status  {@code confirmed}, {@code cancelling}, {@code cancelled}; before that {@code processing} or {@code payment-pending}, or
 *                in the end {@code rejected}
 * @param email   absent once the buyer was erased, and so is the address
 * @param refunds  the parts that were given back, or are being; not in lists
 * @param refunded what was given back; of a cancelled order all
 * @param refusal of a rejected one: the code of what came in its way
 */
record OrderBody(String id, Optional<String> number, String status, Optional<String> email, Optional<ShippingAddress> shippingAddress, List<Line> lines, Optional<OrderTotals> totals,
        Optional<Instant> placedAt, Optional<Instant> cancelledAt, Optional<List<RefundBody>> refunds, Optional<Money> refunded, Optional<String> refusal) {

    /**
     * A line as its buyer sees it: what the shop keeps of a vendor's is not the buyer's affair.
     *
     * @param vendorId whose units they are; not there: the shop's own
     * @param freight  of all units of a vendor's line
     */
    record Line(String sku, String name, int quantity, Money unitPrice, Money total, Optional<String> claimId, Optional<String> vendorId, Optional<Money> freight) {
        private static Line of(OrderLine line) {
            return new Line(line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total(), line.claimId(), line.vendor().map(VendorPart::vendorId), line.vendor().map(VendorPart::freight));
        }

        private static List<Line> all(List<OrderLine> lines) {
            return lines.stream().map(Line::of).toList();
        }
    }

    static OrderBody of(OrderView order, Persons persons) {
        return new OrderBody(order.id(), order.number(), order.status().forShoppers(), persons.open(order.email(), String.class),
                persons.open(order.shippingAddress(), ShippingAddress.class), Line.all(order.lines()), order.totals(),
                order.placedAt(), order.cancelledAt(), Optional.of(RefundBody.of(order)), order.refunded(), order.refusal());
    }

    /** The same as in a list. */
    OrderBody listed() {
        return new OrderBody(id, number, status, email, Optional.empty(), lines, totals, placedAt, cancelledAt, Optional.empty(), refunded, refusal);
    }

    /** In a list an order has no address, and says only how much was given back. */
    static OrderBody of(OrderList.Entry order, Persons persons) {
        return new OrderBody(order.id(), Optional.of(order.number()), order.status().forShoppers(), persons.open(order.email(), String.class), Optional.empty(), Line.all(order.lines()), Optional.of(order.totals()),
                Optional.of(order.placedAt()), order.cancelledAt(), Optional.empty(), Optional.of(order.refunded()), Optional.empty());
    }
}
