package souk.cart;

import souk.platform.Capability;

/** Carts: what shoppers gather before they buy. */
public final class Carts {
    private Carts() {}

    /** The table of contents. */
    public static Capability capability() {
        return Capability.of("cart")
                .hosts(Cart.BLUEPRINT)
                .history(Cart.BLUEPRINT)
                .routes(CartRoutes::of)
                .topic("cart", CartRoutes::topic)
                .routes(CartPriceListRoutes::of)
                .routes(CartAdminRoutes::of);
    }
}
