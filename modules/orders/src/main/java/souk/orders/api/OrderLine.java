package souk.orders.api;

import java.util.Optional;
import souk.kernel.Money;

/**
 * What was bought, as it stood in the cart.
 *
 * @param total   the unit price times the quantity
 * @param claimId the claim of a flash sale that it was, if it was one
 * @param vendor  whose units they were; empty: the shop's own
 */
public record OrderLine(String sku, String name, int quantity, Money unitPrice, Money total, Optional<String> claimId, Optional<VendorPart> vendor) {
    /** A line of the shop's own units. */
    public OrderLine(String sku, String name, int quantity, Money unitPrice, Money total, Optional<String> claimId) {
        this(sku, name, quantity, unitPrice, total, claimId, Optional.empty());
    }

    /** A line of the shop's own units that was no claim. */
    public OrderLine(String sku, String name, int quantity, Money unitPrice, Money total) {
        this(sku, name, quantity, unitPrice, total, Optional.empty());
    }

    public OrderLine {
        if (claimId == null) claimId = Optional.empty();
        if (vendor == null) vendor = Optional.empty();
    }

    /** The same line of a vendor, of which the shop keeps this. */
    public OrderLine bearing(Optional<Commission> commission) {
        return new OrderLine(sku, name, quantity, unitPrice, total, claimId, vendor.map(part -> new VendorPart(part.vendorId(), part.freight(), commission)));
    }
}
