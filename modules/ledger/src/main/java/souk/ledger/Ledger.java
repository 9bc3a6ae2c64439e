package souk.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import souk.platform.Capability;
import souk.platform.Node;
import souk.platform.history.History;

/** The ledger: every sale, refund, payout and credit note of the shop, booked by double entry, once each; and what vendors and affiliates are owed by it. */
public final class Ledger {
    private Ledger() {}

    /**
     * The table of contents.
     *
     * @param pasts of the types of aggregates by which something is booked, and of those that begin them, by the type's name: of orders at least; on a node
     * @param staff which member of staff has made a request at about that time, if one has; on a node
     */
    public static Capability capability(Map<String, Function<Node, History<?, ?>>> pasts, Function<Node, BiFunction<String, Instant, CompletionStage<Optional<String>>>> staff) {
        return Capability.of("ledger")
                .hosts(Transaction.BLUEPRINT)
                // A transaction is about an order, most often: one segment holds both.
                .inLogsOf("orders")
                .schema("schema/ledger.cql")
                .reaction(Booking.ORDERS)
                .reaction(Booking.CREDIT_NOTES)
                .reaction(Booking.PAYOUTS)
                .view(Booked.VIEW, LedgerStore::new)
                .routes(LedgerRoutes::of)
                .routes(VendorLedgerRoutes::of)
                .routes(AffiliateBalanceRoutes::of)
                .routes(WhyRoutes.of(pasts, staff));
    }
}
