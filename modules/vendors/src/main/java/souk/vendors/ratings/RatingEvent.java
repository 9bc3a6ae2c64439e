package souk.vendors.ratings;

import java.time.Instant;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Personal;

/** What happens to a rating. */
public sealed interface RatingEvent extends Event {
    /** When, by the rating's partition. */
    Instant at();

    /** The buyer rates, for the first time or anew: it replaces what was said before. @param fingerprint by which a repeated request is known @param author the buyer's principal */
    record Rated(String orderId, String vendorId, String fingerprint, int stars, Optional<Personal<String>> text, String author, Instant at) implements RatingEvent {
        public Rated {
            if (text == null) text = Optional.empty();
        }
    }

    /** Staff has hidden its text. @param by who of them */
    record Hidden(String by, Instant at) implements RatingEvent {}

    /** Everybody may read it again. @param by who of staff */
    record Shown(String by, Instant at) implements RatingEvent {}
}
