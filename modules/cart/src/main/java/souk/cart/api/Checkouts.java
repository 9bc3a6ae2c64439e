package souk.cart.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;

/** What an account's carts were checked out as, whatever came of it. */
public interface Checkouts {
    /** In a shop that does not keep them. */
    Checkouts NONE = (accountId, cause) -> CompletableFuture.completedFuture(Outcome.accepted(List.of()));

    /**
     * The ids of all orders that were begun with the carts that the account's basket knows, those that came to nothing too. Refused when that cannot be told now.
     *
     * @param accountId the account's principal
     * @param cause     the request that it is part of
     */
    CompletionStage<Outcome<List<String>>> of(String accountId, String cause);
}
