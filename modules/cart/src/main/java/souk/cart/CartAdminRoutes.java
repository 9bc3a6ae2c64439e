package souk.cart;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.history.PastRoutes;
import souk.platform.history.PastRoutes.Now;
import souk.platform.http.Access;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;

/** Carts and their past, for staff. */
final class CartAdminRoutes {
    /**
     * A cart as staff sees it; the other fields are those of {@link CartContents}.
     *
     * @param at a time at which it was so
     */
    record AdminCart(String id, long version, Instant at, CartContents.Status status, Optional<String> orderId, Currency currency, List<CartContents.Line> lines,
            CartContents.Totals totals, Instant expiresAt, Optional<String> priceList) {
        private static AdminCart of(CartContents cart, Instant at) {
            return new AdminCart(cart.id(), cart.version(), at, cart.status(), cart.orderId(), cart.currency(), cart.lines(), cart.totals(), cart.expiresAt(),
                    cart.priceList());
        }
    }

    private CartAdminRoutes() {}

    static List<Endpoint> of(Node node) {
        return PastRoutes.of(node, Cart.BLUEPRINT, "cart", "/v1/admin/carts/{id}", Access.staff("orders"))
                .shows(AdminCart.class, (id, cart, at) -> AdminCart.of(cart.contents(), at), call -> now(node, call));
    }

    private static CompletionStage<Outcome<Now<AdminCart>>> now(Node node, Call<?> call) {
        return node.entities().ask(CartCommand.at(call.path("id")), new CartCommand.Inspect(), call.asking())
                .thenApply(seen -> seen.map(cart -> new Now<>(cart.version(), at -> AdminCart.of(cart, at))));
    }
}
