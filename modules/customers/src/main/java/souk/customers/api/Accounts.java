package souk.customers.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Outcome;

/** The accounts of a shop, for who has business with their owners. */
public interface Accounts {
    /** Fewest and most characters of a password. */
    int SHORTEST_PASSWORD = 12;
    int LONGEST_PASSWORD = 128;

    /** The id of an e-mail address, the same however it is written; nobody can read the address from it. */
    String mailbox(String email);

    /** The e-mail address of an account. Refused NOT_FOUND when there is none, or nobody can read it any more. */
    CompletionStage<Outcome<String>> email(String accountId, String cause);

    /**
     * Opens an account to which nobody can log in yet: its address is not proven, so it has none until {@link AccountRequest.Vouch}. Done again, it changes nothing. Refused OVERLOADED when too many
     * passwords are being hashed.
     *
     * @param accountId drawn at random by who asks
     * @param password  {@value #SHORTEST_PASSWORD} to {@value #LONGEST_PASSWORD} characters
     * @param cause     the request that it is part of
     */
    CompletionStage<Outcome<Done>> open(String accountId, String email, String password, Optional<String> name, String cause);
}
