package souk.vendors.offers;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.OfferCommand;
import souk.vendors.api.OfferEvent;
import souk.vendors.api.OfferView;

/**
 * What one vendor wants for one SKU. Its version numbers what the vendor says to the stock, so that a late word of an older count is none.
 *
 * @param last      what the vendor said last; null: it never offered it
 * @param withdrawn whether it was withdrawn since
 */
public record Offer(long version, OfferEvent.Offered last, boolean withdrawn) {
    private static final Rejection UNKNOWN = Rejection.notFound("offer");

    /** The table of its commands and events. */
    public static final Blueprint<Offer, OfferEvent> BLUEPRINT = Blueprint.of(OfferCommand.TYPE, new Offer(0, null, false), OfferCommand.class, OfferEvent.class)
            .decide("put", OfferCommand.Put.class, OfferCommand.Stored.class, Offer::put)
            .decide("withdraw", OfferCommand.Withdraw.class, OfferView.class, Offer::withdraw)
            .answer("look", OfferCommand.Look.class, OfferView.class, (offer, look, now) -> offer.isOffered() ? Outcome.accepted(offer.view()) : Outcome.refused(UNKNOWN))
            .answer("inspect", OfferCommand.Inspect.class, OfferView.class, (offer, look, now) -> offer.last == null ? Outcome.refused(UNKNOWN) : Outcome.accepted(offer.view()))
            .apply(OfferEvent.Offered.class, "vendors.offer-made", (offer, event) -> new Offer(offer.version + 1, event, false))
            .apply(OfferEvent.Withdrawn.class, "vendors.offer-withdrawn", (offer, event) -> new Offer(offer.version + 1, offer.last, true))
            .build();

    private boolean isOffered() {
        return last != null && !withdrawn;
    }

    private Decision<Offer, OfferEvent, OfferCommand.Stored> put(OfferCommand.Put put, Instant now) {
        if (last != null && last.request().equals(put.request())) return accept(offer -> new OfferCommand.Stored(offer.view(), false));
        var stale = stale(put.expectedVersion());
        if (stale.isPresent()) return reject(stale.get());
        if (!put.price().currency().equals(put.sold()) || !put.freight().currency().equals(put.sold())) {
            return reject(Kind.CONFLICT, "currency-mismatch", "This SKU is sold in " + put.sold() + ": so are all offers of it, and their freight.");
        }
        boolean created = !isOffered();
        return accept(offer -> new OfferCommand.Stored(offer.view(), created),
                new OfferEvent.Offered(put.vendorId(), put.sku(), put.price(), put.freight(), put.location(), put.onHand(), put.request(), put.by(), now));
    }

    private Decision<Offer, OfferEvent, OfferView> withdraw(OfferCommand.Withdraw withdraw, Instant now) {
        if (last == null) return reject(UNKNOWN);
        if (withdrawn) return accept(Offer::view);
        var stale = stale(withdraw.expectedVersion());
        return stale.isPresent() ? reject(stale.get()) : accept(Offer::view, new OfferEvent.Withdrawn(withdraw.by(), now));
    }

    private Optional<Rejection> stale(Optional<Long> expected) {
        return expected.filter(seen -> seen != version).map(seen -> new Rejection(Kind.STALE, "stale", "The offer is at version " + version + " by now, not " + seen + ": read it again."));
    }

    OfferView view() {
        return new OfferView(last.vendorId(), last.sku(), version, !withdrawn, last.price(), last.freight(), last.location(), last.onHand(), last.at());
    }
}
