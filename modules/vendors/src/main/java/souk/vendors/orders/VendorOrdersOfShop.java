package souk.vendors.orders;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Rejection.Kind;
import souk.orders.api.VendorOrders;
import souk.platform.Node;
import souk.vendors.api.VendorOrderCommand;

/**
 * Vendor orders hear from their order itself what goes back, before anybody is answered that it did, and their accounts from them; the reaction that tells it again ({@link FollowOrders}) changes nothing then.
 *
 * <p>An order may be given back before the reaction has opened its vendor orders. Then this opens them, as the reaction would: it would be wrong to wait for a reader that is late, or stands still.
 */
public final class VendorOrdersOfShop implements VendorOrders {
    private final Node node;

    private VendorOrdersOfShop(Node node) {
        this.node = node;
    }

    public static VendorOrders of(Node node) {
        return new VendorOrdersOfShop(node);
    }

    @Override
    public CompletionStage<Outcome<Done>> hear(Sold sold, Word word) {
        var asked = FollowOrders.words(word).entrySet().stream().map(each -> hear(sold, each.getKey(), each.getValue())).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> asked.stream().map(CompletableFuture::join).filter(Outcome.Refused.class::isInstance).findFirst().orElse(Outcome.accepted(Done.DONE)));
    }

    private CompletableFuture<Outcome<Done>> hear(Sold sold, String vendor, VendorOrderCommand<Done> word) {
        return ask(sold, vendor, word).thenCompose(outcome -> {
            var opening = FollowOrders.opening(sold).get(vendor);
            if (!isUnknown(outcome) || opening == null) return CompletableFuture.completedFuture(outcome);
            return ask(sold, vendor, opening).thenCompose(opened -> opened.fold(done -> ask(sold, vendor, word), refusal -> CompletableFuture.completedFuture(Outcome.<Done>refused(refusal))));
        });
    }

    private static boolean isUnknown(Outcome<Done> outcome) {
        return outcome.fold(done -> false, (Rejection refusal) -> refusal.kind() == Kind.NOT_FOUND);
    }

    private CompletableFuture<Outcome<Done>> ask(Sold sold, String vendor, VendorOrderCommand<Done> command) {
        return node.entities().ask(VendorOrderCommand.at(sold.orderId(), vendor), command);
    }
}
