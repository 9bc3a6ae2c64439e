package souk.vendors.api;

import java.time.Instant;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to one vendor's offer of one SKU. {@code by}: the principal who said so. */
public sealed interface OfferEvent extends Event {
    Instant at();

    /**
     * It is sold like this from now on.
     *
     * @param price   of one unit
     * @param freight of one unit
     * @param onHand  what the vendor has counted
     * @param request that said so
     */
    record Offered(String vendorId, String sku, Money price, Money freight, String location, long onHand, String request, String by, Instant at) implements OfferEvent {}

    /** It is not sold any more. */
    record Withdrawn(String by, Instant at) implements OfferEvent {}
}
