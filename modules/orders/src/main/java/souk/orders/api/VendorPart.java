package souk.orders.api;

import java.util.Optional;
import souk.kernel.Money;

/**
 * Of a line whose units are a vendor's: what was agreed when it was placed, commission as it was corrected since.
 *
 * @param freight    of all units of the line; it is the vendor's, whole
 * @param commission what the shop keeps; empty before it is placed, and where no rule covers the line
 */
public record VendorPart(String vendorId, Money freight, Optional<Commission> commission) {
    public VendorPart {
        if (commission == null) commission = Optional.empty();
    }
}
