package souk.orders.api;

import java.util.EnumSet;
import java.util.Set;

/** Where an order stands. All but the resting ones, and one that is held for review, have a step under way. An order that was given back in parts stays confirmed, even if nothing is left of it. */
public enum OrderStatus {
    /** There is no such order. */ NONE("none"),
    /** Somebody checks out; the cart is being frozen. */ OPENED("processing"),
    /** Lines and totals are fixed; stock is being reserved. */ PLACED("processing"),
    /** All units are held; the payment is being made. */ RESERVED("processing"),
    /** The provider does not know yet what became of the payment. */ PAYMENT_PENDING("payment-pending"),
    /** All units are held and the payment is authorised, where it can be: people look at it before it is taken. */ HELD_FOR_REVIEW("under-review"),
    /** The money is taken; the units leave the stock and the cart closes. */ PAID("processing"),
    /** Sold. */ CONFIRMED("confirmed"),
    /** Sold, and a part of it is being given back. */ REFUNDING("confirmed"),
    /** It came to nothing; what was done is being undone. */ UNDOING("processing"),
    /** It came to nothing, and nothing of it is left. */ REJECTED("rejected"),
    /** What is left of a sold order is being refunded and its units put back. */ CANCELLING("cancelling"),
    /** All of it is refunded, and what was left of the units is back. */ CANCELLED("cancelled");

    /** Where nothing more happens by itself (but that returns are {@linkplain OrderEvent.ReturnsAcknowledged acknowledged}). */
    public static final Set<OrderStatus> RESTING = Set.copyOf(EnumSet.of(NONE, CONFIRMED, REJECTED, CANCELLED));

    private final String forShoppers;

    OrderStatus(String forShoppers) {
        this.forShoppers = forShoppers;
    }

    /** The word that shoppers see: what is under way is {@code processing}. */
    public String forShoppers() {
        return forShoppers;
    }

    public boolean resting() {
        return RESTING.contains(this);
    }
}
