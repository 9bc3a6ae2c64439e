package souk.vendors.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;

/**
 * What can be asked of what the shop owes one vendor in one currency. The account knows every vendor order of which something is due, and lets one payout after the other take of it; that nothing is paid twice the vendor
 * orders see to ({@link VendorOrderCommand.Settle}).
 *
 * @param <R> the reply
 */
public sealed interface VendorAccountCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.account";

    static Address<VendorAccountCommand<?>> at(String vendorId, Currency currency) {
        return new Address<>(TYPE, vendorId + "." + currency.getCurrencyCode());
    }

    /**
     * How a vendor order stands. What it said in a later version before stays.
     *
     * @param version     of the vendor order
     * @param due         what is still to be paid of it, in the account's currency; below zero when more was paid than is left of it; zero: forget it
     * @param deliveredAt empty before
     * @param frozen      whether a dispute keeps it back
     */
    record Report(String vendorOrderId, long version, Money due, Optional<Instant> deliveredAt, boolean frozen) implements VendorAccountCommand<Done> {}

    /**
     * A payout takes what is payable. The same payout again, while it is under way: the first of what it may take now. An empty answer when nothing is payable, or less than the least: then nothing is under way, unless it began
     * when something was. So whoever hears of nothing ends it all the same.
     *
     * <p>Refused: {@code payout-in-progress} (CONFLICT) while another one is under way, {@code payout-over} (GONE) when a payout that began later has begun here already.
     *
     * @param since   when the payout began
     * @param hold    how long after delivery something is kept back
     * @param minimum less than this is not paid
     * @param reserve so much of what is payable stays, in basis points, rounded up: of the vendor orders delivered last, of one of them a part
     */
    record Begin(String payoutId, Instant since, Duration hold, Money minimum, int reserve) implements VendorAccountCommand<Payable> {}

    /** What that payout may take beside: the next vendor orders after this one. Refused: {@code payout-over} (GONE) when it is not under way. */
    record Next(String payoutId, String after) implements VendorAccountCommand<Payable> {}

    /**
     * Vendor orders of which a payout is to take what is due, by their ids: {@value #MOST} of them at most, so that no message grows large.
     *
     * @param more  whether there may be others after the last
     * @param limit of one of these it may not take all
     */
    record Payable(List<String> vendorOrderIds, boolean more, Optional<Limit> limit) {
        public static final int MOST = 500;

        public Payable {
            vendorOrderIds = List.copyOf(vendorOrderIds);
            if (limit == null) limit = Optional.empty();
        }

        public Payable(List<String> vendorOrderIds, boolean more) {
            this(vendorOrderIds, more, Optional.empty());
        }
    }

    /** The rest of what is due of a vendor order is the reserve. @param most so much of it a payout may take, above nothing */
    record Limit(String vendorOrderId, Money most) {}

    /** That payout is over. Not under way: done. @param paid nothing if it did not come about */
    record End(String payoutId, Money paid) implements VendorAccountCommand<Done> {}

    /** What is owed. @param asOf the time of the question, for what is held so long after delivery */
    record Look(Currency currency, Duration hold, int reserve, Instant asOf) implements VendorAccountCommand<VendorBalance> {}
}
