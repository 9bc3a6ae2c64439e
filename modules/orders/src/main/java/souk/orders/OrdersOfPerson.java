package souk.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.cart.api.Checkouts;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.history.History.Happened;
import souk.platform.http.Json;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;
import souk.platform.reading.Served;

/** The orders of a person with all that happened to them: those that were sold, newest first, then those that are under way or came to nothing, which are in no list and found by the carts they were begun with. */
final class OrdersOfPerson implements PersonalData {
    private static final int PAGE = 50;
    private static final int EVENTS = 500;
    /** What stands for a card, what only compares requests or addresses, who of the staff decided, and how the rules against fraud work. */
    private static final String[] NOT_TOLD = {"token", "fingerprint", "mailbox", "by", "screening", "reasons", "rules"};

    private final Node node;
    private final Checkouts checkouts;
    private final Served<OrderListStore> orders;
    private final History<Order, OrderEvent> history;

    private OrdersOfPerson(Node node, Checkouts checkouts) {
        this.node = node;
        this.checkouts = checkouts;
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
        history = History.of(node, Order.BLUEPRINT, "order", NOT_TOLD);
    }

    static PersonalData of(Node node, Checkouts checkouts) {
        return new OrdersOfPerson(node, checkouts);
    }

    @Override
    public CompletionStage<Outcome<List<JsonNode>>> of(Principal person, Asking asking) {
        var found = new ArrayList<JsonNode>();
        var seen = new HashSet<String>();
        return sold(person, asking, found, seen, Optional.empty()).thenCompose(sold -> then(sold, done -> checkouts.of(person.id(), asking.cause()).thenCompose(begun -> then(begun, ids ->
                each(person, asking, ids.stream().filter(seen::add).toList(), found)))));
    }

    private CompletionStage<Outcome<List<JsonNode>>> sold(Principal person, Asking asking, List<JsonNode> found, Set<String> seen, Optional<String> after) {
        return orders.ask(store -> store.ofBuyer(person.id(), PAGE, after)).thenCompose(slice -> {
            var ids = slice.orders().stream().map(OrderList.Entry::id).filter(seen::add).toList();
            return each(person, asking, ids, found).thenCompose(told -> then(told, so -> slice.next().isPresent() ? sold(person, asking, found, seen, slice.next()) : CompletableFuture.completedFuture(told)));
        });
    }

    private CompletionStage<Outcome<List<JsonNode>>> each(Principal person, Asking asking, List<String> ids, List<JsonNode> found) {
        CompletionStage<Outcome<List<JsonNode>>> all = CompletableFuture.completedFuture(Outcome.accepted(found));
        for (String id : ids) {
            all = all.thenCompose(before -> then(before, told -> one(person, asking, id).thenApply(order -> order.map(shown -> {
                shown.ifPresent(told::add);
                return told;
            }))));
        }
        return all;
    }

    /** Nothing of an order that is not this person's. */
    private CompletionStage<Outcome<Optional<JsonNode>>> one(Principal person, Asking asking, String id) {
        return node.entities().ask(OrderCommand.at(id), new OrderCommand.Look(Optional.of(person.id())), asking).thenCompose(seen -> seen.<CompletionStage<Outcome<Optional<JsonNode>>>>fold(
                order -> happened(id, order.version(), 0, new ArrayList<>()).thenApply(events -> events.map(told -> {
                    ObjectNode shown = (ObjectNode) Json.tree(OrderBody.of(order, node.persons()));
                    return Optional.of(shown.set("happened", Json.tree(told)));
                })),
                refusal -> CompletableFuture.completedFuture(refusal.kind() == Kind.NOT_FOUND ? Outcome.accepted(Optional.empty()) : Outcome.refused(refusal))));
    }

    private CompletionStage<Outcome<List<Happened>>> happened(String id, long newest, long after, List<Happened> found) {
        return history.events(id, after, EVENTS, newest).thenCompose(page -> then(page, events -> {
            found.addAll(events);
            return events.size() < EVENTS ? CompletableFuture.completedFuture(Outcome.accepted(found)) : happened(id, newest, found.get(found.size() - 1).version(), found);
        }));
    }

    private static <A, B> CompletionStage<Outcome<B>> then(Outcome<A> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
    }
}
