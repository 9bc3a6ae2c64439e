package souk.cart.api;

import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;

/**
 * What can be asked of one cart. {@code principal} is who asks: to anybody but its owner a cart does not exist.
 *
 * <p>Any of a shopper's commands is refused with {@code not-found} (NOT_FOUND) and {@code cart-expired} (GONE); a change also with
 * {@code checkout-in-progress}, {@code merge-in-progress} and {@code cart-closed} (CONFLICT), and {@code stale} (STALE) if it names a version that is not the
 * cart's.
 *
 * @param <R> the reply
 */
public sealed interface CartCommand<R> extends Command<R> {

    /** The most lines a cart can have. */
    int MAX_LINES = 200;

    /** The most units a line can have. */
    int MAX_QUANTITY = 999_999;

    /** The code by which a cart refuses lines whose prices were looked up by another price list than its own: see {@link AddLines}. */
    String OTHER_PRICE_LIST = "other-price-list";

    /** Where this cart lives. */
    static Address<CartCommand<?>> at(String cartId) {
        return new Address<>("cart.cart", cartId);
    }

    /**
     * A new cart; the same again: the cart as it is now.
     *
     * <p>Refused: {@code idempotency-key-reused} (UNPROCESSABLE) when the id stands for another request.
     *
     * @param cartId      the aggregate's own id
     * @param fingerprint of the request's body
     * @param timeToLive  how long the cart lives after its last change
     */
    record Create(String cartId, String principal, Currency currency, Duration timeToLive, String fingerprint) implements CartCommand<CartContents> {}

    /**
     * Add these lines, all or none. A SKU that is there at the same price grows; otherwise it becomes a line of its own. A claim is always
     * a line of its own, and once in a cart: one that is there already changes nothing. Units of a vendor join no others than that vendor's at the same price and freight.
     *
     * <p>Refused: {@code currency-mismatch}, {@code too-many-keys} (CONFLICT), {@code too-many-lines}, {@code quantity-too-large},
     * {@code total-too-large}, {@code idempotency-key-reused} (UNPROCESSABLE); {@value #OTHER_PRICE_LIST} (CONFLICT) when the cart has
     * another price list than these prices, which the refusal names as its {@code priceList}: look them up there and send again. So
     * nobody has to ask a cart for its list before, and most have none. The price of a claim, or of a vendor, is in no list.
     *
     * @param key       what makes this request one and the same (its Idempotency-Key), remembered as long as the cart is
     * @param priceList by which the prices were looked up; empty: they are the catalog's
     */
    record AddLines(String principal, List<NewLine> lines, Optional<RequestKey> key, Optional<Long> expectedVersion, Optional<String> priceList)
            implements CartCommand<CartContents> {
        /** At the catalog's prices. */
        public AddLines(String principal, List<NewLine> lines, Optional<RequestKey> key, Optional<Long> expectedVersion) {
            this(principal, lines, key, expectedVersion, Optional.empty());
        }

        public AddLines {
            lines = List.copyOf(lines);
            if (key == null) key = Optional.empty();
            if (expectedVersion == null) expectedVersion = Optional.empty();
            if (priceList == null) priceList = Optional.empty();
            if (lines.isEmpty() || lines.size() > MAX_LINES) throw new IllegalArgumentException("1 to " + MAX_LINES + " lines can be added, these are " + lines.size());
        }
    }

    /**
     * A line to be added: what the catalog says about the SKU, and how many; or what was claimed; or what a vendor sells.
     *
     * @param claimId  the claim of a flash sale, if it is one
     * @param vendorId whose units they are; empty: the shop's own
     * @param freight  what a unit of a vendor's costs to send, in the currency of its price
     */
    record NewLine(String sku, String name, int quantity, Money unitPrice, Optional<String> claimId, Optional<String> vendorId, Optional<Money> freight) {
        /** Of the catalog, or a claim. */
        public NewLine(String sku, String name, int quantity, Money unitPrice, Optional<String> claimId) {
            this(sku, name, quantity, unitPrice, claimId, Optional.empty(), Optional.empty());
        }

        /** Of the catalog. */
        public NewLine(String sku, String name, int quantity, Money unitPrice) {
            this(sku, name, quantity, unitPrice, Optional.empty());
        }

        public NewLine {
            requireQuantity(quantity);
            if (claimId == null) claimId = Optional.empty();
            if (vendorId == null) vendorId = Optional.empty();
            if (freight == null) freight = Optional.empty();
        }

        /** As {@link CartContents.Line#atShopsPrice()}. */
        public boolean atShopsPrice() {
            return claimId.isEmpty() && vendorId.isEmpty();
        }
    }

    /**
     * An Idempotency-Key.
     *
     * @param key         or a digest of it and its route
     * @param fingerprint of the body it came with first
     */
    record RequestKey(String key, String fingerprint) {}

    /**
     * Another quantity for a line; empty: as it is. Refused: {@code not-found} for an unknown line, {@code claim-line} (CONFLICT) for one that
     * is a claim, {@code total-too-large} (UNPROCESSABLE).
     */
    record ChangeLine(String principal, String lineId, Optional<Integer> quantity, Optional<Long> expectedVersion) implements CartCommand<CartContents> {
        public ChangeLine {
            if (expectedVersion == null) expectedVersion = Optional.empty();
            if (quantity == null) quantity = Optional.empty();
            quantity.ifPresent(CartCommand::requireQuantity);
        }
    }

    /** Without this line; a claim stays its customer's. Refused: {@code not-found} for an unknown line. */
    record RemoveLine(String principal, String lineId, Optional<Long> expectedVersion) implements CartCommand<CartContents> {
        public RemoveLine {
            if (expectedVersion == null) expectedVersion = Optional.empty();
        }
    }

    /**
     * By staff: from now on this list's prices, where it has some. Lines that are there keep theirs until a checkout compares them.
     * The same list again changes nothing.
     *
     * <p>Refused: {@code currency-mismatch} (CONFLICT) for a list in another currency.
     */
    record AssignPriceList(String priceList, Currency currency, Optional<Long> expectedVersion) implements CartCommand<CartContents> {
        public AssignPriceList {
            if (expectedVersion == null) expectedVersion = Optional.empty();
            if (priceList.isEmpty()) throw new IllegalArgumentException("A price list has an id");
        }
    }

    /** By staff: from now on the catalog's prices; of a cart that has no price list: as it is. */
    record RemovePriceList(Optional<Long> expectedVersion) implements CartCommand<CartContents> {
        public RemovePriceList {
            if (expectedVersion == null) expectedVersion = Optional.empty();
        }
    }

    /**
     * Freeze the cart for an order; the same order again: the same answer. When a price has changed, the cart takes the new prices and
     * stays open, and the reply says so ({@link CheckoutBegun#locked()} is false).
     *
     * <p>Refused: {@code not-found}, {@code cart-expired}, {@code cart-empty}, {@code cart-closed}, {@code checkout-in-progress},
     * {@code total-too-large}.
     *
     * @param seenVersion the cart's version that the checkout has read before it asked for the quotes; the same at each sending
     * @param quotes      today's price of each SKU in that version, by its price list; a line that came later keeps its own, which is as young,
     *                    and a claim keeps that of its sale
     * @param offers      the same of the lines of vendors
     */
    record BeginCheckout(String orderId, String principal, long seenVersion, Map<String, Money> quotes, List<VendorQuote> offers) implements CartCommand<CheckoutBegun> {
        public BeginCheckout {
            quotes = Map.copyOf(quotes);
            offers = offers == null ? List.of() : List.copyOf(offers);
            if (orderId.isEmpty()) throw new IllegalArgumentException("An order has an id");
        }

        /** Of a cart in which nothing is a vendor's. */
        public BeginCheckout(String orderId, String principal, long seenVersion, Map<String, Money> quotes) {
            this(orderId, principal, seenVersion, quotes, List.of());
        }
    }

    /** What a vendor wants today for a unit of a SKU, and for sending it. */
    record VendorQuote(String sku, String vendorId, Money price, Money freight) {}

    /** The order that froze the cart is paid. Refused: {@code not-locked} (CONFLICT) if this order has not frozen it. */
    record Close(String orderId) implements CartCommand<Done> {}

    /**
     * The order came to nothing: it has not frozen the cart any more, and never will. Never refused.
     *
     * @param seenVersion the version that its {@link BeginCheckout} named
     */
    record Reopen(String orderId, long seenVersion) implements CartCommand<Done> {}

    /**
     * By a merge: the cart is frozen until this merge has taken what it can; the same merge again: the same answer. To what a guest's cart is asked for, its owner is the guest.
     *
     * <p>Refused: {@code not-found}, {@code cart-expired}, {@code cart-closed}, {@code checkout-in-progress}, {@code merge-in-progress}; {@code cart-changed} (CONFLICT) when {@code seenVersion} is older than
     * what late copies are told by: read it again.
     *
     * @param mergeId     never used again
     * @param seenVersion the version that the merge has read before
     */
    record Offer(String mergeId, String principal, long seenVersion) implements CartCommand<CartContents> {
        public Offer {
            if (mergeId.isEmpty()) throw new IllegalArgumentException("A merge has an id");
        }
    }

    /** By a merge: these units are in another cart by now, or nobody wants them; the cart is open again with the rest. A merge that has not frozen it: nothing happens. Never refused. */
    record HandOver(String mergeId, List<Units> moved) implements CartCommand<Done> {
        public HandOver {
            moved = List.copyOf(moved);
        }
    }

    /**
     * By a merge: take what you can of the lines of another cart. What it takes joins lines as in {@link AddLines}, and keeps the price at which it was added until a checkout compares it. The same merge
     * again: the same answer. A cart that is being checked out takes nothing, and says so for this merge for ever.
     *
     * <p>Refused: {@code not-found}, {@code cart-expired}, {@code cart-closed}; {@code merge-over} (CONFLICT) for a merge before the last.
     *
     * @param number of the merge, which rises from one that this cart is asked for to the next
     * @param gone   SKUs that are not sold any more
     */
    record TakeOver(long number, String principal, List<CartContents.Line> lines, List<String> gone) implements CartCommand<Taken> {
        public TakeOver {
            lines = List.copyOf(lines);
            gone = List.copyOf(gone);
        }
    }

    /** So many units of a line, at least one. */
    record Units(String lineId, int quantity) {}

    /** Units that stay where they are. @param why a code: see {@link MergeResult} */
    record Left(String lineId, int quantity, String why) {}

    /** Each line of the other cart is in one of the two, or split between them. */
    record Taken(List<Units> moved, List<Left> left) {
        public Taken {
            moved = List.copyOf(moved);
            left = List.copyOf(left);
        }
    }

    /** The cart expires if nobody changed it for its time to live. Sent by the partition. */
    record Expire() implements CartCommand<Done> {}

    /** The cart as it is, whosever it is and whether or not its time is over: for staff. Refused: {@code not-found}. */
    record Inspect() implements CartCommand<CartContents> {}

    /** The cart as it is, if it knows this key of an addition. Refused: {@code not-found} if it does not, {@code idempotency-key-reused} (UNPROCESSABLE) for another body. */
    record Recall(String principal, RequestKey key) implements CartCommand<CartContents> {}

    /** The cart as it is. */
    record Look(String principal) implements CartCommand<CartContents> {}

    private static void requireQuantity(int quantity) {
        if (quantity < 1 || quantity > MAX_QUANTITY) throw new IllegalArgumentException("A quantity is 1 to " + MAX_QUANTITY + ", this is " + quantity);
    }
}
