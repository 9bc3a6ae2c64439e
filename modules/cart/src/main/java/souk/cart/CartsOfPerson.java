package souk.cart;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import souk.cart.api.BasketCommand;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CartEvent;
import souk.cart.api.Checkouts;
import souk.cart.api.MergeResult;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.history.History;
import souk.platform.history.History.Happened;
import souk.platform.http.Principal;
import souk.platform.privacy.PersonalData;

/** The carts of an account, open or not, with all that happened to them; and what guests' carts brought into them. */
final class CartsOfPerson implements PersonalData, Checkouts {
    private static final int PAGE = 500;
    private static final String CHECKED_OUT = Cart.BLUEPRINT.applied().stream().filter(each -> each.event() == CartEvent.CheckoutStarted.class).findFirst().orElseThrow().name();

    /** @param merges the last ones */
    record Known(List<KnownCart> carts, List<MergeResult> merges) {}

    record KnownCart(CartContents cart, List<Happened> happened) {}

    private final Node node;
    private final History<Cart, CartEvent> history;

    private CartsOfPerson(Node node) {
        this.node = node;
        // The fingerprint is of a request's body, and says nothing.
        history = History.of(node, Cart.BLUEPRINT, "cart", "fingerprint");
    }

    static CartsOfPerson of(Node node) {
        return new CartsOfPerson(node);
    }

    @Override
    public CompletionStage<Outcome<Known>> of(Principal person, Asking asking) {
        return node.entities().ask(BasketCommand.at(person.id()), new BasketCommand.Recall(), asking).thenCompose(basket -> then(basket, known ->
                eachOf(known.carts(), asking).thenApply(carts -> carts.map(found -> new Known(found, known.merges())))));
    }

    @Override
    public CompletionStage<Outcome<List<String>>> of(String accountId, String cause) {
        var asking = Asking.DEFAULT.because(cause);
        return node.entities().ask(BasketCommand.at(accountId), new BasketCommand.Recall(), asking).thenCompose(basket -> then(basket, known -> eachOf(known.carts(), asking).thenApply(carts -> carts.map(found ->
                found.stream().flatMap(cart -> cart.happened.stream()).filter(each -> each.name().equals(CHECKED_OUT)).map(each -> each.data().path("orderId").asText()).distinct().toList()))));
    }

    /** One after the other, the latest first: it is asked for seldom, and must cost nobody else anything. */
    private CompletionStage<Outcome<List<KnownCart>>> eachOf(List<String> ids, Asking asking) {
        CompletionStage<Outcome<List<KnownCart>>> all = CompletableFuture.completedFuture(Outcome.accepted(new ArrayList<>()));
        for (int i = ids.size() - 1; i >= 0; i--) {
            String id = ids.get(i);
            all = all.thenCompose(before -> then(before, found -> node.entities().ask(CartCommand.at(id), new CartCommand.Inspect(), asking).thenCompose(seen -> then(seen, cart ->
                    happened(id, cart.version(), 0, new ArrayList<>()).thenApply(events -> events.map(happened -> {
                        found.add(new KnownCart(cart, happened));
                        return found;
                    }))))));
        }
        return all;
    }

    private CompletionStage<Outcome<List<Happened>>> happened(String id, long newest, long after, List<Happened> found) {
        return history.events(id, after, PAGE, newest).thenCompose(page -> then(page, events -> {
            found.addAll(events);
            return events.size() < PAGE ? CompletableFuture.completedFuture(Outcome.accepted(found)) : happened(id, newest, found.get(found.size() - 1).version(), found);
        }));
    }

    private static <A, B> CompletionStage<Outcome<B>> then(Outcome<A> first, Function<A, CompletionStage<Outcome<B>>> next) {
        return first.fold(next, refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal)));
    }
}
