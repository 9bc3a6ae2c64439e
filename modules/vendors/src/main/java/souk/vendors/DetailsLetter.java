package souk.vendors;

import java.time.Instant;
import java.util.List;
import souk.kernel.Personal;

/**
 * Asks the provider {@value #PROVIDER} to tell that a vendor's details were changed.
 *
 * @param id      of the letter, the same each time
 * @param number  which one of its vendor
 * @param to      of the address of before
 * @param account whether it is paid to another account now
 * @param others  who is told the same; some may be {@code to} once more
 */
record DetailsLetter(String id, long number, Personal<String> to, boolean account, String language, Instant at, List<Personal<String>> others) {
    /** The provider's name. */
    static final String PROVIDER = "vendors.post";

    DetailsLetter {
        // From a page of before.
        others = others == null ? List.of() : List.copyOf(others);
    }

    /** Never shows an address. */
    @Override
    public String toString() {
        return "DetailsLetter[" + id + "]";
    }
}
