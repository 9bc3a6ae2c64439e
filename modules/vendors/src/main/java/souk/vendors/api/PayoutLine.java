package souk.vendors.api;

import souk.kernel.Money;

/**
 * What a payout pays for a line of a vendor order.
 *
 * @param net below zero where money went back that an earlier payout had paid
 */
public record PayoutLine(String vendorOrderId, String lineId, String sku, Money net) {
    /** The order that it is of. */
    public String orderId() {
        return vendorOrderId.substring(0, vendorOrderId.indexOf('.'));
    }
}
