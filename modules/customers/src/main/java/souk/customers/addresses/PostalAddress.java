package souk.customers.addresses;

import java.util.Optional;

/**
 * An address that letters and parcels can have.
 *
 * @param country ISO 3166-1 alpha-2
 */
public record PostalAddress(String name, String line1, Optional<String> line2, String city, String postcode, String country) {
    public PostalAddress {
        if (line2 == null) line2 = Optional.empty();
    }
}
