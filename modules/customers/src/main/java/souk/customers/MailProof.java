package souk.customers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.AccountCommand;
import souk.customers.account.MailboxCommand;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Principal;
import souk.platform.privacy.ProvenMail;

/** An account's address, if its mailbox says that it is this account's: that only who reads its mail can bring about. */
public final class MailProof implements ProvenMail {
    private static final Rejection NONE = Rejection.notFound("proven e-mail address");

    private final Node node;

    private MailProof(Node node) {
        this.node = node;
    }

    /** Asks a node's accounts and mailboxes. */
    public static ProvenMail of(Node node) {
        return new MailProof(node);
    }

    @Override
    public CompletionStage<Outcome<String>> of(Principal who, Asking asking) {
        // The address of the account of the configuration was never proven.
        if (who.isConfigured()) return CompletableFuture.completedFuture(Outcome.refused(NONE));
        return Door.then(node.entities().ask(AccountCommand.at(who.id()), new AccountCommand.Look(), asking), profile -> node.persons().open(profile.email(), String.class)
                .map(email -> proven(email, who.id(), asking)).orElseGet(() -> CompletableFuture.completedFuture(Outcome.refused(NONE))));
    }

    private CompletionStage<Outcome<String>> proven(String email, String accountId, Asking asking) {
        return Door.then(node.entities().ask(MailboxCommand.at(EmailAddress.mailbox(email, node.persons())), new MailboxCommand.Look(), asking), holder ->
                CompletableFuture.completedFuture(holder.accountId().equals(Optional.of(accountId)) ? Outcome.accepted(email) : Outcome.refused(NONE)));
    }
}
