package souk.platform.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a member of staff may do. A route for staff names those of which one is needed. */
public enum Role {
    /** Products, prices, flash sales, what search shows. */
    CATALOG,
    /** What lies where. */
    STOCK,
    /** Carts and orders of customers, refunds. */
    ORDERS,
    /** Who sells here. */
    VENDORS,
    /** Money: what was captured, given back and is owed. */
    FINANCE,
    /** What was sold, in figures. */
    ANALYTICS,
    /** Who works here, and what they did. */
    SECURITY,
    /** Everything. */
    ADMIN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in tokens, bodies and the contract: {@code catalog}. */
    public String wire() {
        return wire;
    }

    static Optional<Role> fromWire(String wire) {
        return Arrays.stream(values()).filter(role -> role.wire.equals(wire)).findFirst();
    }
}
