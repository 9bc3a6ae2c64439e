package souk.orders.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import souk.kernel.Money;
import souk.kernel.Outcome;

/** What the shop keeps of what vendors sell in it. */
public interface Commissions {
    /** In a shop that keeps nothing. */
    Commissions NONE = (sales, placedAt) -> CompletableFuture.completedFuture(Outcome.accepted(sales.stream().map(sale -> Optional.<Commission>empty()).toList()));

    /**
     * The commission of each of these lines, in their order, by the rules that held when the order was placed; empty where no rule covers a line. Whoever asks writes down what was answered and does not ask again. Refused
     * when that cannot be told now.
     *
     * @param sales lines of vendors, at least one
     */
    CompletionStage<Outcome<List<Optional<Commission>>>> of(List<Sale> sales, Instant placedAt);

    /**
     * A line of a vendor.
     *
     * @param total without freight
     */
    record Sale(String vendorId, String sku, Money total) {}
}
