package souk.vendors.payouts;

import java.util.List;
import java.util.Optional;
import souk.kernel.Money;

/** What payouts and their runs ask of what lies outside aggregates, as calls of their steps. Each may come again, and has the effect of one. */
public sealed interface PayoutRequest {
    /** The name under which it is registered who has payouts paid. */
    String CASHIER = "payout-cashier";
    /** The name under which it is registered who knows all vendors. */
    String VENDORS = "payout-vendors";
    /** The code of the refusal when there is nowhere to pay a vendor to. */
    String NO_ACCOUNT = "no-payout-account";

    /** Whether there is an account to pay this vendor to. Answered with {@link souk.kernel.Done}, or refused as {@link #NO_ACCOUNT}. Asked of the cashier. */
    record Check(String vendorId) implements PayoutRequest {}

    /** Pay, unless that was done before. Answered with a {@link souk.vendors.api.PayoutResult}. Asked of the cashier. */
    record Pay(String payoutId, String vendorId, Money amount) implements PayoutRequest {}

    /** How a payout of so much stands, as whoever pays says; nothing is sent. Answered with a {@link souk.vendors.api.PayoutResult}. Asked of the cashier. */
    record Find(String payoutId, Money amount) implements PayoutRequest {}

    /** Some of the vendors that ever were approved, after one, in an order that never changes. Answered with {@link Vendors}. */
    record ListVendors(Optional<String> after) implements PayoutRequest {}

    /** @param next after which vendor it goes on; empty: these are the last */
    record Vendors(List<String> ids, Optional<String> next) {}
}
