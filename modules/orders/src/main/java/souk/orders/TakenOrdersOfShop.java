package souk.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.orders.api.TakenOrders;
import souk.platform.Node;
import souk.platform.reading.Served;

/** Finds them in the list of the account's orders, which says of each who placed it. */
final class TakenOrdersOfShop implements TakenOrders {
    private static final int PAGE = 200;

    private final Served<OrderListStore> orders;

    TakenOrdersOfShop(Node node) {
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
    }

    @Override
    public CompletionStage<List<Taken>> of(String accountId) {
        return page(accountId, Optional.empty(), new ArrayList<>());
    }

    private CompletionStage<List<Taken>> page(String accountId, Optional<String> after, List<Taken> found) {
        return orders.ask(store -> store.ofBuyer(accountId, PAGE, after)).thenCompose(slice -> {
            slice.orders().forEach(order -> order.placedBy().ifPresent(guest -> found.add(new Taken(order.id(), guest))));
            return slice.next().isPresent() ? page(accountId, slice.next(), found) : CompletableFuture.completedFuture(found);
        });
    }
}
