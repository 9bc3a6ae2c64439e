package souk.vendors.api;

import java.util.Optional;

/**
 * Who a vendor is, by law.
 *
 * @param email to whom the shop writes
 */
public record Company(String email, Optional<String> taxId, Optional<LegalAddress> legalAddress) {
    /** @param country ISO 3166-1 alpha-2 */
    public record LegalAddress(String line1, Optional<String> line2, String city, String postcode, String country) {}
}
