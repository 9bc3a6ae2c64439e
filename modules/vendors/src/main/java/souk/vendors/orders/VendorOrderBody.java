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
 * @param lines           what is left of them; of a cancelled one all, as they were agreed
 * @param shippingAddress where it goes, while it is still to arrive; not in lists, and not once the buyer was erased
 */
record VendorOrderBody(String id, String orderId, String number, Status status, Instant placedAt, Optional<Instant> shippedAt, Optional<String> carrier, Optional<String> trackingNumber, Optional<Instant> deliveredAt,
        List<VendorLine> lines, Optional<ShippingAddress> shippingAddress) {

    /**
     * @param lineId     its place in the order
     * @param total      without freight
     * @param freight    of all its units
     * @param commission what the shop keeps of it
     * @param net        what is the vendor's: total and freight without the commission; of a cancelled one what would have been
     * @param status     how far it got
     */
    record VendorLine(String lineId, String sku, int quantity, Money unitPrice, Money total, Money freight, Money commission, Money net, Status status) {
        static List<VendorLine> all(VendorOrderView order) {
            return all(order.status(), order.lines(), order.agreed());
        }

        static List<VendorLine> all(VendorOrderList.Entry order) {
            return all(order.status(), order.lines(), order.agreed());
        }

        private static List<VendorLine> all(Status status, List<VendorOrderCommand.Line> left, List<VendorOrderCommand.Line> agreed) {
            return (status == Status.CANCELLED ? agreed : left).stream()
                    .map(line -> new VendorLine(line.lineId(), line.sku(), line.quantity(), line.unitPrice(), line.total(), line.freight(), line.commission(), line.net(), status)).toList();
        }
    }

    static VendorOrderBody of(VendorOrderView order, Optional<ShippingAddress> to) {
        return new VendorOrderBody(order.id(), order.orderId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.carrier(), order.trackingNumber(), order.deliveredAt(), VendorLine.all(order), to);
    }

    static VendorOrderBody of(VendorOrderList.Entry order) {
        return new VendorOrderBody(order.id(), order.orderId(), order.number(), order.status(), order.placedAt(), order.shippedAt(), order.carrier(), order.trackingNumber(), order.deliveredAt(), VendorLine.all(order),
                Optional.empty());
    }
}
