package souk.vendors.offers;

import java.util.Optional;
import souk.kernel.Money;
import souk.kernel.View;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferEvent;

/**
 * An offer in the lists of its SKU and of its vendor.
 *
 * @param offer nothing before it is made and after it is withdrawn
 */
public record OfferList(Optional<Entry> offer) {
    /** @param freight of one unit, as the price is */
    record Entry(String vendorId, String sku, Money price, Money freight, String location) {}

    static final OfferList NOTHING = new OfferList(Optional.empty());

    public static final View<OfferList, OfferEvent> VIEW = View.of("vendors.offer-list", OfferCommand.TYPE, OfferEvent.class, NOTHING)
            .on(OfferEvent.Offered.class, (row, event) -> new OfferList(Optional.of(new Entry(event.vendorId(), event.sku(), event.price(), event.freight(), event.location()))))
            .on(OfferEvent.Withdrawn.class, (row, event) -> NOTHING)
            .build();
}
