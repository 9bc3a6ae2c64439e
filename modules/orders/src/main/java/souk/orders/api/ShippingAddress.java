package souk.orders.api;

import java.util.Optional;

/**
 * Where an order goes.
 *
 * @param country ISO 3166-1 alpha-2
 */
public record ShippingAddress(String name, String line1, Optional<String> line2, String city, String postcode, String country) {
    public ShippingAddress {
        if (line2 == null) line2 = Optional.empty();
    }
}
