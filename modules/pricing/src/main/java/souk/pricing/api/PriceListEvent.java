package souk.pricing.api;

import java.time.Instant;
import souk.kernel.Event;

/** What happens to a price list. */
public sealed interface PriceListEvent extends Event {

    /** It says this from now on. */
    record PriceListSet(String priceListId, PriceListTerms terms, Instant at) implements PriceListEvent {}
}
