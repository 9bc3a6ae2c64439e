package souk.customers.account;

/**
 * What is kept of a password.
 *
 * @param phc algorithm, parameters, salt and hash in one ({@code $argon2id$v=19$m=19456,t=2,p=1$...$...})
 */
public record PasswordHash(String phc) {
    /** Never shows the hash. */
    @Override
    public String toString() {
        return "PasswordHash[...]";
    }
}
