package souk.cart;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.pricing.api.PriceListCommand;

/** Staff says by which price list a cart is priced. */
final class CartPriceListRoutes {
    private static final String PATH = "/v1/admin/carts/{id}/price-list";

    record PriceListForm(String priceList) {}

    private CartPriceListRoutes() {}

    static List<Endpoint> of(Node node) {
        return List.of(
                changing(Endpoint.put(PATH).summary("Give a cart the prices of a list; what is in it keeps its price until checkout").body(PriceListForm.class))
                        .refuses(Kind.CONFLICT, "currency-mismatch")
                        .handle(call -> assign(node, call)),
                changing(Endpoint.delete(PATH).summary("Give a cart the catalog's prices again; what is in it keeps its price until checkout"))
                        .handle(call -> change(node, call, new CartCommand.RemovePriceList(call.ifMatch()))));
    }

    private static <B> Endpoint.Draft<B> changing(Endpoint.Draft<B> draft) {
        return draft.roles(Access.staff("orders")).ifMatch().answers(200, CartContents.class).refuses(Kind.NOT_FOUND).refuses(Kind.GONE, "cart-expired")
                .refuses(Kind.STALE, "stale").refuses(Kind.CONFLICT, "cart-closed", "checkout-in-progress", "merge-in-progress");
    }

    /** The list tells its currency, which it keeps; and it is never deleted, so that it is still there when the cart asks it. */
    private static CompletionStage<Answer> assign(Node node, Call<PriceListForm> call) {
        String list = call.body().priceList();
        return node.entities().ask(PriceListCommand.at(list), new PriceListCommand.Quote(List.of()), call.asking()).thenCompose(found -> found.fold(
                quoted -> change(node, call, new CartCommand.AssignPriceList(list, quoted.currency(), call.ifMatch())),
                unknown -> CompletableFuture.completedFuture(Answer.refused(unknown))));
    }

    private static CompletionStage<Answer> change(Node node, Call<?> call, CartCommand<CartContents> command) {
        return call.reply(node.entities().ask(CartCommand.at(call.path("id")), command, call.asking()), cart -> Answer.ok(cart).etag(cart.version()));
    }
}
