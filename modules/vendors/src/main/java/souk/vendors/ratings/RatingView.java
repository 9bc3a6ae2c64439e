package souk.vendors.ratings;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Personal;

/**
 * A rating as it is.
 *
 * @param version   the number of its events
 * @param hidden    whether staff has hidden the text
 * @param ratedAt   when it was said first
 * @param changedAt when it was said last
 */
public record RatingView(String id, String orderId, String vendorId, long version, int stars, Optional<Personal<String>> text, boolean hidden, Instant ratedAt, Instant changedAt) {
    public RatingView {
        if (text == null) text = Optional.empty();
    }
}
