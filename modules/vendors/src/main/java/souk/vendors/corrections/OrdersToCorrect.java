package souk.vendors.corrections;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.reading.Completeness;
import souk.platform.reading.Served;

/** Lists the orders that a correction may be about, and none before all of them are known. */
public final class OrdersToCorrect implements Provider {
    private static final int AT_ONCE = 200;

    private final Served<CommissionedOrderStore> orders;
    private final Completeness completeness;

    private OrdersToCorrect(Node node) {
        orders = Served.of(node, CommissionedOrder.VIEW, CommissionedOrderStore::new);
        completeness = Completeness.of(node, CommissionedOrder.VIEW);
    }

    public static Provider of(Node node) {
        return new OrdersToCorrect(node);
    }

    @Override
    public CompletionStage<? extends Outcome<?>> call(Object request) {
        if (request instanceof CorrectionRequest.Aim) return completeness.ends().thenApply(ends -> Outcome.accepted(new CorrectionRequest.Ends(ends)));
        if (!(request instanceof CorrectionRequest.ListOrders list)) return CompletableFuture.failedFuture(new IllegalArgumentException("The list of orders with commission does not understand " + request));
        // Whoever has the beginning of a list has the rest: another generation takes over only when it shows what this one did.
        if (list.after().isPresent()) return some(list);
        return completeness.missing(list.ends()).thenCompose(missing -> missing.isEmpty() ? some(list) : CompletableFuture.completedFuture(Outcome.refused(Kind.OVERLOADED, "view-behind", missing.get())));
    }

    private CompletionStage<Outcome<CorrectionRequest.Orders>> some(CorrectionRequest.ListOrders list) {
        var correction = list.correction();
        return orders.ask(store -> store.placed(correction.from(), correction.to(), entry -> entry.mayBeOf(correction), AT_ONCE, list.after()))
                .thenApply(slice -> Outcome.accepted(new CorrectionRequest.Orders(slice.items(), slice.next())));
    }
}
