package souk.cart;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.cart.api.BasketCommand;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.MergeResult;
import souk.cart.api.MergeResult.State;
import souk.cart.api.MergeResult.Strategy;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.platform.Node;
import souk.platform.http.Access;
import souk.platform.http.Answer;
import souk.platform.http.Call;
import souk.platform.http.Endpoint;
import souk.platform.http.KeyUse;
import souk.platform.http.Principal;
import souk.platform.http.Tokens;
import souk.platform.http.body.OneOf;
import souk.platform.http.body.Text;

/** An account's present cart over HTTP, and what a guest brings into it. */
final class BasketRoutes {
    /**
     * @param guestToken of the guest's session
     * @param strategy   {@code sum}, {@code keep-newest} or {@code discard}
     */
    record MergeForm(@Text(max = 4096) String guestToken, @Text(max = 255) String guestCart, @OneOf({"sum", "keep-newest", "discard"}) String strategy) {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "MergeForm[" + guestCart + "]";
        }
    }

    private static final Rejection NO_CART = Rejection.notFound("cart");
    private static final Rejection BAD_GUEST = new Rejection(Kind.CONFLICT, "guest-session-over", "This is no token of a guest's session, or its time is over: what was in its cart cannot be had by it any more.");

    private final Node node;
    private final Tokens tokens;
    private final Baskets baskets;

    private BasketRoutes(Node node) {
        this.node = node;
        tokens = Tokens.of(node.config(), node.clock());
        baskets = Baskets.of(node);
    }

    static List<Endpoint> of(Node node) {
        var routes = new BasketRoutes(node);
        return List.of(
                Endpoint.get("/v1/me/cart").summary("My present cart: the last that I opened, or that took over what I had put together as a guest").roles(Access.ACCOUNTS)
                        .answers(200, CartContents.class).refuses(Kind.NOT_FOUND, "not-found").refuses(Kind.GONE, "cart-expired").handle(routes::present),
                Endpoint.post("/v1/me/cart/merges").summary("Bring what I have put together as a guest into my cart, or throw it away; 202: it comes to its end by itself").roles(Access.ACCOUNTS)
                        .body(MergeForm.class).idempotencyKey(KeyUse.OPTIONAL).answers(200, MergeResult.class).answers(202, MergeResult.class)
                        .refuses(Kind.CONFLICT, "guest-session-over", "merge-in-progress").handle(routes::merge));
    }

    private CompletionStage<Answer> present(Call<Void> call) {
        var present = node.entities().ask(BasketCommand.at(call.owner()), new BasketCommand.Look(), call.asking());
        return call.reply(present.thenCompose(found -> found.<CompletableFuture<Outcome<CartContents>>>fold(
                basket -> basket.cartId().map(id -> node.entities().ask(CartCommand.at(id), new CartCommand.Look(call.owner()), call.asking())).orElseGet(() -> CompletableFuture.completedFuture(Outcome.refused(NO_CART))),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)))), cart -> Answer.ok(cart).etag(cart.version()));
    }

    private CompletionStage<Answer> merge(Call<MergeForm> call) {
        var form = call.body();
        var guest = tokens.verify(form.guestToken()).filter(who -> who.kind() == Principal.Kind.GUEST);
        if (guest.isEmpty()) return CompletableFuture.completedFuture(Answer.refused(BAD_GUEST));
        var strategy = Strategy.valueOf(form.strategy().toUpperCase(Locale.ROOT).replace('-', '_'));
        return call.reply(baskets.merge(call.owner(), guest.get().id(), form.guestCart(), Optional.of(strategy), call.newId(), call.requestId()),
                result -> Answer.of(result.state() == State.UNDER_WAY ? 202 : 200, result));
    }
}
