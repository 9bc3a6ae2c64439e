package souk.cart.api;

import java.util.List;
import java.util.Optional;

/**
 * What became of a guest's cart when the guest turned out to be somebody with an account. Each unit that was in it is moved, left with a reason, or was bought.
 *
 * @param requestId what asked for it
 * @param guestCart it is open with what was left
 * @param cart      the account's cart now, if it has one
 * @param otherCart one of the account that stays as it is, beside that
 * @param why       why nothing was moved at all, if that has one reason: that the guest's cart is not there ({@code not-found}), has expired or was bought, say
 * @param moved     lines, or parts of them, that were taken out of the guest's cart
 * @param left      lines, or parts of them, that were not moved
 */
public record MergeResult(String requestId, State state, String guestCart, Optional<String> cart, Optional<String> otherCart, Optional<String> why, List<CartContents.Line> moved, List<Kept> left) {
    /** What came of it. */
    public enum State {
        /** Lines were moved into the account's cart. */ MERGED,
        /** Nothing was moved. */ NOTHING,
        /** Both carts have lines: the shopper is to say what to do. */ CHOICE,
        /** The shopper did not want the guest's lines. */ DISCARDED,
        /** It has begun, and comes to its end by itself. */ UNDER_WAY
    }

    /** How two carts become one. */
    public enum Strategy {
        /** The guest's lines are added to the account's. */ SUM,
        /** The one that was changed last stays; the other is told of and stays as it is. */ KEEP_NEWEST,
        /** The shopper is asked. */ ASK,
        /** The guest's lines are thrown away. */ DISCARD
    }

    /** A line, or a part of one, that stays in the guest's cart, or was thrown away. */
    public record Kept(CartContents.Line line, String why) {}

    /** A claim of a flash sale belongs to who claimed. */
    public static final String CLAIM = "claim";
    /** It is sold no more. */
    public static final String GONE = "not-for-sale";
    public static final String CURRENCY = "currency-mismatch";
    public static final String QUANTITY = "quantity-too-large";
    public static final String LINES = "too-many-lines";
    public static final String TOTAL = "total-too-large";
    /** One of the two carts is being checked out. */
    public static final String CHECKOUT = "checkout-in-progress";
    /** The newer of the two carts stays, and this is the older. */
    public static final String OLDER = "older-cart";
    public static final String DISCARDED = "discarded";

    /** Nothing was moved. @param why for which one reason */
    public static MergeResult nothing(String requestId, String guestCart, String why) {
        return new MergeResult(requestId, State.NOTHING, guestCart, Optional.empty(), Optional.empty(), Optional.of(why), List.of(), List.of());
    }

    public MergeResult {
        moved = List.copyOf(moved);
        left = List.copyOf(left);
    }
}
