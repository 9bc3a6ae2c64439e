package souk.orders;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderStatus;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.live.Topic;
import souk.platform.reading.Served;

/** A buyer's own orders over HTTP. */
final class OrderRoutes {
    private final Node node;
    private final Served<OrderListStore> orders;

    private OrderRoutes(Node node) {
        this.node = node;
        orders = Served.of(node, OrderList.VIEW, OrderListStore::new);
    }

    static List<Endpoint> of(Node node) {
        var routes = new OrderRoutes(node);
        return List.of(
                Endpoint.get("/v1/orders/{id}").summary("An order").roles(Access.ANYONE_WITH_A_TOKEN).answers(200, OrderBody.class).refuses(Kind.NOT_FOUND, "not-found")
                        .handle(routes::look),
                Endpoint.get("/v1/orders").summary("My orders, newest first").roles(Access.ANYONE_WITH_A_TOKEN).paged().answersPageOf(OrderBody.class)
                        .handle(routes::list),
                Endpoint.post("/v1/orders/{id}/cancel").summary("Refund an order, or what is left of it, and put the units back").roles(Access.ANYONE_WITH_A_TOKEN).idempotencyKey(KeyUse.REQUIRED)
                        .answers(200, OrderBody.class).answers(202, OrderBody.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "order-in-progress", "order-rejected", "order-taken-over")
                        .stepUp(Principal.Kind.STAFF).handle(routes::cancel));
    }

    /** {@code order:<id>}, for its buyer. */
    static Topic topic(Node node) {
        return Topic.forOwner((id, buyer) -> node.entities().ask(OrderCommand.at(id), new OrderCommand.Look(Optional.of(buyer)), Topic.ASKING)
                .thenApply(outcome -> outcome.map(order -> new Topic.Shown(order.version(), OrderBody.of(order, node.persons()), OrderCommand.at(id)))));
    }

    private CompletionStage<Answer> look(Call<Void> call) {
        return call.reply(node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Look(Optional.of(call.owner())), call.asking()),
                order -> Answer.ok(OrderBody.of(order, node.persons())).etag(order.version()));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return orders.ask(store -> store.ofBuyer(call.owner(), call.limit(), call.cursor())).thenApply(slice -> Answer.ok(call.page(slice.orders().stream().map(order -> OrderBody.of(order, node.persons())).toList(), slice.next())));
    }

    /** Cancelling is once by itself: the order is the memory of it, whatever the key. */
    private CompletionStage<Answer> cancel(Call<Void> call) {
        return call.reply(node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Cancel(Optional.of(call.owner())), call.asking()),
                order -> Answer.of(order.status() == OrderStatus.CANCELLED ? 200 : 202, OrderBody.of(order, node.persons())).etag(order.version()));
    }
}
