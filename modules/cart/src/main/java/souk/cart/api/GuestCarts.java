package souk.cart.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What becomes of a guest's cart when the guest logs in. */
public interface GuestCarts {
    /** In a shop without carts. */
    GuestCarts NONE = (accountId, guest, guestCart, cause) -> CompletableFuture.completedFuture(MergeResult.nothing("", guestCart, "not-found"));

    /**
     * Brings it into the account's, by the strategy of the configuration. Never fails and never refuses: what cannot be done now is said in the result, and a log-in goes on.
     *
     * @param accountId the account's principal
     * @param guest     the guest's principal, as its token says
     * @param cause     the request that it is part of
     */
    CompletionStage<MergeResult> logsIn(String accountId, String guest, String guestCart, String cause);
}
