package souk.orders;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.cart.api.CartCommand;
import souk.cart.api.CartContents;
import souk.cart.api.CheckoutBegun;
import souk.kernel.Money;
import souk.kernel.Personal;
import souk.kernel.Rejection;
import souk.orders.api.AffiliateShare;
import souk.orders.api.AffiliateTerms;
import souk.orders.api.Commission;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.CommissionRate;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderReview;
import souk.orders.api.OrderStatus;
import souk.orders.api.OrderTotals;
import souk.orders.api.PaymentMethod;
import souk.orders.api.Screening;
import souk.orders.api.ShippingAddress;
import souk.orders.api.VendorPart;
import souk.orders.api.Verdict;
import souk.payments.api.PaymentStatus;
import souk.testkit.Spec;

/** An order of two cups and a pot, in every status. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    static final ShippingAddress ADDRESS = new ShippingAddress("Anna", "1 High St", Optional.of("Flat 2"), "York", "YO1 7HH", "GB");
    static final Personal<ShippingAddress> SEALED_ADDRESS = Personal.sealed("guest:anna", "AXXXX");
    static final Personal<String> EMAIL = Personal.sealed("guest:anna", "AYYYY");
    static final PaymentMethod PAYMENT = new PaymentMethod("test", "approve");
    static final Money CUP = Money.of(250, "GBP");
    static final Money POT = Money.of(1_000, "GBP");
    static final Money NOTHING = Money.of(0, "GBP");
    static final Money TOTAL = Money.of(1_500, "GBP");
    static final OrderTotals TOTALS = new OrderTotals(TOTAL, NOTHING, NOTHING, NOTHING, TOTAL);
    static final List<OrderLine> LINES = List.of(new OrderLine("POT", "A pot", 1, POT, POT), new OrderLine("CUP", "A cup", 2, CUP, Money.of(500, "GBP")));
    static final CartContents CART = new CartContents("cart-1", 4, CartContents.Status.CHECKING_OUT, Optional.of("order-1"), CUP.currency(),
            List.of(new CartContents.Line("1", "POT", "A pot", 1, POT, POT), new CartContents.Line("2", "CUP", "A cup", 2, CUP, Money.of(500, "GBP"))),
            new CartContents.Totals(TOTAL, NOTHING, NOTHING, NOTHING, TOTAL), NOON.plus(Duration.ofDays(30)));
    static final CartContents LISTED_CART = new CartContents(CART.id(), CART.version(), CART.status(), CART.orderId(), CART.currency(), CART.lines(), CART.totals(), CART.expiresAt(),
            Optional.of("trade"));
    static final String CLAIM = "sale-1.0.claim-1";
    /** The same, the cups being claimed in a flash sale. */
    static final List<OrderLine> CLAIMED_LINES = List.of(LINES.get(0), new OrderLine("CUP", "A cup", 2, CUP, Money.of(500, "GBP"), Optional.of(CLAIM)));
    static final CartContents CLAIMED_CART = new CartContents(CART.id(), CART.version(), CART.status(), CART.orderId(), CART.currency(),
            List.of(CART.lines().get(0), new CartContents.Line("2", "CUP", "A cup", 2, CUP, Money.of(500, "GBP"), Optional.of(CLAIM))), CART.totals(), CART.expiresAt(), Optional.of("trade"));
    /** The same beside a cup of a vendor's, the whole cart at three pounds of freight. */
    static final Money FREIGHT = Money.of(300, "GBP");
    static final Money SENT = Money.of(2_050, "GBP");
    static final List<CartCommand.VendorQuote> OFFERS = List.of(new CartCommand.VendorQuote("CUP", "vendor-1", CUP, FREIGHT));
    static final OrderTotals VENDOR_TOTALS = new OrderTotals(Money.of(1_750, "GBP"), NOTHING, FREIGHT, NOTHING, SENT);
    static final List<OrderLine> VENDOR_LINES = List.of(CLAIMED_LINES.get(0), CLAIMED_LINES.get(1), new OrderLine("CUP", "A cup", 1, CUP, CUP, Optional.empty(), Optional.of(new VendorPart("vendor-1", FREIGHT, Optional.empty()))));
    static final CartContents VENDOR_CART = new CartContents(CART.id(), CART.version(), CART.status(), CART.orderId(), CART.currency(),
            List.of(CLAIMED_CART.lines().get(0), CLAIMED_CART.lines().get(1), new CartContents.Line("3", "CUP", "A cup", 1, CUP, CUP, Optional.empty(), Optional.of("vendor-1"), Optional.of(FREIGHT))),
            new CartContents.Totals(VENDOR_TOTALS.subtotal(), NOTHING, FREIGHT, NOTHING, SENT), CART.expiresAt(), Optional.of("trade"));
    static final Rejection SOLD_OUT = new Rejection(Rejection.Kind.SOLD_OUT, "sold-out", "CUP is sold out.").about("skus", List.of("CUP"));
    static final Rejection DECLINED = new Rejection(Rejection.Kind.DECLINED, "payment-declined", "The payment was declined. Pay in another way.");
    static final Rejection ODD = new Rejection(Rejection.Kind.CONFLICT, "odd", "Something is odd.");

    static final OrderCommand.Checkout CHECKOUT = new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, EMAIL, SEALED_ADDRESS, PAYMENT,
            Map.of("CUP", CUP, "POT", POT), List.of(), Duration.ofMinutes(15));
    static final OrderEvent.Opened OPENED = new OrderEvent.Opened("order-1", "body-1", "anna", "cart-1", 3, EMAIL, SEALED_ADDRESS, PAYMENT,
            Map.of("CUP", CUP, "POT", POT), Duration.ofMinutes(15), NOON);
    static final OrderEvent.Placed PLACED = new OrderEvent.Placed(OrderNumber.of("order-1", NOON), LINES, TOTALS, NOON);
    static final OrderEvent.Confirmed CONFIRMED = new OrderEvent.Confirmed("anna", PLACED.number(), EMAIL, LINES, TOTALS, NOON, NOON);
    static final OrderEvent.Placed CLAIMED = new OrderEvent.Placed(PLACED.number(), CLAIMED_LINES, TOTALS, NOON);
    static final OrderEvent.Confirmed CLAIMED_CONFIRMED = new OrderEvent.Confirmed("anna", PLACED.number(), EMAIL, CLAIMED_LINES, TOTALS, NOON, NOON);
    static final OrderEvent.Placed VENDOR_PLACED = new OrderEvent.Placed(PLACED.number(), VENDOR_LINES, VENDOR_TOTALS, NOON);
    static final OrderEvent.FellBehind FELL_BEHIND = new OrderEvent.FellBehind("anna", NOON, NOON);

    static final Screening SCREENING = new Screening(3, List.of(new Screening.Reason("known", "deny-list", Verdict.REVIEW)), List.of(new Screening.Limit(new Screening.Reason("much", "amount", Verdict.REJECT), Money.of(9_999, "GBP"))),
            List.of(new Screening.Counting(new Screening.Reason("often", "velocity", Verdict.REJECT), "counter-1", Duration.ofHours(1), 3, Optional.of(Money.of(5_000, "GBP")))), Duration.ofHours(72));
    static final OrderEvent.Screened SCREENED = new OrderEvent.Screened(Verdict.REVIEW, 3, SCREENING.fired(), NOON);
    static final OrderEvent.Held HELD = new OrderEvent.Held("anna", NOON.plus(Duration.ofHours(72)), NOON);
    static final OrderEvent.Reviewed APPROVED = new OrderEvent.Reviewed(OrderReview.Outcome.APPROVED, Optional.of("staff:a"), NOON);

    static final OrderCommand.Refund REFUND = new OrderCommand.Refund("refund-1", "body-3", List.of(new OrderCommand.Units("CUP", 1)), true, Optional.of("broken"));
    static final OrderEvent.RefundRequested REFUND_REQUESTED = new OrderEvent.RefundRequested("refund-1", "body-3", List.of(new OrderRefund.Line("CUP", 1, CUP)), CUP, true,
            Optional.of("broken"), NOON);
    static final OrderEvent.Refunded REFUNDED = new OrderEvent.Refunded("refund-1", List.of(new OrderRefund.Line("CUP", 1, CUP)), CUP, true, NOON);

    /** A guest's order as who reads the mail of its address finds it, and how it became theirs. */
    static final String MAILBOX = "mailbox-1";
    static final String ACCOUNT = "account-1";
    static final String GUEST = "guest:anna/order-1";
    static final OrderEvent.Opened FOUND = new OrderEvent.Opened("order-1", "fingerprint-1", "anna", "cart-1", 3, Personal.sealed(GUEST, "AYYYY"), Personal.sealed(GUEST, "AXXXX"), PAYMENT, Map.of("CUP", CUP),
            Duration.ofMinutes(15), NOON, Optional.of(MAILBOX));
    static final OrderEvent.Confirmed FOUND_CONFIRMED = new OrderEvent.Confirmed("anna", PLACED.number(), FOUND.email(), CLAIMED_LINES, TOTALS, NOON, NOON, Optional.of(MAILBOX));
    static final OrderEvent.Opened FOUND_OFFERED = new OrderEvent.Opened("order-1", "fingerprint-1", "anna", "cart-1", 3, FOUND.email(), FOUND.shippingAddress(), PAYMENT, Map.of("CUP", CUP),
            Duration.ofMinutes(15), NOON, Optional.of(MAILBOX), OFFERS);
    static final OrderEvent.Confirmed VENDOR_CONFIRMED = new OrderEvent.Confirmed("anna", PLACED.number(), FOUND.email(), agreed(VENDOR_LINES), VENDOR_TOTALS, NOON, NOON, Optional.of(MAILBOX));
    /** A refund of a vendor's cup, when it was not said yet what of it had been the vendor's, and as it is said today. */
    private static final OrderRefund.Line WHOLE_CUP = new OrderRefund.Line("CUP", 1, Money.of(550, "GBP"), Optional.of("vendor-1"), Optional.of(FREIGHT));
    private static final OrderRefund.Line VENDOR_CUP = new OrderRefund.Line("CUP", 1, Money.of(550, "GBP"), Optional.of("vendor-1"), Optional.of(FREIGHT), Optional.of(Money.of(25, "GBP")), Optional.of(Money.of(525, "GBP")));
    static final OrderEvent.RefundRequested WHOLE_REFUND_REQUESTED = requested(WHOLE_CUP);
    static final OrderEvent.Refunded WHOLE_REFUNDED = refunded(WHOLE_CUP);
    static final OrderEvent.RefundRequested VENDOR_REFUND_REQUESTED = requested(VENDOR_CUP);
    static final OrderEvent.Refunded VENDOR_REFUNDED = refunded(VENDOR_CUP);
    /** The same of a buyer whom an affiliate has sent: ten per cent of seventeen and a half pounds, of which one cup's comes back. */
    static final AffiliateTerms TERMS = new AffiliateTerms("tea-blog", 1_000);
    static final AffiliateShare SHARE = TERMS.of(VENDOR_TOTALS);
    private static final AffiliateShare BACK = SHARE.reversedFor(0, 250, 1_750);
    static final OrderEvent.Opened SENT_OPENED = new OrderEvent.Opened("order-1", "fingerprint-1", "anna", "cart-1", 3, FOUND.email(), FOUND.shippingAddress(), PAYMENT, Map.of("CUP", CUP),
            Duration.ofMinutes(15), NOON, Optional.of(MAILBOX), OFFERS, Optional.of(TERMS));
    static final OrderEvent.Confirmed SENT_CONFIRMED = new OrderEvent.Confirmed("anna", PLACED.number(), FOUND.email(), agreed(VENDOR_LINES), VENDOR_TOTALS, NOON, NOON, Optional.of(MAILBOX), Optional.of(SHARE));
    static final OrderEvent.RefundRequested SENT_REFUND_REQUESTED = new OrderEvent.RefundRequested("refund-1", "body-3", List.of(VENDOR_CUP), VENDOR_CUP.amount(), true, Optional.of("broken"), NOON, Optional.of(BACK));
    static final OrderEvent.Refunded SENT_REFUNDED = new OrderEvent.Refunded("refund-1", List.of(VENDOR_CUP), VENDOR_CUP.amount(), true, NOON, Optional.of(BACK));
    static final OrderCommand.TakeOver TAKE_OVER = new OrderCommand.TakeOver(MAILBOX, ACCOUNT, Personal.sealed(ACCOUNT, "BYYYY"), Personal.sealed(ACCOUNT, "BXXXX"));
    static final OrderEvent.TakenOver TAKEN_OVER = new OrderEvent.TakenOver(ACCOUNT, TAKE_OVER.email(), TAKE_OVER.shippingAddress(), NOON);

    private Samples() {}

    private static OrderEvent.RefundRequested requested(OrderRefund.Line line) {
        return new OrderEvent.RefundRequested("refund-1", "body-3", List.of(line), line.amount(), true, Optional.of("broken"), NOON);
    }

    private static OrderEvent.Refunded refunded(OrderRefund.Line line) {
        return new OrderEvent.Refunded("refund-1", List.of(line), line.amount(), true, NOON);
    }

    /** With what the shop keeps. */
    private static List<OrderLine> agreed(List<OrderLine> lines) {
        return lines.stream().map(line -> new OrderLine(line.sku(), line.name(), line.quantity(), line.unitPrice(), line.total(), line.claimId(),
                line.vendor().map(part -> new VendorPart(part.vendorId(), part.freight(), Optional.of(new Commission(Money.of(25, "GBP"), "all@1")))))).toList();
    }

    static OrderEvent.Failed failed(OrderStatus from, Rejection why, Integer... committed) {
        return new OrderEvent.Failed(from, why, Optional.empty(), List.of(committed), NOON);
    }

    /** What has happened to an order that stands there. */
    static OrderEvent[] until(OrderStatus status) {
        return PASTS.get(status);
    }

    static final OrderEvent.Cancelled CANCELLED = new OrderEvent.Cancelled(NOON, List.of(new OrderRefund.Line("CUP", 2, Money.of(500, "GBP")), new OrderRefund.Line("POT", 1, POT)));

    private static final Map<OrderStatus, OrderEvent[]> PASTS = new EnumMap<>(Map.ofEntries(
            past(OrderStatus.NONE),
            past(OrderStatus.OPENED, OPENED),
            past(OrderStatus.PLACED, OPENED, PLACED),
            past(OrderStatus.RESERVED, OPENED, PLACED, new OrderEvent.Reserved(NOON)),
            past(OrderStatus.PAYMENT_PENDING, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.PaymentPending(1, NOON.plusSeconds(1), NOON), FELL_BEHIND),
            past(OrderStatus.HELD_FOR_REVIEW, OPENED, new OrderEvent.ScreeningAsked(SCREENING, NOON), PLACED, SCREENED, new OrderEvent.Reserved(NOON), HELD),
            past(OrderStatus.PAID, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON)),
            past(OrderStatus.CONFIRMED, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON), CONFIRMED),
            past(OrderStatus.REFUNDING, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON), CONFIRMED, REFUND_REQUESTED),
            past(OrderStatus.UNDOING, OPENED, PLACED, failed(OrderStatus.PLACED, SOLD_OUT)),
            past(OrderStatus.REJECTED, OPENED, PLACED, failed(OrderStatus.PLACED, SOLD_OUT), new OrderEvent.Rejected(SOLD_OUT, NOON)),
            past(OrderStatus.CANCELLING, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON), CONFIRMED, new OrderEvent.CancelRequested(NOON)),
            past(OrderStatus.CANCELLED, OPENED, PLACED, new OrderEvent.Reserved(NOON), new OrderEvent.Paid(NOON), CONFIRMED, new OrderEvent.CancelRequested(NOON),
                    CANCELLED)));

    private static Map.Entry<OrderStatus, OrderEvent[]> past(OrderStatus status, OrderEvent... events) {
        return Map.entry(status, events);
    }

    /** The same of a guest, whose order can be found by its address. */
    static Spec<Order, OrderEvent> aGuests(OrderStatus status) {
        var past = until(status).clone();
        for (int i = 0; i < past.length; i++) past[i] = past[i] == OPENED ? FOUND : past[i] == CONFIRMED ? FOUND_CONFIRMED : past[i];
        return Spec.of(Order.BLUEPRINT).at(NOON).given(past);
    }

    static Spec<Order, OrderEvent> an(OrderStatus status) {
        return Spec.of(Order.BLUEPRINT).at(NOON).given(until(status));
    }

    static final CommissionCorrection CORRECTION = new CommissionCorrection("correction-1", "all", Optional.of(1L), NOON, NOON.plusSeconds(1), new CommissionRate(1_000, Optional.of(Money.of(5, "GBP"))));

    /** One or more of each command. */
    static final List<OrderCommand<?>> COMMANDS = List.of(CHECKOUT,
            new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, EMAIL, SEALED_ADDRESS, PAYMENT, Map.of("CUP", CUP), List.of(), Duration.ofMinutes(15), Optional.empty(), Optional.of(MAILBOX), OFFERS),
            new OrderCommand.Checkout("order-1", "body-1", "unkeyed-1", "anna", "cart-1", 3, EMAIL, SEALED_ADDRESS, PAYMENT, Map.of("CUP", CUP), List.of(), Duration.ofMinutes(15), Optional.empty(), Optional.of(MAILBOX), OFFERS, Optional.of(TERMS)),
            new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, VENDOR_CART))),
            new OrderCommand.Refund("refund-3", "body-5", List.of(new OrderCommand.Units("CUP", 1, Optional.of("vendor-1"))), false, Optional.empty()),
            REFUND, new OrderCommand.Refund("refund-2", "body-4", List.of(new OrderCommand.Units("POT", 1)), false, Optional.empty()),
            new OrderCommand.Cancel(Optional.of("anna")), new OrderCommand.Cancel(Optional.empty()), new OrderCommand.Look(Optional.of("anna")), new OrderCommand.Inspect(),
            new OrderCommand.LookAsReader(MAILBOX, ACCOUNT), TAKE_OVER,
            new OrderCommand.Steer(OrderCommand.Steering.RETRY), new OrderCommand.Steer(OrderCommand.Steering.COMPENSATE), new OrderCommand.FallBehind(),
            new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, CART))), new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(false, CART))),
            new OrderCommand.CartAnswered(Optional.of(ODD), Optional.empty()),
            new OrderCommand.Review(true, "staff:a"), new OrderCommand.Review(false, "staff:a"), new OrderCommand.ScreenAnswered(Optional.empty(), List.of()), new OrderCommand.ScreenAnswered(Optional.of(ODD), List.of()),
            new OrderCommand.CommissionsAnswered(Optional.empty(), List.of()), new OrderCommand.CommissionsAnswered(Optional.of(ODD), List.of()),
            new OrderCommand.CorrectCommission(CORRECTION), new OrderCommand.LookAtCorrection(CORRECTION),
            new OrderCommand.StockAnswered(Optional.empty()), new OrderCommand.StockAnswered(Optional.of(SOLD_OUT)), new OrderCommand.StockAnswered(Optional.of(ODD)),
            new OrderCommand.CartAnswered(Optional.empty(), Optional.of(new CheckoutBegun(true, CLAIMED_CART))),
            new OrderCommand.PaymentAnswered(Optional.of(DECLINED), Optional.empty()), new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.CAPTURED)),
            new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.PENDING)), new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.UNKNOWN)),
            new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.AUTHORISED)), new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.DECLINED)),
            new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.VOIDED)), new OrderCommand.PaymentAnswered(Optional.empty(), Optional.of(PaymentStatus.REFUNDED)),
            new OrderCommand.SettleAnswered(Optional.empty(), List.of(0, 1)), new OrderCommand.SettleAnswered(Optional.of(new Rejection(Rejection.Kind.GONE, "reservation-expired", "Over.")), List.of(0)),
            new OrderCommand.SettleAnswered(Optional.of(ODD), List.of()),
            new OrderCommand.UndoAnswered(Optional.empty(), List.of("POT")), new OrderCommand.UndoAnswered(Optional.of(ODD), List.of()),
            new OrderCommand.CancelAnswered(Optional.empty()), new OrderCommand.CancelAnswered(Optional.of(ODD)),
            new OrderCommand.RefundAnswered("refund-1", Optional.empty()), new OrderCommand.RefundAnswered("refund-1", Optional.of(ODD)),
            new OrderCommand.RefundsAcknowledgeAnswered(Optional.empty(), List.of("refund-1")), new OrderCommand.RefundsAcknowledgeAnswered(Optional.of(ODD), List.of("refund-1")),
            new OrderCommand.AcknowledgeAnswered(Optional.empty()), new OrderCommand.AcknowledgeAnswered(Optional.of(ODD)));
}
