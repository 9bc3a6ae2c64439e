package souk.orders.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The orders of guests that accounts have taken over: what the guest has said about one belongs to the account then. */
@FunctionalInterface
public interface TakenOrders {
    /** Nobody has taken any over. */
    TakenOrders NONE = accountId -> CompletableFuture.completedFuture(List.of());

    /** @param guest who placed it, as the principal that it was then */
    record Taken(String orderId, String guest) {}

    /** All of an account, a moment after it has them. */
    CompletionStage<List<Taken>> of(String accountId);
}
