package souk.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import souk.kernel.Outcome;
import souk.kernel.Rejection.Kind;
import souk.ledger.api.TransactionCommand;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;

/** Why something is booked. */
final class WhyRoutes {
    private WhyRoutes() {}

    /**
     * @param pasts of the types of aggregates by which something is booked, and of those that begin them, on a node
     * @param staff which member of staff has made a request at about that time, on a node
     */
    static Function<Node, List<Endpoint>> of(Map<String, Function<Node, History<?, ?>>> pasts, Function<Node, BiFunction<String, Instant, CompletionStage<Optional<String>>>> staff) {
        return node -> {
            var causes = new Causes(pasts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, past -> past(past.getValue().apply(node)))), staff.apply(node));
            return List.of(Endpoint.get("/v1/admin/ledger/transactions/{id}/why").summary("Why a transaction is booked: event by event back to the request, and who made it").roles(Access.staff("finance"))
                    .answers(200, Causes.Explanation.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.OVERLOADED, "history-behind").handle(call -> why(node, causes, call)));
        };
    }

    private static Causes.Past past(History<?, ?> history) {
        return history::events;
    }

    private static CompletionStage<Answer> why(Node node, Causes causes, Call<Void> call) {
        String id = call.path("id");
        var explained = node.entities().ask(TransactionCommand.at(id), new TransactionCommand.Look(), call.asking()).thenCompose(found -> found.fold(transaction -> causes.of(id, transaction),
                refusal -> CompletableFuture.completedFuture(Outcome.<Causes.Explanation>refused(refusal))));
        return call.reply(explained, Answer::ok);
    }
}
