package souk.vendors.ratings;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Personal;
import souk.kernel.View;

/**
 * A rating in the list of its vendor. Its stars stand there as its contribution to what all of them come to.
 *
 * @param rating nothing before
 */
public record RatingList(Optional<Entry> rating) {
    /** @param author the principal who said so last @param ratedAt when it was said first: its place, which never changes */
    record Entry(String orderId, String vendorId, int stars, Optional<Personal<String>> text, String author, boolean hidden, Instant ratedAt, Instant changedAt) {
        Entry {
            if (text == null) text = Optional.empty();
        }

        private Entry withHidden(boolean now) {
            return new Entry(orderId, vendorId, stars, text, author, now, ratedAt, changedAt);
        }
    }

    static final RatingList NOTHING = new RatingList(Optional.empty());

    public static final View<RatingList, RatingEvent> VIEW = View.of("vendors.rating-list", RatingCommand.TYPE, RatingEvent.class, NOTHING)
            .on(RatingEvent.Rated.class, (row, event) -> new RatingList(Optional.of(new Entry(event.orderId(), event.vendorId(), event.stars(), event.text(), event.author(), row.rating.map(Entry::hidden).orElse(false),
                    row.rating.map(Entry::ratedAt).orElse(event.at()), event.at()))))
            .on(RatingEvent.Hidden.class, (row, event) -> row.isHidden(true))
            .on(RatingEvent.Shown.class, (row, event) -> row.isHidden(false))
            .build();

    private RatingList isHidden(boolean hidden) {
        return new RatingList(rating.map(entry -> entry.withHidden(hidden)));
    }
}
