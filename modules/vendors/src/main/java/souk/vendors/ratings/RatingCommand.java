package souk.vendors.ratings;

import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Personal;
import souk.vendors.api.VendorOrderCommand;

/**
 * What can be asked of a rating: what one buyer thinks of what one vendor sold in one order.
 *
 * @param <R> the reply
 */
public sealed interface RatingCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.rating";
    int FEWEST_STARS = 1;
    int MOST_STARS = 5;

    /** There is one for each vendor order, under its id. */
    static Address<RatingCommand<?>> at(String orderId, String vendorId) {
        return at(VendorOrderCommand.id(orderId, vendorId));
    }

    static Address<RatingCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /**
     * The order's buyer rates, or says otherwise than before; the same again: as it is. A text that staff has hidden stays hidden, whatever it says now.
     *
     * <p>Who asks has seen that the order has lines of this vendor. Refused: {@code not-delivered} (CONFLICT) before it has arrived, and once it was cancelled. What was rated once can always be changed.
     *
     * @param fingerprint of what is said, by the buyer's key
     * @param delivered   whether its vendor order has arrived, as who asks has just seen
     * @param stars       from {@value #FEWEST_STARS} to {@value #MOST_STARS}
     */
    record Rate(String orderId, String vendorId, String fingerprint, boolean delivered, int stars, Optional<Personal<String>> text, String author) implements RatingCommand<RatingView> {
        public Rate {
            if (text == null) text = Optional.empty();
        }
    }

    /** As it is. Refused: {@code not-found}. */
    record Look() implements RatingCommand<RatingView> {}

    /** Staff lets everybody read its text, or nobody but the buyer and staff; the stars count all the same. As it is already: done. Refused: {@code not-found}. */
    record Hide(boolean hidden, String by) implements RatingCommand<RatingView> {}
}
