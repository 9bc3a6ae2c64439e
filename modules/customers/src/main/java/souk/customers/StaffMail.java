package souk.customers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.customers.account.AccountCommand;
import souk.platform.Node;
import souk.platform.http.Principal;

/** The e-mail addresses of members of staff, for whom it concerns who they were. */
public final class StaffMail {
    private static final String CONFIGURED = "staff:";

    private StaffMail() {}

    /** Asks a node's accounts; empty if there is none, or it cannot be asked. */
    public static Function<Principal, CompletionStage<String>> of(Node node) {
        return who -> who.id().startsWith(CONFIGURED) ? CompletableFuture.completedFuture(who.id().substring(CONFIGURED.length()))
                : node.entities().ask(AccountCommand.at(who.id()), new AccountCommand.Look()).thenApply(outcome -> outcome.fold(profile -> node.persons().open(profile.email(), String.class).orElse(""), refused -> ""));
    }
}
