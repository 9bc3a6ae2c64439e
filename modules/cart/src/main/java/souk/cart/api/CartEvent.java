package souk.cart.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;

/** What happens to one cart. {@code at} is when. */
public sealed interface CartEvent extends Event {

    /** @param timeToLive how long it lives after its last change */
    record Created(String cartId, String principal, Currency currency, Duration timeToLive, String fingerprint, Instant at) implements CartEvent {}

    /** Units were added: to the lines of these ids, or as new lines at the end. None, if a request that changed nothing had a key to remember. */
    record LinesAdded(List<AddedLine> lines, Optional<CartCommand.RequestKey> key, Instant at) implements CartEvent {
        public LinesAdded {
            lines = List.copyOf(lines);
            if (key == null) key = Optional.empty();
        }
    }

    /**
     * @param quantity how many more
     * @param claimId  the claim of a flash sale that they are; such a line is always new
     * @param vendorId whose units they are; empty: the shop's own
     * @param freight  what a unit of a vendor's costs to send
     */
    record AddedLine(String lineId, String sku, String name, int quantity, Money unitPrice, Optional<String> claimId, Optional<String> vendorId, Optional<Money> freight) {
        /** The shop's own. */
        public AddedLine(String lineId, String sku, String name, int quantity, Money unitPrice, Optional<String> claimId) {
            this(lineId, sku, name, quantity, unitPrice, claimId, Optional.empty(), Optional.empty());
        }

        /** The shop's own, that nobody has claimed. */
        public AddedLine(String lineId, String sku, String name, int quantity, Money unitPrice) {
            this(lineId, sku, name, quantity, unitPrice, Optional.empty());
        }

        public AddedLine {
            if (claimId == null) claimId = Optional.empty();
            if (vendorId == null) vendorId = Optional.empty();
            if (freight == null) freight = Optional.empty();
        }
    }

    /** @param quantity how many now */
    record LineChanged(String lineId, int quantity, Instant at) implements CartEvent {}

    record LineRemoved(String lineId, Instant at) implements CartEvent {}

    /** From now on its prices are this list's, where that has some. */
    record PriceListAssigned(String priceList, Instant at) implements CartEvent {}

    /** From now on its prices are the catalog's. */
    record PriceListRemoved(Instant at) implements CartEvent {}

    /** Lines got another price, because the catalog, the price list or the vendor has. */
    record Repriced(List<NewPrice> prices, Instant at) implements CartEvent {
        public Repriced {
            prices = List.copyOf(prices);
        }
    }

    /** @param freight of a unit of a vendor's */
    record NewPrice(String lineId, Money unitPrice, Optional<Money> freight) {
        /** Of the shop's own units. */
        public NewPrice(String lineId, Money unitPrice) {
            this(lineId, unitPrice, Optional.empty());
        }

        public NewPrice {
            if (freight == null) freight = Optional.empty();
        }
    }

    /** The cart is frozen while this order is being placed. */
    record CheckoutStarted(String orderId, Instant at) implements CartEvent {}

    /** The order came to nothing; the cart can be changed again. */
    record Reopened(String orderId, Instant at) implements CartEvent {}

    /** The cart became this order. */
    record Closed(String orderId, Instant at) implements CartEvent {}

    /** The cart is frozen while this merge takes lines out of it. */
    record Offered(String mergeId, Instant at) implements CartEvent {}

    /** The merge has taken these units; the cart can be changed again. */
    record HandedOver(String mergeId, List<CartCommand.Units> moved, Instant at) implements CartEvent {
        public HandedOver {
            moved = List.copyOf(moved);
        }
    }

    /**
     * Lines of another cart came by a merge, or did not.
     *
     * @param lines as in {@link LinesAdded}
     * @param moved of which of the other cart's lines they are
     * @param left  what of it was not taken
     */
    record TakenOver(long number, List<AddedLine> lines, List<CartCommand.Units> moved, List<CartCommand.Left> left, Instant at) implements CartEvent {
        public TakenOver {
            lines = List.copyOf(lines);
            moved = List.copyOf(moved);
            left = List.copyOf(left);
        }
    }

    /** Nobody changed the cart for too long. */
    record Expired(Instant at) implements CartEvent {}
}
