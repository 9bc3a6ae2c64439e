package souk.customers.api;

import souk.kernel.Personal;

/** What the process of another capability asks of accounts. Each can come twice, and answers {@link souk.kernel.Done}. */
public sealed interface AccountRequest {
    /** The provider's name. */
    String PROVIDER = "customers.accounts";

    /** The shop has found out by itself whose e-mail address this is: from now on its owner can log in. Refused CONFLICT {@code address-taken} when another account has it. */
    record Vouch(String mailboxId, String accountId, Personal<String> email) implements AccountRequest {}

    /** Every session of the account with this address, if there is one, ends on every node, within a second. Answered when every node can know it. */
    record EndSessions(String mailboxId) implements AccountRequest {}
}
