package souk.customers.account;

/**
 * The secret of a second factor, encrypted for its account with a key that is stored nowhere here.
 *
 * @param text as base64
 */
public record SealedSecret(String text) {
    /** Never shows it. */
    @Override
    public String toString() {
        return "SealedSecret[...]";
    }
}
