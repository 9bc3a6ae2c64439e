package souk.vendors;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Outcome;
import souk.platform.Node;
import souk.platform.Provider;
import souk.platform.reading.Served;
import souk.vendors.api.VendorStatus;
import souk.vendors.payouts.PayoutRequest;

/** Lists all vendors to whom something may be owed: every one that ever was approved, also one that is suspended now, as what is owed is owed. */
final class VendorsToPay implements Provider {
    private static final int AT_ONCE = 200;

    private final Served<VendorListStore> vendors;

    private VendorsToPay(Node node) {
        vendors = Served.of(node, VendorList.VIEW, VendorListStore::new);
    }

    static Provider of(Node node) {
        return new VendorsToPay(node);
    }

    @Override
    public CompletionStage<? extends Outcome<?>> call(Object request) {
        if (!(request instanceof PayoutRequest.ListVendors list)) return CompletableFuture.failedFuture(new IllegalArgumentException("The list of vendors does not understand " + request));
        return vendors.ask(store -> store.slice(Optional.empty(), AT_ONCE, list.after())).thenApply(slice -> Outcome.accepted(new PayoutRequest.Vendors(
                slice.items().stream().filter(vendor -> vendor.status() == VendorStatus.APPROVED || vendor.status() == VendorStatus.SUSPENDED).map(VendorList.Entry::id).toList(), slice.next())));
    }
}
