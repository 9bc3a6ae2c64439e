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
import souk.kernel.Rejection;

/**
 * What can be asked of a vendor order: those lines of one order that one vendor sells. It knows how far the vendor got with them, and what of their money the vendor was paid.
 *
 * @param <R> the reply
 */
public sealed interface VendorOrderCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "vendors.vendor-order";

    static Address<VendorOrderCommand<?>> at(String orderId, String vendorId) {
        return at(id(orderId, vendorId));
    }

    static Address<VendorOrderCommand<?>> at(String id) {
        return new Address<>(TYPE, id);
    }

    /** Its id. No order's and no vendor's has a dot, so it tells both apart. */
    static String id(String orderId, String vendorId) {
        return orderId + "." + vendorId;
    }

    /** The order that one of this id is of. */
    static String order(String id) {
        return id.substring(0, id.indexOf('.'));
    }

    /**
     * A line, as it was agreed when the order was placed.
     *
     * @param lineId     its place in the order, from 1
     * @param total      unit price times quantity, without freight
     * @param freight    of all units of the line
     * @param commission what the shop keeps; nothing where no rule covers it
     */
    record Line(String lineId, String sku, int quantity, Money unitPrice, Money total, Money freight, Money commission) {
        /** What is the vendor's. */
        public Money net() {
            return total.plus(freight).minus(commission);
        }
    }

    /** The order is confirmed, and these of its lines are this vendor's. Open already: done. */
    record Open(String orderId, String vendorId, String number, Instant placedAt, List<Line> lines) implements VendorOrderCommand<Done> {
        public Open {
            lines = List.copyOf(lines);
        }
    }

    /** Some units' money goes back to the buyer. The same refund again: done. Who says so waits until the vendor's account knows. */
    record GiveBack(String refundId, List<Units> lines) implements VendorOrderCommand<Done> {
        public GiveBack {
            lines = List.copyOf(lines);
        }
    }

    /**
     * What went back of one SKU.
     *
     * @param amount what the buyer was given for it, freight included
     */
    record Units(String sku, int quantity, Money amount) {}

    /** Lines of it bear another commission than was agreed, as staff has found a rule to be wrong; what was given back keeps what it bore. The same correction again: done. */
    record CorrectCommission(String correctionId, List<Bears> lines) implements VendorOrderCommand<Done> {
        public CorrectCommission {
            lines = List.copyOf(lines);
        }
    }

    /** @param commission of the whole line, as it should have been agreed */
    record Bears(String lineId, Money commission) {}

    /** The whole order, or what was left of it, is cancelled and paid back. Again: done. Who says so waits until the vendor's account knows. */
    record Cancel() implements VendorOrderCommand<Done> {}

    /**
     * The vendor has sent it off; the same again: as it is. Refused: {@code not-found} when it is another vendor's, {@code vendor-order-shipped} (CONFLICT) when it was sent otherwise before,
     * {@code vendor-order-cancelled} (CONFLICT) when nothing is left to send.
     */
    record Ship(String vendorId, String carrier, String trackingNumber, String by) implements VendorOrderCommand<VendorOrderView> {}

    /**
     * It has arrived; delivered already: as it is. Who asks waits until the vendor's account knows. Refused: {@code not-found}, {@code vendor-order-cancelled} (CONFLICT), {@code delivered-in-future} (UNPROCESSABLE).
     *
     * @param at when; empty: now
     */
    record Deliver(Optional<Instant> at, String by) implements VendorOrderCommand<VendorOrderView> {}

    /** As it is. Refused: {@code not-found}. @param vendorId empty for staff; of another vendor: not found */
    record Look(Optional<String> vendorId) implements VendorOrderCommand<VendorOrderView> {}

    /** As it is, to its vendor who wants to call off what is left of it. Refused: {@code not-found}, {@code vendor-order-shipped} (CONFLICT) once it was sent. */
    record LookToCancel(String vendorId) implements VendorOrderCommand<VendorOrderView> {}

    /**
     * Pay what is due of it with this payout, and nothing of it with another one: the lines and what is due for each, which may be below zero after money went back that had been paid out. The same payout again: the same
     * answer. Not refused: an empty answer when nothing is due, it has not been delivered for so long, or it is frozen.
     *
     * @param hold how long after delivery it is kept back; what is below zero is not
     * @param asOf the payout's time
     * @param most pay no more than this, which is above nothing: what went back first, then the lines in their order, at most one of them in part; the rest stays due. Empty: all
     */
    record Settle(String payoutId, Currency currency, Duration hold, Instant asOf, Optional<Money> most) implements VendorOrderCommand<Settled> {
        public Settle {
            if (most == null) most = Optional.empty();
        }

        /** All that is due. */
        public Settle(String payoutId, Currency currency, Duration hold, Instant asOf) {
            this(payoutId, currency, hold, asOf, Optional.empty());
        }
    }

    /** What a payout pays of it. */
    record Settled(List<Due> lines) {
        public Settled {
            lines = List.copyOf(lines);
        }
    }

    /** @param net what is due for a line, less what was settled of it before */
    record Due(String lineId, String sku, Money net) {}

    /** That payout did not come about: what it was to pay is due again. Unknown or released already: done. Who says so waits until the vendor's account knows. */
    record Release(String payoutId) implements VendorOrderCommand<Done> {}

    /**
     * A dispute about it is open: until it is over no payout is given anything of it, but what is due below zero is taken back all the same. Who asks waits until the vendor's account knows. The same dispute again: done, and
     * nothing once it was thawed. Refused: {@code not-found}; {@code dispute-open} (CONFLICT) while another one is, {@code nothing-left} (CONFLICT), {@code too-many-disputes} (UNPROCESSABLE) after {@value #MOST_DISPUTES},
     * or when {@value #MOST_REMEMBERED} were tried.
     */
    record Freeze(String disputeId) implements VendorOrderCommand<Done> {}

    /** So many disputes about one vendor order, one after the other. */
    int MOST_DISPUTES = 8;

    /** So many disputes, refused ones too, are remembered by their ids. */
    int MOST_REMEMBERED = 128;

    /** That dispute is over, and never freezes it again. Again, or of one that never did: done. Who asks waits until the vendor's account knows. */
    record Thaw(String disputeId) implements VendorOrderCommand<Done> {}

    /** Its vendor's account has heard how it stands. */
    record StandingTold(long version, Optional<Rejection> refusal) implements VendorOrderCommand<Done> {}
}
