package souk.vendors;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.customers.api.Sellers;
import souk.kernel.Outcome;
import souk.platform.Entities.Asking;
import souk.platform.Node;
import souk.vendors.api.SellerCommand;
import souk.vendors.api.VendorCommand;
import souk.vendors.api.VendorCommand.Right;

/** Who sells in this shop, as the aggregates say: no list that may be late. */
final class VendorsOfShop implements Sellers {
    private static final Outcome<Optional<String>> NOBODY = Outcome.accepted(Optional.empty());

    private final Node node;

    private VendorsOfShop(Node node) {
        this.node = node;
    }

    static Sellers of(Node node) {
        return new VendorsOfShop(node);
    }

    @Override
    public CompletionStage<Outcome<Optional<String>>> vendorOf(String accountId, String mailboxId, String cause) {
        var asking = Asking.DEFAULT.because(cause);
        return node.entities().ask(SellerCommand.at(mailboxId), new SellerCommand.Look(), asking).thenCompose(outcome -> outcome.<CompletionStage<Outcome<Optional<String>>>>fold(
                seat -> seat.vendorId().isEmpty() ? CompletableFuture.completedFuture(NOBODY) : node.entities().ask(VendorCommand.at(seat.vendorId().get()), new VendorCommand.MaySell(accountId, mailboxId), asking)
                        .thenApply(right -> right.map(granted -> seat.vendorId().filter(vendor -> isTheirs(granted)))),
                refusal -> CompletableFuture.completedFuture(Outcome.refused(refusal))));
    }

    /** A right that was given to who was erased is nobody's, also when somebody opens an account with that address later. */
    private boolean isTheirs(Right right) {
        return right.granted() && node.persons().open(right.email(), String.class).isPresent();
    }
}
