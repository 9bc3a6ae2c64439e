package souk.vendors.api;

import java.time.Instant;
import souk.kernel.Money;

/**
 * A vendor's offer of a SKU.
 *
 * @param version the number of events so far
 * @param offered whether it is sold; one that was withdrawn is as it was last
 * @param price   of one unit
 * @param freight of one unit
 * @param onHand  what the vendor had counted, at {@code at}
 * @param at      when the vendor said so
 */
public record OfferView(String vendorId, String sku, long version, boolean offered, Money price, Money freight, String location, long onHand, Instant at) {}
