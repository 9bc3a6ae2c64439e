package souk.customers;

import souk.platform.Capability;
import souk.platform.http.Tokens;

/** Who visits the shop: sessions of guests and of the one staff account. */
public final class Customers {
    private Customers() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("customers")
                .routes(node -> SessionRoutes.of(Tokens.of(node.config(), node.clock()), SessionSettings.of(node.config())));
    }
}
