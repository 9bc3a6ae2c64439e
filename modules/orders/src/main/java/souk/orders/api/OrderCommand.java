package souk.orders.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.cart.api.CartCommand.VendorQuote;
import souk.cart.api.CheckoutBegun;
import souk.kernel.Address;
import souk.kernel.Command;
import souk.kernel.Done;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.payments.api.PaymentStatus;

/**
 * What can be asked of one order. An order is the durable process of a checkout, and the memory of the checkout's Idempotency-Key: its
 * id is made from it, and whatever came of it is the answer for ever.
 *
 * @param <R> the reply
 */
public sealed interface OrderCommand<R> extends Command<R> {
    /** The stored name of the type. */
    String TYPE = "orders.order";

    /** Where this order lives. */
    static Address<OrderCommand<?>> at(String orderId) {
        return new Address<>(TYPE, orderId);
    }

    /**
     * Check the cart out; the same again: the same answer. Who asks waits until the order is confirmed, rejected (then this is the
     * refusal), held for review or waiting for its payment.
     *
     * <p>Refused: {@code idempotency-key-reused} (UNPROCESSABLE) for another body; else with what came in the way: the cart's refusals,
     * {@code not-for-sale}, {@code price-changed}, {@code checkout-expired}, {@code claim-in-checkout}, {@code claim-paid}, {@code order-refused} by
     * the rules against fraud (CONFLICT),
     * {@code sold-out} (SOLD_OUT), {@code claim-expired} (GONE), {@code payment-declined} (DECLINED), {@code quantity-too-large} (UNPROCESSABLE).
     *
     * @param orderId     the aggregate's own id
     * @param fingerprint of the request's body, by the buyer's key
     * @param unkeyed     the same as it was made before there were keys: nothing new is compared with it
     * @param cartVersion the cart's version that was read before the quotes were asked for
     * @param quotes      the price of each SKU in that version; one that is there by claim only needs none
     * @param unavailable the SKUs in that version that are not for sale any more
     * @param hold        how long units and claims may be held for this order
     * @param screening   what the rules against fraud have to say; empty: nothing
     * @param mailbox     of a guest: by which who reads the mail of {@code email} finds the order
     * @param offers      the price and freight of what is a vendor's in that version
     * @param affiliate   who is named as having sent the buyer, with the share as it stands
     */
    record Checkout(String orderId, String fingerprint, String unkeyed, String principal, String cartId, long cartVersion, Personal<String> email,
            Personal<ShippingAddress> shippingAddress, PaymentMethod payment, Map<String, Money> quotes, List<String> unavailable, Duration hold, Optional<Screening> screening, Optional<String> mailbox,
            List<VendorQuote> offers, Optional<AffiliateTerms> affiliate) implements OrderCommand<OrderView> {
        public Checkout {
            quotes = Map.copyOf(quotes);
            unavailable = List.copyOf(unavailable);
            if (screening == null) screening = Optional.empty();
            if (mailbox == null) mailbox = Optional.empty();
            offers = offers == null ? List.of() : List.copyOf(offers);
            if (affiliate == null) affiliate = Optional.empty();
        }

        /** Of a buyer whom no affiliate has sent. */
        public Checkout(String orderId, String fingerprint, String unkeyed, String principal, String cartId, long cartVersion, Personal<String> email, Personal<ShippingAddress> shippingAddress, PaymentMethod payment,
                Map<String, Money> quotes, List<String> unavailable, Duration hold, Optional<Screening> screening, Optional<String> mailbox, List<VendorQuote> offers) {
            this(orderId, fingerprint, unkeyed, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, unavailable, hold, screening, mailbox, offers, Optional.empty());
        }

        /** One that nobody finds by its address, of a cart in which nothing is a vendor's. */
        public Checkout(String orderId, String fingerprint, String unkeyed, String principal, String cartId, long cartVersion, Personal<String> email,
                Personal<ShippingAddress> shippingAddress, PaymentMethod payment, Map<String, Money> quotes, List<String> unavailable, Duration hold, Optional<Screening> screening) {
            this(orderId, fingerprint, unkeyed, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, unavailable, hold, screening, Optional.empty(), List.of());
        }

        /** About which no rule against fraud has anything to say. */
        public Checkout(String orderId, String fingerprint, String unkeyed, String principal, String cartId, long cartVersion, Personal<String> email,
                Personal<ShippingAddress> shippingAddress, PaymentMethod payment, Map<String, Money> quotes, List<String> unavailable, Duration hold) {
            this(orderId, fingerprint, unkeyed, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, unavailable, hold, Optional.empty());
        }
    }

    /**
     * Staff decides about an order that is held for review; the same again: the same answer. Who asks waits until it is confirmed or rejected, or waits for its payment.
     *
     * <p>Refused: {@code not-found}; {@code not-held} (CONFLICT) when it is not held, or was decided otherwise.
     *
     * @param by the member of staff
     */
    record Review(boolean approved, String by) implements OrderCommand<OrderView> {}

    /**
     * Give back a part of a confirmed order; the same again: the same refund, whatever became of the order. Who asks waits for the end of it.
     *
     * <p>Refused: {@code idempotency-key-reused} (UNPROCESSABLE) for another body; {@code not-found}, of an order or, with the member
     * {@code skus}, of a SKU in it; {@code order-in-progress} while it is being placed or another refund of it is under way,
     * {@code order-cancelled}, {@code order-rejected}, {@code refund-too-large} with {@code skus} of which fewer units are left (CONFLICT);
     * {@code too-many-refunds} after a thousand, unless it is all that is left of a vendor's, {@code vendor-required} when units of a SKU are of several vendors and it does not say of whom (UNPROCESSABLE).
     *
     * @param refundId    made from the Idempotency-Key; refund ids and order ids do not meet
     * @param fingerprint of the request's body
     * @param lines       at least one, no SKU twice
     * @param restock     whether the units return to the stock
     */
    record Refund(String refundId, String fingerprint, List<Units> lines, boolean restock, Optional<String> reason) implements OrderCommand<OrderView> {
        public Refund {
            lines = List.copyOf(lines);
            if (reason == null) reason = Optional.empty();
        }
    }

    /**
     * So many units of a SKU, at least one.
     *
     * @param vendorId whose; empty: the shop's own if there are any in the order, else those of the one vendor of whom there are
     */
    record Units(String sku, int quantity, Optional<String> vendorId) {
        /** Without a word whose. */
        public Units(String sku, int quantity) {
            this(sku, quantity, Optional.empty());
        }

        public Units {
            if (vendorId == null) vendorId = Optional.empty();
        }
    }

    /**
     * Refund what is left of a confirmed order and put its units back, once; a cancelled one: it is answered as it is. Who asks waits for the
     * end of it.
     *
     * <p>Refused: {@code not-found}; {@code order-in-progress}, also while a refund is under way, {@code order-rejected}, {@code order-taken-over} to the guest who placed it (CONFLICT).
     *
     * @param principal who asks; staff asks without
     */
    record Cancel(Optional<String> principal) implements OrderCommand<OrderView> {
        public Cancel {
            if (principal == null) principal = Optional.empty();
        }
    }

    /** The order as it is. Refused: {@code not-found}, also to anybody but its owner and who placed it; staff asks without a principal. */
    record Look(Optional<String> principal) implements OrderCommand<OrderView> {
        public Look {
            if (principal == null) principal = Optional.empty();
        }
    }

    /**
     * The order of a guest as who reads the mail of its address may see it: sold, and nobody's but the guest's, or taken over by this account. Refused: {@code not-found}; {@code order-in-progress} (CONFLICT) while it
     * is not sold yet.
     *
     * @param mailbox   of whom that was proven
     * @param accountId of the same
     */
    record LookAsReader(String mailbox, String accountId) implements OrderCommand<OrderView> {}

    /**
     * The order becomes the account's; the same again: nothing. Refused as {@link LookAsReader}, so to every other account once one has it.
     *
     * @param email locked with the account's key, as is the address
     */
    record TakeOver(String mailbox, String accountId, Personal<String> email, Personal<ShippingAddress> shippingAddress) implements OrderCommand<OrderView> {}

    /**
     * Lines of it bear another commission than they were sold with; the same correction again: as it was. Of what is cancelled, or came to nothing, nothing changes. Refused: {@code not-found}; {@code order-in-progress}
     * (CONFLICT) while it has not heard what its lines bear; {@code too-many-corrections} (UNPROCESSABLE).
     */
    record CorrectCommission(CommissionCorrection correction) implements OrderCommand<CommissionCorrected> {}

    /** What that would change. Refused as that. */
    record LookAtCorrection(CommissionCorrection correction) implements OrderCommand<CommissionCorrected> {}

    /** @param lines those that bear another commission by it */
    record CommissionCorrected(List<CommissionCorrection.Line> lines) {
        public CommissionCorrected {
            lines = List.copyOf(lines);
        }
    }

    /** How far it is. Refused: {@code not-found}. */
    record Inspect() implements OrderCommand<OrderProgress> {}

    /** What staff can make an unfinished order do. */
    enum Steering {
        /** Try the present step now. */ RETRY,
        /** Give up what is not paid yet, cancel what is confirmed. */ COMPENSATE
    }

    /**
     * Staff steers. Refused: {@code not-found}; {@code nothing-to-retry}, {@code nothing-to-compensate} (CONFLICT) for an order at rest;
     * {@code already-paid} (CONFLICT): once it is paid it settles first, and can then be cancelled. A refund under way comes to its end first, too.
     */
    record Steer(Steering action) implements OrderCommand<OrderProgress> {}

    /** The order is late if it still is not at rest, and refused if it is still held for review at the end of that. Sent by the partition. */
    record FallBehind() implements OrderCommand<Done> {}

    /** What a step of the order's own process came to; sent by the partition. Never refused: one that no longer fits does nothing. */
    sealed interface Result extends OrderCommand<Done> {}

    /** The cart was asked to freeze: one of the two is there. */
    record CartAnswered(Optional<Rejection> refusal, Optional<CheckoutBegun> begun) implements Result {}

    /**
     * The counters of the rules against fraud were asked.
     *
     * @param over which of the {@linkplain Screening#counting() countings} fire: their places, from 0
     */
    record ScreenAnswered(Optional<Rejection> refusal, List<Integer> over) implements Result {
        public ScreenAnswered {
            over = List.copyOf(over);
        }
    }

    /**
     * It was asked what the shop keeps of the lines of vendors.
     *
     * @param commissions as in {@link OrderEvent.CommissionsFrozen}; none if it was refused
     */
    record CommissionsAnswered(Optional<Rejection> refusal, List<Optional<Commission>> commissions) implements Result {
        public CommissionsAnswered {
            commissions = List.copyOf(commissions);
        }
    }

    /** Stock was asked to hold all units, and their counters all claims; no refusal: they do. */
    record StockAnswered(Optional<Rejection> refusal) implements Result {}

    /** The provider was asked to take the money, or what became of it: one of the two is there. */
    record PaymentAnswered(Optional<Rejection> refusal, Optional<PaymentStatus> status) implements Result {}

    /**
     * The units were asked to leave the stock, the claims to be sold, and the cart to close.
     *
     * @param committed which SKUs have left it and which claims are sold, as in {@link OrderEvent.Failed}
     */
    record SettleAnswered(Optional<Rejection> refusal, List<Integer> committed) implements Result {
        public SettleAnswered {
            committed = List.copyOf(committed);
        }
    }

    /**
     * Everything was asked to be undone.
     *
     * @param shortOf SKUs that are short, too, beside the one that was refused
     */
    record UndoAnswered(Optional<Rejection> refusal, List<String> shortOf) implements Result {
        public UndoAnswered {
            shortOf = List.copyOf(shortOf);
        }
    }

    /** The provider was asked for a refund, and stock to take the units back. */
    record CancelAnswered(Optional<Rejection> refusal) implements Result {}

    /** The provider was asked for this refund, and stock to take its units back. */
    record RefundAnswered(String refundId, Optional<Rejection> refusal) implements Result {}

    /** Stock was told that the returns of these refunds are done. */
    record RefundsAcknowledgeAnswered(Optional<Rejection> refusal, List<String> refundIds) implements Result {
        public RefundsAcknowledgeAnswered {
            refundIds = List.copyOf(refundIds);
        }
    }

    /** Stock was told that the returns of a cancelled or rejected order are done. */
    record AcknowledgeAnswered(Optional<Rejection> refusal) implements Result {}
}
