package souk.cart.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;

/** What happens to an account's basket. {@code at} is when. */
public sealed interface BasketEvent extends Event {
    /** This cart is the present one. */
    record Adopted(String cartId, Instant at) implements BasketEvent {}

    /** A guest's cart is to be brought in. */
    record MergeAsked(BasketCommand.Merge merge, Instant at) implements BasketEvent {}

    /**
     * Both carts were seen.
     *
     * @param guestVersion  of the guest's cart
     * @param target  the cart that is to take the lines; none: they are thrown away
     * @param fresh   whether that is to be made
     * @param other   of two carts of the account, the one that stays as it is
     */
    record Planned(long guestVersion, Optional<String> target, boolean fresh, Optional<String> other, Instant at) implements BasketEvent {}

    /** The guest's cart has changed since it was seen. */
    record LookedAgain(Instant at) implements BasketEvent {}

    /** The guest's cart is frozen with these lines. */
    record Received(CartContents cart, Instant at) implements BasketEvent {}

    /** @param gone SKUs that are sold no more */
    record Priced(List<String> gone, Instant at) implements BasketEvent {
        public Priced {
            gone = List.copyOf(gone);
        }
    }

    /** The account's cart cannot take anything any more: a new one is to. */
    record Retargeted(Instant at) implements BasketEvent {}

    /** What the account's cart has taken. */
    record Taken(CartCommand.Taken taken, Instant at) implements BasketEvent {}

    /** The merge has come to its end. */
    record MergeEnded(MergeResult result, Instant at) implements BasketEvent {}
}
