package souk.vendors.orders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Money;
import souk.orders.api.ShippingAddress;
import souk.vendors.api.VendorOrderCommand;
import souk.vendors.api.VendorOrderView;
import souk.vendors.api.VendorOrderView.Status;

/**
 * A vendor order as its vendor sees it.
 *
 * @param number          of the order, for people
 * @param lines           what is left of them
 * @param shippingAddress where it goes, while it is still to arrive; not in lists, and not once the buyer was erased
 */
record VendorOrderBody(String id, String orderId, String number, Status status, Instant placedAt, Optional<Instant> shippedAt, Optional<String> carrier, Optional<String> trackingNumber, Optional<Instant> deliveredAt,
        List<VendorLine> lines, Optional<ShippingAddress> shippingAddress) {

    /**
     * @param lineId     its place in the order
     * @param total      without freight
     * @param freight    of all its units
     * @param commission what the shop keeps of it
     * @param net        what is the vendor's: total and freight without the commission
     */
    record VendorLine(String lineId, String sku, int quantity, Money unitPrice, Money total, Money freight, Money commission, Money net) {
        static List<VendorLine> all(List<VendorOrderCommand.Line> lines) {
            return lines.stream().map(line -> new VendorLine(line.lineId(), line.sku(), line.quantity(), line.unitPrice(), line.total(), line.freight(), line.commission(), line.net())).toList();
        }
    }

    static VendorOrderBody of(VendorOrderView order, Optional<ShippingAddress> to) {
        return new VendorOrderBody(order.id(), order.orderId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.carrier(), order.trackingNumber(), order.deliveredAt(), VendorLine.all(order.lines()), to);
    }

    static VendorOrderBody of(VendorOrderList.Entry order) {
        return new VendorOrderBody(order.id(), order.orderId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.carrier(), order.trackingNumber(), order.deliveredAt(), VendorLine.all(order.lines()),
                Optional.empty());
    }
}
