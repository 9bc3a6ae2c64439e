package souk.vendors.ratings;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;

import java.time.Instant;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.vendors.api.VendorOrderCommand;

/**
 * What one buyer thinks of what one vendor sold in one order: there is one for each vendor order, so nobody counts twice. What ratings come to is added up where it is read, so none of them waits for another.
 *
 * @param said    what was said last; null before
 * @param ratedAt when something was said first
 * @param hidden  whether staff has hidden the text
 */
public record Rating(long version, RatingEvent.Rated said, Instant ratedAt, boolean hidden) {
    private static final Rejection UNKNOWN = Rejection.notFound("rating");
    private static final Rating NONE = new Rating(0, null, null, false);

    /** The table of its commands and events. */
    public static final Blueprint<Rating, RatingEvent> BLUEPRINT = Blueprint.of(RatingCommand.TYPE, NONE, RatingCommand.class, RatingEvent.class)
            .decide("rate", RatingCommand.Rate.class, RatingView.class, Rating::rate)
            .answer("look", RatingCommand.Look.class, RatingView.class, (rating, look, now) -> rating.said == null ? Outcome.refused(UNKNOWN) : Outcome.accepted(rating.view()))
            .decide("hide", RatingCommand.Hide.class, RatingView.class, Rating::hide)
            .apply(RatingEvent.Rated.class, "vendors.rating-rated", (rating, event) -> new Rating(rating.version + 1, event, rating.ratedAt == null ? event.at() : rating.ratedAt, rating.hidden))
            .apply(RatingEvent.Hidden.class, "vendors.rating-hidden", (rating, event) -> new Rating(rating.version + 1, rating.said, rating.ratedAt, true))
            .apply(RatingEvent.Shown.class, "vendors.rating-shown", (rating, event) -> new Rating(rating.version + 1, rating.said, rating.ratedAt, false))
            .build();

    private Decision<Rating, RatingEvent, RatingView> rate(RatingCommand.Rate rate, Instant now) {
        if (said != null && said.fingerprint().equals(rate.fingerprint())) return accept(Rating::view);
        if (said == null && !rate.delivered()) return reject(Kind.CONFLICT, "not-delivered", "This has not arrived: rate it when you have it.");
        return accept(Rating::view, new RatingEvent.Rated(rate.orderId(), rate.vendorId(), rate.fingerprint(), rate.stars(), rate.text(), rate.author(), now));
    }

    private Decision<Rating, RatingEvent, RatingView> hide(RatingCommand.Hide hide, Instant now) {
        if (said == null) return reject(UNKNOWN);
        if (hide.hidden() == hidden) return accept(Rating::view);
        return accept(Rating::view, hide.hidden() ? new RatingEvent.Hidden(hide.by(), now) : new RatingEvent.Shown(hide.by(), now));
    }

    RatingView view() {
        return new RatingView(VendorOrderCommand.id(said.orderId(), said.vendorId()), said.orderId(), said.vendorId(), version, said.stars(), said.text(), hidden, ratedAt, said.at());
    }
}
