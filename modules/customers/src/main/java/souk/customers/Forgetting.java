package souk.customers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.ForgetRequest;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.mail.Post;
import souk.platform.privacy.Persons;

/** Forgets a person: first the letters that lie in a folder of this shop and what is known of the address alone, for which it must be read, then the key. Asked again it finds less to do. */
final class Forgetting implements Provider {
    private static final Outcome<Done> FORGOTTEN = Outcome.accepted(Done.DONE);

    private final Persons persons;
    private final Post post;

    private Forgetting(Persons persons, Post post) {
        this.persons = persons;
        this.post = post;
    }

    static Forgetting of(Node node) {
        return new Forgetting(node.persons(), Post.of(node.config()));
    }

    @Override
    public CompletionStage<Outcome<Done>> call(Object request) {
        var asked = (ForgetRequest) request;
        CompletionStage<?> byAddress = persons.open(asked.email(), String.class)
                .<CompletionStage<?>>map(email -> post.forget(email).thenCompose(gone -> persons.forget(persons.reader(email)))).orElseGet(() -> CompletableFuture.completedFuture(null));
        return byAddress.thenCompose(gone -> persons.forget(asked.accountId())).thenApply(gone -> FORGOTTEN);
    }
}
