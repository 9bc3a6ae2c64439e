package souk.vendors;

import static souk.kernel.Decision.accept;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.PersistentMap;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.SellerEvent;

/**
 * Whoever reads the mail of one e-mail address, as somebody who sells. For one vendor at most, so a log-in says for whom without a choice. There need not be an account.
 *
 * @param vendorId null: for nobody
 * @param left     which vendors were left, or turned away, as of which of their numbers: a late copy of an older request to join is none any more
 */
record Seller(String vendorId, PersistentMap<String, Long> left) {
    static final Seller NOBODY = new Seller(null, PersistentMap.empty());

    /** The table of its commands and events. */
    static final Blueprint<Seller, SellerEvent> BLUEPRINT = Blueprint.of(SellerCommand.TYPE, NOBODY, SellerCommand.class, SellerEvent.class)
            .decide("join", SellerCommand.Join.class, SellerCommand.Seat.class, Seller::join)
            .decide("leave", SellerCommand.Leave.class, Done.class, Seller::leave)
            .answer("look", SellerCommand.Look.class, SellerCommand.Seat.class, (seller, look, now) -> Outcome.accepted(seller.seat()))
            .apply(SellerEvent.Joined.class, "vendors.seller-joined", (seller, event) -> new Seller(event.vendorId(), seller.left))
            .apply(SellerEvent.TurnedAway.class, "vendors.seller-turned-away", (seller, event) -> new Seller(seller.vendorId, seller.left.with(event.vendorId(), event.number())))
            .apply(SellerEvent.Left.class, "vendors.seller-left", (seller, event) -> new Seller(event.vendorId().equals(seller.vendorId) ? null : seller.vendorId, seller.left.with(event.vendorId(), event.number())))
            .build();

    private SellerCommand.Seat seat() {
        return new SellerCommand.Seat(Optional.ofNullable(vendorId));
    }

    private Decision<Seller, SellerEvent, SellerCommand.Seat> join(SellerCommand.Join asked, Instant now) {
        if (asked.vendorId().equals(vendorId) || asked.number() <= leftAt(asked.vendorId())) return accept(Seller::seat);
        return accept(Seller::seat, vendorId == null ? new SellerEvent.Joined(asked.vendorId(), asked.number(), now) : new SellerEvent.TurnedAway(asked.vendorId(), asked.number(), now));
    }

    private Decision<Seller, SellerEvent, Done> leave(SellerCommand.Leave asked, Instant now) {
        return asked.number() <= leftAt(asked.vendorId()) ? accept(after -> Done.DONE) : accept(after -> Done.DONE, new SellerEvent.Left(asked.vendorId(), asked.number(), now));
    }

    private long leftAt(String vendor) {
        return left.find(vendor).orElse(0L);
    }
}
