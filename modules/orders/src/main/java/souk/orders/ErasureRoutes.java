package souk.orders;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.privacy.Persons;

/**
 * Staff erases who bought without an account: nobody can log in as that person. The key of the guest's session is destroyed, so all that was ordered in it forgets where it went, and keeps what was sold and for
 * how much. One conditional write, so it is done or it is not; asked again it does nothing.
 */
final class ErasureRoutes {
    private static final Answer OF_ACCOUNT = Answer.refused(new Rejection(Kind.CONFLICT, "has-account", "This buyer has an account: only its owner can have it erased."));
    private static final Answer NEVER_LOCKED = Answer.refused(new Rejection(Kind.CONFLICT, "never-locked", "This order was stored before there were keys: what it says stands in the log as it is."));
    private static final Answer UNKNOWN = Answer.refused(new Rejection(Kind.UNKNOWN_OUTCOME, "unknown-outcome", "It may or may not have been erased: ask again."));

    private ErasureRoutes() {}

    static List<Endpoint> of(Node node) {
        return List.of(Endpoint.post("/v1/admin/orders/{id}/erasure").summary("Erase the guest who placed an order, for ever: every order of that session loses e-mail and address, and nothing else").roles(Access.staff("orders"))
                .answers(204, null).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.CONFLICT, "has-account", "never-locked")
                .handle(call -> erase(node, call)));
    }

    private static CompletionStage<Answer> erase(Node node, Call<Void> call) {
        return node.entities().ask(OrderCommand.at(call.path("id")), new OrderCommand.Look(Optional.empty()), call.asking())
                .thenCompose(seen -> seen.fold(order -> erase(node, order), refusal -> CompletableFuture.completedFuture(Answer.refused(refusal))));
    }

    private static CompletionStage<Answer> erase(Node node, OrderView order) {
        var person = order.email().person();
        if (person.isEmpty()) return CompletableFuture.completedFuture(NEVER_LOCKED);
        if (!Buyer.isKnownHereOnly(person.get())) return CompletableFuture.completedFuture(OF_ACCOUNT);
        return node.persons().forget(Persons.whole(person.get())).handle((done, failure) -> failure == null ? Answer.noContent() : UNKNOWN);
    }
}
