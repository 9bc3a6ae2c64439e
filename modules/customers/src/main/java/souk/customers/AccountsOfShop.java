package souk.customers;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.account.AccountCommand;
import souk.customers.account.MailboxCommand;
import souk.customers.api.AccountRequest;
import souk.customers.api.Accounts;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.Provider;

/** The accounts of this shop, for other capabilities. What it hashes waits in a queue of its own, so that a flood of it holds up no log-in. */
final class AccountsOfShop implements Accounts {
    /** Sessions have ids at random: this one none has. */
    private static final String NO_SESSION = "";
    private static final Outcome<Done> DONE = Outcome.accepted(Done.DONE);

    private final Node node;
    private final Passwords passwords;

    private AccountsOfShop(Node node) {
        this.node = node;
        passwords = Passwords.of(node.config().getConfig("souk.customers.passwords"));
    }

    static Accounts of(Node node) {
        return new AccountsOfShop(node);
    }

    @Override
    public String mailbox(String email) {
        return EmailAddress.mailbox(email, node.persons());
    }

    @Override
    public CompletionStage<Outcome<String>> email(String accountId, String cause) {
        return node.entities().ask(AccountCommand.at(accountId), new AccountCommand.Look(), Asking.DEFAULT.because(cause)).thenApply(outcome -> outcome.fold(
                profile -> node.persons().open(profile.email(), String.class).map(Outcome::accepted).orElseGet(() -> Outcome.refused(Rejection.notFound("account"))), Outcome::refused));
    }

    @Override
    public CompletionStage<Outcome<Done>> open(String accountId, String email, String password, Optional<String> name, String cause) {
        var key = node.persons().key(accountId);
        if (key.isEmpty()) return CompletableFuture.completedFuture(Outcome.refused(Rejection.notFound("account")));
        return Door.then(passwords.hash(password), hash -> node.entities().ask(AccountCommand.at(accountId), new AccountCommand.Open(key.get().seal(email), name.map(key.get()::seal), hash, ""), Asking.DEFAULT.because(cause)));
    }

    /** Carries out {@link AccountRequest}s. */
    static Provider provider(Node node) {
        return request -> request instanceof AccountRequest.Vouch vouch
                ? node.entities().ask(MailboxCommand.at(vouch.mailboxId()), new MailboxCommand.Vouch(vouch.accountId(), vouch.email())) : endSessions(node, ((AccountRequest.EndSessions) request).mailboxId());
    }

    private static CompletionStage<Outcome<Done>> endSessions(Node node, String mailboxId) {
        return Door.then(node.entities().ask(MailboxCommand.at(mailboxId), new MailboxCommand.Look()), holder -> holder.accountId().isEmpty() ? CompletableFuture.completedFuture(DONE)
                : node.entities().ask(AccountCommand.at(holder.accountId().get()), new AccountCommand.EndOthers(NO_SESSION)).thenApply(outcome -> outcome.fold(
                        ending -> ending.everywhere() ? DONE : Outcome.refused(Door.NOT_EVERYWHERE),
                        // An account that is only being opened, or was erased, has no sessions.
                        refusal -> refusal.kind() == Rejection.Kind.NOT_FOUND ? DONE : Outcome.refused(refusal))));
    }
}
