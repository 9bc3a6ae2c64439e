package souk.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.orders.api.OrderCommand;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.Served;

/** The orders of a person that were sold, whole, newest first. */
final class OrdersOfPerson implements PersonalData {
    private static final int PAGE = 50;

    private final Node node;
    private final Served<OrderListStore> orders;

    private OrdersOfPerson(Node node) {
        this.node = node;
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
    }

    static PersonalData of(Node node) {
        return new OrdersOfPerson(node);
    }

    @Override
    public CompletionStage<Outcome<List<OrderBody>>> of(Principal person, Asking asking) {
        return more(person, asking, new ArrayList<>(), Optional.empty());
    }

    private CompletionStage<Outcome<List<OrderBody>>> more(Principal person, Asking asking, List<OrderBody> found, Optional<String> after) {
        return orders.ask(store -> store.ofBuyer(person.id(), PAGE, after)).thenCompose(slice -> {
            var asked = slice.orders().stream().map(order -> node.entities().ask(OrderCommand.at(order.id()), new OrderCommand.Look(Optional.of(person.id())), asking)).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenCompose(answered -> {
                for (var each : asked) {
                    Optional<Rejection> refusal = each.join().fold(order -> {
                        found.add(OrderBody.of(order, node.persons()));
                        return Optional.empty();
                    }, Optional::of);
                    if (refusal.isPresent()) return CompletableFuture.completedFuture(Outcome.refused(refusal.get()));
                }
                return slice.next().isPresent() ? more(person, asking, found, slice.next()) : CompletableFuture.completedFuture(Outcome.accepted(found));
            });
        });
    }
}
