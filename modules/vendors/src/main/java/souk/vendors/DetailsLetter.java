package souk.vendors;

import java.time.Instant;
import souk.kernel.Personal;

/**
 * Asks the provider {@value #PROVIDER} to tell somebody that a vendor's details were changed.
 *
 * @param id      of the letter, the same each time
 * @param number  which one of its vendor
 * @param account whether it is paid to another account now
 */
record DetailsLetter(String id, long number, Personal<String> to, boolean account, String language, Instant at) {
    /** The provider's name. */
    static final String PROVIDER = "vendors.post";

    /** Never shows the address. */
    @Override
    public String toString() {
        return "DetailsLetter[" + id + "]";
    }
}
