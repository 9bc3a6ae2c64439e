package souk.vendors.api;

import java.util.Currency;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Money;

/**
 * What can be asked of one vendor's offer of one SKU. How many units there still are knows the stock; the offer says how many the vendor has counted.
 *
 * @param <R> the reply
 */
public sealed interface OfferCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.offer";

    static Address<OfferCommand<?>> at(String vendorId, String sku) {
        return at(id(vendorId, sku));
    }

    static Address<OfferCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /** Its id. A vendor's has no colon, so it tells both apart. */
    static String id(String vendorId, String sku) {
        return vendorId + ":" + sku;
    }

    /**
     * The vendor sells it like this from now on, and has counted so many units; each time it is a count anew, so it is written down also if it says what is known. The same request again changes nothing.
     *
     * <p>Refused: {@code stale} (STALE), {@code currency-mismatch} (CONFLICT) unless price and freight are in the currency in which the shop sells it.
     *
     * @param price    of one unit
     * @param freight  of one unit
     * @param location what the vendor calls it
     * @param sold     the currency in which the shop sells it
     * @param request  names this very request
     * @param by       the principal who asks
     */
    record Put(String vendorId, String sku, Money price, Money freight, String location, long onHand, Currency sold, String request, Optional<Long> expectedVersion, String by) implements OfferCommand<Stored> {}

    /** The vendor does not sell it any more; withdrawn already: as it is. Refused: {@code not-found} when it never was offered, {@code stale} (STALE). */
    record Withdraw(Optional<Long> expectedVersion, String by) implements OfferCommand<OfferView> {}

    /** The offer as it is. Refused: {@code not-found}, also when it was withdrawn. */
    record Look() implements OfferCommand<OfferView> {}

    /** The same for staff: also one that was withdrawn. */
    record Inspect() implements OfferCommand<OfferView> {}

    /** @param created whether nothing was offered before */
    record Stored(OfferView offer, boolean created) {}
}
