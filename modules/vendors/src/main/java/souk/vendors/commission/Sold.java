package souk.vendors.commission;

import java.util.Optional;
import souk.kernel.Money;

/**
 * A line of an order, as commission sees it.
 *
 * @param category the path of the product's, or empty
 * @param tier     of the vendor, if it has one
 * @param total    without freight, of which the shop keeps nothing
 */
public record Sold(String vendorId, String category, Optional<String> tier, Money total) {}
