package souk.customers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.account.AccountCommand;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.http.Principal;

/** The e-mail address of an account, for capabilities that know something of a person by it. */
public final class AccountMail {
    private AccountMail() {}

    /** Asks a node's accounts: nothing of who is being erased; refused when there is no account, or it cannot be asked now. Of the account of the configuration it is what stands there. */
    public static Function<Principal, CompletionStage<Outcome<Optional<String>>>> of(Node node) {
        String configured = node.config().getString("souk.customers.staff.email");
        return who -> who.isConfigured() ? CompletableFuture.completedFuture(Outcome.accepted(Optional.of(configured)))
                : node.entities().ask(AccountCommand.at(who.id()), new AccountCommand.Look()).thenApply(outcome -> outcome.map(profile -> node.persons().open(profile.email(), String.class)));
    }
}
