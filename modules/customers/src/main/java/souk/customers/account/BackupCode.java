package souk.customers.account;

/**
 * What is kept of a code that is good once in place of one from the second factor.
 *
 * @param hash of the code and its account; a code has 80 random bits, so nobody finds it from this
 */
public record BackupCode(String hash) {
    /** Never shows the hash. */
    @Override
    public String toString() {
        return "BackupCode[...]";
    }
}
