package souk.orders.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.cart.api.CartCommand.VendorQuote;
import souk.cart.api.CartContents;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Rejection;

/** What happens to one order. */
public sealed interface OrderEvent extends Event {
    /** When, by the order's partition. */
    Instant at();

    /**
     * Somebody checks a cart out.
     *
     * @param fingerprint of the request's body, by the buyer's key
     * @param cartVersion the cart's version that the quotes were asked for
     * @param quotes      the price of each SKU when checkout began
     * @param hold        how long units are held for this order
     * @param mailbox     of a guest's order: by which who reads the mail of {@code email} finds it
     * @param offers      the price and freight of what is a vendor's when checkout began
     * @param affiliate   who is named as having sent the buyer, with the share as it stood then
     */
    record Opened(String orderId, String fingerprint, String principal, String cartId, long cartVersion, Personal<String> email,
            Personal<ShippingAddress> shippingAddress, PaymentMethod payment, Map<String, Money> quotes, Duration hold, Instant at, Optional<String> mailbox,
            List<VendorQuote> offers, Optional<AffiliateTerms> affiliate) implements OrderEvent {
        public Opened {
            quotes = Map.copyOf(quotes);
            if (mailbox == null) mailbox = Optional.empty();
            offers = offers == null ? List.of() : List.copyOf(offers);
            if (affiliate == null) affiliate = Optional.empty();
        }

        /** Of a buyer whom no affiliate has sent. */
        public Opened(String orderId, String fingerprint, String principal, String cartId, long cartVersion, Personal<String> email, Personal<ShippingAddress> shippingAddress, PaymentMethod payment,
                Map<String, Money> quotes, Duration hold, Instant at, Optional<String> mailbox, List<VendorQuote> offers) {
            this(orderId, fingerprint, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, hold, at, mailbox, offers, Optional.empty());
        }

        /** Of a cart in which nothing is a vendor's. */
        public Opened(String orderId, String fingerprint, String principal, String cartId, long cartVersion, Personal<String> email, Personal<ShippingAddress> shippingAddress, PaymentMethod payment,
                Map<String, Money> quotes, Duration hold, Instant at, Optional<String> mailbox) {
            this(orderId, fingerprint, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, hold, at, mailbox, List.of());
        }

        /** One that nobody finds by its address. */
        public Opened(String orderId, String fingerprint, String principal, String cartId, long cartVersion, Personal<String> email, Personal<ShippingAddress> shippingAddress, PaymentMethod payment,
                Map<String, Money> quotes, Duration hold, Instant at) {
            this(orderId, fingerprint, principal, cartId, cartVersion, email, shippingAddress, payment, quotes, hold, at, Optional.empty());
        }
    }

    /** Rules against fraud have something to say about this checkout; without it there are none that do. */
    record ScreeningAsked(Screening screening, Instant at) implements OrderEvent {}

    /**
     * The rules have decided, before anything is held or paid.
     *
     * @param rules   their version
     * @param reasons those that fired; the strictest of them is the verdict
     */
    record Screened(Verdict verdict, long rules, List<Screening.Reason> reasons, Instant at) implements OrderEvent {
        public Screened {
            reasons = List.copyOf(reasons);
        }
    }

    /** All is held, the payment is authorised and not taken: people decide until then, or it is refused. */
    record Held(String principal, Instant until, Instant at) implements OrderEvent {}

    /**
     * The review is over.
     *
     * @param by the member of staff, if one decided
     */
    record Reviewed(OrderReview.Outcome outcome, Optional<String> by, Instant at) implements OrderEvent {
        public Reviewed {
            if (by == null) by = Optional.empty();
        }
    }

    /** The cart is frozen: lines, prices and totals are fixed, and {@code at} is the order's {@code placedAt}. */
    record Placed(String number, List<OrderLine> lines, OrderTotals totals, Instant at) implements OrderEvent {
        public Placed {
            lines = List.copyOf(lines);
        }
    }

    /**
     * What the shop keeps of each line of a vendor, by the rules that held when it was placed.
     *
     * @param commissions one for each line that a vendor sells, in the order of the lines; empty where no rule covers it
     */
    record CommissionsFrozen(List<Optional<Commission>> commissions, Instant at) implements OrderEvent {
        public CommissionsFrozen {
            commissions = List.copyOf(commissions);
        }
    }

    /**
     * Lines of vendors bear another commission than the rule had said that was taken for them. Carries all that readers of sales need.
     *
     * @param correctionId what staff has asked for, in one go for many orders
     * @param lines        none: it is about lines that bore this already
     * @param sold         whether the order was sold by then; otherwise it is sold with what it bears now
     */
    record CommissionCorrected(String correctionId, List<CommissionCorrection.Line> lines, boolean sold, Instant at) implements OrderEvent {
        public CommissionCorrected {
            lines = List.copyOf(lines);
        }
    }

    /** All units of all lines are held, and all claims are the order's. */
    record Reserved(Instant at) implements OrderEvent {}

    /** The provider cannot tell yet; it is asked again at {@code askAt}, for the {@code tries}-th time. */
    record PaymentPending(int tries, Instant askAt, Instant at) implements OrderEvent {}

    /** The provider has never heard of a payment that it had called pending: it is authorised anew, under the same id. */
    record PaymentForgotten(Instant at) implements OrderEvent {}

    /** The money is taken. */
    record Paid(Instant at) implements OrderEvent {}

    /**
     * Sold: the units have left the stock, the claims are paid and the cart is closed. Carries all that readers of sales need.
     *
     * @param mailbox   as in {@link Opened}
     * @param affiliate what of it is an affiliate's
     */
    record Confirmed(String principal, String number, Personal<String> email, List<OrderLine> lines, OrderTotals totals, Instant placedAt, Instant at, Optional<String> mailbox, Optional<AffiliateShare> affiliate)
            implements OrderEvent {
        public Confirmed {
            lines = List.copyOf(lines);
            if (mailbox == null) mailbox = Optional.empty();
            if (affiliate == null) affiliate = Optional.empty();
        }

        /** Of a buyer whom no affiliate has sent. */
        public Confirmed(String principal, String number, Personal<String> email, List<OrderLine> lines, OrderTotals totals, Instant placedAt, Instant at, Optional<String> mailbox) {
            this(principal, number, email, lines, totals, placedAt, at, mailbox, Optional.empty());
        }

        /** One that nobody finds by its address. */
        public Confirmed(String principal, String number, Personal<String> email, List<OrderLine> lines, OrderTotals totals, Instant placedAt, Instant at) {
            this(principal, number, email, lines, totals, placedAt, at, Optional.empty());
        }
    }

    /**
     * A guest's order became an account's, whose owner reads the mail of its address. What is known of the person is locked with the account's key from now on.
     *
     * @param principal the account's
     */
    record TakenOver(String principal, Personal<String> email, Personal<ShippingAddress> shippingAddress, Instant at) implements OrderEvent {}

    /**
     * It came to nothing; what was done is undone next.
     *
     * @param from      where it stood, so what may have to be undone
     * @param rejection what the buyer is told
     * @param newPrices the cart at its new prices, if it was that
     * @param committed which SKUs have left the stock already, and which claims are sold: their places, from 0, in the order in which they were
     *                  held, which is the shop's SKUs by name, then those of vendors, then claims by id
     */
    record Failed(OrderStatus from, Rejection rejection, Optional<CartContents> newPrices, List<Integer> committed, Instant at) implements OrderEvent {
        public Failed {
            if (newPrices == null) newPrices = Optional.empty();
            committed = List.copyOf(committed);
        }
    }

    /** All is undone. {@code rejection} is the final word to the buyer. */
    record Rejected(Rejection rejection, Instant at) implements OrderEvent {}

    /**
     * A part of a sold order is to be given back.
     *
     * @param fingerprint of the request's body
     * @param lines       the units, and what is given back for them
     * @param amount      the sum of the lines
     * @param restock     whether the units return to the stock
     * @param affiliate   what an affiliate had of it and has no more
     */
    record RefundRequested(String refundId, String fingerprint, List<OrderRefund.Line> lines, Money amount, boolean restock, Optional<String> reason, Instant at, Optional<AffiliateShare> affiliate)
            implements OrderEvent {
        public RefundRequested {
            lines = List.copyOf(lines);
            if (reason == null) reason = Optional.empty();
            if (affiliate == null) affiliate = Optional.empty();
        }

        /** Of a sale of which no affiliate had anything. */
        public RefundRequested(String refundId, String fingerprint, List<OrderRefund.Line> lines, Money amount, boolean restock, Optional<String> reason, Instant at) {
            this(refundId, fingerprint, lines, amount, restock, reason, at, Optional.empty());
        }
    }

    /**
     * The money of that part went back, and its units are in the stock again if they were to return. Carries all that readers of sales need.
     *
     * @param affiliate as in {@link RefundRequested}
     */
    record Refunded(String refundId, List<OrderRefund.Line> lines, Money amount, boolean restocked, Instant at, Optional<AffiliateShare> affiliate) implements OrderEvent {
        public Refunded {
            lines = List.copyOf(lines);
            if (affiliate == null) affiliate = Optional.empty();
        }

        /** Of a sale of which no affiliate had anything. */
        public Refunded(String refundId, List<OrderRefund.Line> lines, Money amount, boolean restocked, Instant at) {
            this(refundId, lines, amount, restocked, at, Optional.empty());
        }
    }

    /** The stock has heard that the returns of these refunds will not be sent again. */
    record RefundsAcknowledged(List<String> refundIds, Instant at) implements OrderEvent {
        public RefundsAcknowledged {
            refundIds = List.copyOf(refundIds);
        }
    }

    /** What is left of a sold order is to be refunded and its units put back. */
    record CancelRequested(Instant at) implements OrderEvent {}

    /**
     * The money went back and the units are in the stock again. Carries all that readers of sales need.
     *
     * @param lines what was left of it, and what was given back for that, in the form of a refund; none in events of before there were vendors
     */
    record Cancelled(Instant at, List<OrderRefund.Line> lines) implements OrderEvent {
        public Cancelled {
            lines = lines == null ? List.of() : List.copyOf(lines);
        }

        /** One of which nothing was left. */
        public Cancelled(Instant at) {
            this(at, List.of());
        }
    }

    /** The stock has heard that the returns of this cancelled or rejected order will not be sent again. */
    record ReturnsAcknowledged(Instant at) implements OrderEvent {}

    /** A step came back without getting further, and is carried out again. */
    record Delayed(String reason, int tries, Instant until, Instant at) implements OrderEvent {}

    /** The order is late: people may have to look at it. */
    record FellBehind(String principal, Instant openedAt, Instant at) implements OrderEvent {}

    /** An order that had fallen behind has come to rest. */
    record CaughtUp(Instant at) implements OrderEvent {}

    /** Staff wants the step tried now. */
    record RetryAsked(Instant at) implements OrderEvent {}
}
