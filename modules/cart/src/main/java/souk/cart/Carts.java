package souk.cart;

import java.util.function.Function;
import souk.cart.api.Checkouts;
import souk.cart.api.GuestCarts;
import souk.catalog.api.Offers;
import souk.platform.Capability;
import souk.platform.Node;

/** Carts: what shoppers gather before they buy. */
public final class Carts {
    private Carts() {}

    /** Of a shop in which nobody else sells. */
    public static Capability capability() {
        return capability(node -> Offers.NONE);
    }

    /** The table of contents. @param offers what vendors want for the SKUs of the catalog */
    public static Capability capability(Function<Node, Offers> offers) {
        return Capability.of("cart")
                .hosts(Cart.BLUEPRINT)
                .history(Cart.BLUEPRINT)
                .hosts(Basket.BLUEPRINT)
                .routes(node -> CartRoutes.of(node, offers.apply(node)))
                .topic("cart", CartRoutes::topic)
                .routes(CartPriceListRoutes::of)
                .routes(BasketRoutes::of)
                .personalData("carts", CartsOfPerson::of)
                .routes(CartAdminRoutes::of);
    }

    /** What becomes of a guest's cart at log-in, by {@code souk.cart.merge}. */
    public static GuestCarts guests(Node node) {
        return Baskets.of(node);
    }

    /** What became of the carts of an account. */
    public static Checkouts checkouts(Node node) {
        return CartsOfPerson.of(node);
    }
}
