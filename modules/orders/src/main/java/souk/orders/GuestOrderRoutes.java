package souk.orders;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.orders.api.ShippingAddress;
import souk.orders.takeover.TakeoversCommand;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.privacy.ProvenMail;
import souk.platform.reading.Served;

/**
 * What was ordered without an account, by an address whose mail the owner of this account reads. What a guest typed may be anybody's address: so nothing is seen without the proof, and nothing becomes anybody's
 * unasked.
 */
final class GuestOrderRoutes {
    private static final Rejection NOT_THERE = Rejection.notFound("order");
    private static final Rejection ERASED = new Rejection(Kind.GONE, "erased", "Who placed this order, or who has this account, was erased.");

    /** An order that does not know yet whose it is. */
    record Underway(String id) {}

    private final Node node;
    private final ProvenMail mail;
    private final Served<GuestOrderStore> found;

    private GuestOrderRoutes(Node node, ProvenMail mail) {
        this.node = node;
        this.mail = mail;
        found = Served.of(node, GuestOrder.VIEW, GuestOrderStore::new);
    }

    static List<Endpoint> of(Node node, ProvenMail mail) {
        var routes = new GuestOrderRoutes(node, mail);
        return List.of(
                Endpoint.get("/v1/me/guest-orders").summary("What was ordered without an account, with my e-mail address, and is nobody's yet, newest first").tag("orders").roles(Access.ACCOUNTS).paged()
                        .answersPageOf(OrderBody.class).handle(routes::list),
                Endpoint.post("/v1/me/guest-orders/{id}/claim").summary("Take over what was ordered without an account, with my e-mail address: it is this account's for ever; again: the same").tag("orders").roles(Access.ACCOUNTS)
                        .answers(200, OrderBody.class).answers(202, Underway.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "order-in-progress").refuses(Kind.GONE, "erased")
                        .refuses(Kind.UNPROCESSABLE, "too-many-guest-orders").handle(routes::claim));
    }

    private CompletionStage<Answer> list(Call<Void> call) {
        return withMailbox(call, Answer.ok(call.page(List.of(), Optional.empty())), mailbox -> found.ask(store -> store.ofMailbox(mailbox, call.limit(), call.cursor())).thenCompose(slice -> {
            var asked = slice.orders().stream().map(id -> seen(call, id, mailbox)).toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> {
                // The list says where to look; what is there, and still nobody's, each order says itself.
                var refusal = asked.stream().flatMap(each -> each.join().fold(order -> Stream.<Rejection>empty(), Stream::of)).filter(each -> each.kind().passing()).findFirst();
                if (refusal.isPresent()) return Answer.refused(refusal.get());
                var orders = asked.stream().flatMap(each -> each.join().fold(Stream::of, refused -> Stream.<OrderView>empty())).filter(order -> order.takenOverAt().isEmpty())
                        .map(order -> OrderBody.of(order, node.persons()).listed()).filter(order -> order.email().isPresent()).toList();
                return Answer.ok(call.page(orders, slice.next()));
            });
        }));
    }

    private CompletionStage<Answer> claim(Call<Void> call) {
        String id = call.path("id");
        return withMailbox(call, Answer.refused(NOT_THERE), mailbox -> then(seen(call, id, mailbox), order -> order.takenOverAt().isPresent() ? answer(order) : take(call, order, mailbox)));
    }

    private CompletionStage<Answer> take(Call<Void> call, OrderView order, String mailbox) {
        var persons = node.persons();
        var key = persons.key(call.owner());
        var email = persons.open(order.email(), String.class);
        var address = persons.open(order.shippingAddress(), ShippingAddress.class);
        if (key.isEmpty() || email.isEmpty() || address.isEmpty() || order.email().person().isEmpty()) return CompletableFuture.completedFuture(Answer.refused(ERASED));
        var take = new TakeoversCommand.Take(call.owner(), order.id(), mailbox, order.email().person().get(), key.get().seal(email.get()), key.get().seal(address.get()));
        return then(node.entities().ask(TakeoversCommand.at(call.owner()), take, call.asking()), standing -> standing.underWay().contains(order.id())
                ? CompletableFuture.completedFuture(Answer.accepted("/v1/orders/" + order.id(), new Underway(order.id())))
                : then(seen(call, order.id(), mailbox), after -> after.takenOverAt().isPresent() ? answer(after) : CompletableFuture.completedFuture(Answer.refused(NOT_THERE))));
    }

    private CompletableFuture<Outcome<OrderView>> seen(Call<?> call, String id, String mailbox) {
        return node.entities().ask(OrderCommand.at(id), new OrderCommand.LookAsReader(mailbox, call.owner()), call.asking());
    }

    private CompletionStage<Answer> answer(OrderView order) {
        return CompletableFuture.completedFuture(Answer.ok(OrderBody.of(order, node.persons())).etag(order.version()));
    }

    /** @param unproven what is answered when there is no proof */
    private CompletionStage<Answer> withMailbox(Call<?> call, Answer unproven, Function<String, CompletionStage<Answer>> next) {
        return mail.of(call.principal(), call.asking()).thenCompose(proof -> proof.fold(email -> next.apply(Buyer.mailbox(email, node.persons())),
                refusal -> CompletableFuture.completedFuture(refusal.kind() == Kind.NOT_FOUND ? unproven : Answer.refused(refusal))));
    }

    private static <A> CompletionStage<Answer> then(CompletionStage<Outcome<A>> first, Function<A, CompletionStage<Answer>> next) {
        return first.thenCompose(outcome -> outcome.fold(next, refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))));
    }
}
