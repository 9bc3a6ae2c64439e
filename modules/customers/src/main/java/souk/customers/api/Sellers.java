package souk.customers.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;

/** Who sells in the shop. */
public interface Sellers {
    /** In a shop where nobody else sells. */
    Sellers NONE = (accountId, mailboxId, cause) -> CompletableFuture.completedFuture(Outcome.accepted(Optional.empty()));

    /**
     * The vendor for whom an account may sell now. Whoever takes that right away ends the account's sessions ({@link AccountRequest.EndSessions}) afterwards, so that a session that is not ended has it.
     *
     * @param mailboxId of the account's e-mail address
     * @param cause     the request that it is part of
     */
    CompletionStage<Outcome<Optional<String>>> vendorOf(String accountId, String mailboxId, String cause);
}
