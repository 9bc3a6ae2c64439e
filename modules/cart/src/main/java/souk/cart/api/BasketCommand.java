package souk.cart.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.cart.api.MergeResult.Strategy;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Rejection;

/**
 * What can be asked of an account's basket: it knows which of the account's carts is the present one, and brings those of guests into it.
 *
 * @param <R> the reply
 */
public sealed interface BasketCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "cart.basket";

    /** So many merges are known of, beside the one under way: those that wait, and the last that have ended. */
    int MOST = 4;

    /** So many of an account's carts are known of, the latest: a page of some 25 KB for whoever has opened as many. */
    int MOST_CARTS = 1_000;

    /** The basket of this account. */
    static Address<BasketCommand<?>> at(String accountId) {
        return new Address<>(TYPE, accountId);
    }

    /** This cart was opened for the account, and is the present one. */
    record Adopt(String cartId) implements BasketCommand<Done> {}

    /** Which cart is the present one. */
    record Look() implements BasketCommand<Present> {}

    /** All that is known of the account's carts. */
    record Recall() implements BasketCommand<Known> {}

    /**
     * Bring the lines of a guest's cart into the account's. The same request again: the same result, as long as it is one of the last {@link #MOST}; then it takes what is there by then, which nobody has had yet.
     * Who asks waits for the end of it.
     *
     * <p>Refused: {@code merge-in-progress} (CONFLICT) when too many wait.
     *
     * @param accountId  the aggregate's own id
     * @param guest      the principal of the guest, as its token says
     * @param newCart    the id of a cart that is made if the account has none; drawn at random
     * @param timeToLive of that cart
     */
    record Merge(String accountId, String requestId, String guest, String guestCart, Strategy strategy, String newCart, Duration timeToLive) implements BasketCommand<Merges> {}

    /** What a step came to; sent by the partition. Never refused: one that no longer fits does nothing. @see #number */
    sealed interface Result extends BasketCommand<Done> {
        /** Of the merge. */
        long number();
    }

    /** Both carts were looked at. A cart that is not there has a refusal; an account that has none has neither. */
    record Seen(long number, Optional<CartContents> guest, Optional<Rejection> refusal, Optional<CartContents> own) implements Result {}

    /** The guest's cart was asked for its lines. @param seenVersion by which: an answer to an earlier question is none to this one */
    record OfferAnswered(long number, long seenVersion, Optional<CartContents> cart) implements Result {}

    /** The catalog was asked for what is in it. @param gone what is sold no more */
    record Priced(long number, List<String> gone) implements Result {
        public Priced {
            gone = List.copyOf(gone);
        }
    }

    /** The account's cart was asked to take them: one of the two is there. @param target which cart it was: it may be another one by now */
    record TakeAnswered(long number, String target, Optional<Rejection> refusal, Optional<CartCommand.Taken> taken) implements Result {}

    /** The guest's cart is open again. */
    record HandedOver(long number) implements Result {}

    /** @param cartId none: no cart was opened for this account, or brought into it */
    record Present(Optional<String> cartId) {}

    /**
     * @param carts  all that were opened for the account or brought into it, the latest last, up to {@link #MOST_CARTS}
     * @param merges the last that have ended
     */
    record Known(List<String> carts, List<MergeResult> merges) {
        public Known {
            carts = List.copyOf(carts);
            merges = List.copyOf(merges);
        }
    }

    /** The last merges that have ended. */
    record Merges(List<MergeResult> results) {
        public Merges {
            results = List.copyOf(results);
        }
    }
}
