package souk.customers.account;

import souk.kernel.Personal;

/**
 * Asks the provider {@value #PROVIDER} to forget a person: what lies about outside the shop's stores, and then the key.
 *
 * @param email that of the account
 */
public record ForgetRequest(String accountId, Personal<String> email) {
    /** The provider's name. */
    public static final String PROVIDER = "customers.forget";
}
