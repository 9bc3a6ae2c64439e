package souk.customers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.ForgetRequest;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.mail.Post;
import souk.platform.privacy.Persons;
import souk.platform.privacy.Traces;

/**
 * Forgets a person: first the letters that lie in a folder of this shop and what is known of the address alone, for which it must be read, then what is sealed with other keys, then the key. Asked again it finds less
 * to do.
 */
final class Forgetting implements Provider {
    private static final Outcome<Done> FORGOTTEN = Outcome.accepted(Done.DONE);

    private final Persons persons;
    private final Post post;
    private final Traces traces;

    private Forgetting(Persons persons, Post post, Traces traces) {
        this.persons = persons;
        this.post = post;
        this.traces = traces;
    }

    static Forgetting of(Node node, Traces traces) {
        return new Forgetting(node.persons(), Post.of(node.config()), traces);
    }

    @Override
    public CompletionStage<Outcome<Done>> call(Object request) {
        var asked = (ForgetRequest) request;
        CompletionStage<?> byAddress = persons.open(asked.email(), String.class)
                .<CompletionStage<?>>map(email -> post.forget(email).thenCompose(gone -> persons.forget(persons.reader(email)))).orElseGet(() -> CompletableFuture.completedFuture(null));
        return byAddress.thenCompose(gone -> traces.of(asked.accountId())).thenCompose(found -> found.fold(others -> all(others).thenCompose(gone -> persons.forget(asked.accountId())).thenApply(gone -> FORGOTTEN),
                // Whatever it is: what stays must not be taken for forgotten.
                refusal -> CompletableFuture.failedFuture(new IllegalStateException("It cannot be told what else is known of an account: " + refusal.code()))));
    }

    private CompletionStage<?> all(List<String> others) {
        return CompletableFuture.allOf(others.stream().map(person -> persons.forget(person).toCompletableFuture()).toArray(CompletableFuture[]::new));
    }
}
