package souk.vendors.corrections;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.reading.Completeness;
import souk.platform.reading.Served;

/** Lists the orders that a correction may be about, and none before all of them are known. */
public final class OrdersToCorrect implements Provider {
    private static final int AT_ONCE = 200;
    private static final int MOST_TRIES = 1_000_000;

    private final Node node;
    private final Served<CommissionedOrderStore> orders;
    private final Completeness completeness;

    private OrdersToCorrect(Node node) {
        this.node = node;
        orders = Served.of(node, CommissionedOrder.VIEW, CommissionedOrderStore::new);
        completeness = Completeness.of(node, CommissionedOrder.VIEW);
    }

    public static Provider of(Node node) {
        return new OrdersToCorrect(node);
    }

    @Override
    public CompletionStage<? extends Outcome<?>> call(Object request) {
        if (request instanceof CorrectionRequest.Aim aim) return aim(aim.correction());
        if (!(request instanceof CorrectionRequest.ListOrders list)) return CompletableFuture.failedFuture(new IllegalArgumentException("The list of orders with commission does not understand " + request));
        // Whoever has the beginning of a list has the rest: another generation takes over only when it shows what this one did.
        if (list.after().isPresent()) return some(list);
        return completeness.missing(list.ends()).thenCompose(missing -> missing.isEmpty() ? some(list) : CompletableFuture.completedFuture(Outcome.refused(Kind.OVERLOADED, "view-behind", missing.get())));
    }

    /**
     * A partition decides one thing after the other and answers nothing before all that it has decided is written. So each partition of orders is told of the correction, under an id that no order has: when all have answered that
     * there is no such order, whatever was placed until then is in the logs.
     */
    private CompletionStage<Outcome<CorrectionRequest.Ends>> aim(CommissionCorrection correction) {
        return completeness.ends().thenCompose(logs -> {
            var told = strangers(logs.keySet()).stream().map(id -> node.entities().ask(OrderCommand.at(id), new OrderCommand.CorrectCommission(correction))).toList();
            return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).thenCompose(all -> {
                var unknown = told.stream().flatMap(answer -> answer.join().fold(reply -> Stream.<Rejection>empty(), Stream::of)).filter(refusal -> refusal.kind().passing()).findFirst();
                return unknown.isPresent() ? CompletableFuture.completedFuture(Outcome.<CorrectionRequest.Ends>refused(unknown.get())) : completeness.ends().thenApply(ends -> Outcome.accepted(new CorrectionRequest.Ends(ends)));
            });
        });
    }

    /** An id for each log that lives there and is no order's: those have no dot. */
    private List<String> strangers(Set<String> logs) {
        var byLog = new TreeMap<String, String>();
        for (int i = 0; byLog.size() < logs.size(); i++) {
            if (i == MOST_TRIES) throw new IllegalStateException("Of " + MOST_TRIES + " ids none lives in some of " + logs);
            String id = "no.order." + i;
            String log = node.entities().log(OrderCommand.at(id));
            if (logs.contains(log)) byLog.putIfAbsent(log, id);
        }
        return List.copyOf(byLog.values());
    }

    private CompletionStage<Outcome<CorrectionRequest.Orders>> some(CorrectionRequest.ListOrders list) {
        var correction = list.correction();
        return orders.ask(store -> store.placed(correction.from(), correction.to(), entry -> entry.mayBeOf(correction), AT_ONCE, list.after()))
                .thenApply(slice -> Outcome.accepted(new CorrectionRequest.Orders(slice.items(), slice.next())));
    }
}
