package souk.cart;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import souk.cart.api.BasketCommand;
import souk.cart.api.BasketCommand.Merges;
import souk.cart.api.GuestCarts;
import souk.cart.api.MergeResult;
import souk.cart.api.MergeResult.State;
import souk.cart.api.MergeResult.Strategy;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.platform.http.Ids;

/** The way of a node to the baskets. */
final class Baskets implements GuestCarts {
    private final Node node;
    private final Duration timeToLive;
    private final Strategy strategy;

    private Baskets(Node node, Duration timeToLive, Strategy strategy) {
        this.node = node;
        this.timeToLive = timeToLive;
        this.strategy = strategy;
    }

    /** @throws IllegalStateException for a strategy that there is not */
    static Baskets of(Node node) {
        String named = node.config().getString("souk.cart.merge");
        var strategy = List.of(Strategy.SUM, Strategy.KEEP_NEWEST, Strategy.ASK).stream().filter(each -> named.equals(each.name().toLowerCase(Locale.ROOT).replace('_', '-'))).findFirst()
                .orElseThrow(() -> new IllegalStateException("souk.cart.merge is " + named + ": it is sum, keep-newest or ask."));
        return new Baskets(node, node.config().getDuration("souk.cart.time-to-live"), strategy);
    }

    @Override
    public CompletionStage<MergeResult> logsIn(String accountId, String guest, String guestCart, String cause) {
        String requestId = Ids.random();
        return merge(accountId, guest, guestCart, Optional.empty(), requestId, cause).handle((outcome, failure) -> failure != null ? underWay(requestId, guestCart)
                : outcome.fold(result -> result, refusal -> refusal.kind().passing() ? underWay(requestId, guestCart) : MergeResult.nothing(requestId, guestCart, refusal.code())));
    }

    /** @param by how, if not as the configuration says */
    CompletionStage<Outcome<MergeResult>> merge(String accountId, String guest, String guestCart, Optional<Strategy> by, String requestId, String cause) {
        var merge = new BasketCommand.Merge(accountId, requestId, guest, guestCart, by.orElse(strategy), Ids.random(), timeToLive);
        return node.entities().ask(BasketCommand.at(accountId), merge, Asking.DEFAULT.because(cause)).thenApply(outcome -> outcome.map(merges -> of(merges, requestId, guestCart)));
    }

    private static MergeResult of(Merges merges, String requestId, String guestCart) {
        return merges.results().stream().filter(each -> each.requestId().equals(requestId)).findFirst().orElseGet(() -> underWay(requestId, guestCart));
    }

    private static MergeResult underWay(String requestId, String guestCart) {
        return new MergeResult(requestId, State.UNDER_WAY, guestCart, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }
}
