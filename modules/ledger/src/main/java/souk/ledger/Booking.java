package souk.ledger;

import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Reaction;
import souk.kernel.Recorded;
import souk.kernel.Step;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.Why;
import souk.orders.api.AffiliateShare;
import souk.orders.api.CommissionCorrection;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderLine;
import souk.orders.api.OrderRefund;
import souk.orders.api.OrderTotals;
import souk.orders.api.OrderView;
import souk.orders.api.VendorPart;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteEvent;
import souk.vendors.api.PayoutEvent;

/**
 * What is booked when something happens: pure rules, each with a version that stands beside what it has made. A rule that is changed gets a new version; what
 * was booked by the old one stays.
 */
final class Booking {
    static final String SALE = "sale";
    static final String REFUND = "refund";
    static final String CANCEL = "cancel";
    static final String CORRECTION = "correction";
    static final String CREDIT_NOTE = "credit-note";
    static final String PAYOUT = "payout";
    static final String CANCEL_RULE = "cancel.4";
    /** The stored name of the type of payouts. */
    static final String PAYOUTS_TYPE = "vendors.payout";

    /** Of orders: what was sold and given back, from the first order of the shop on. */
    static final Reaction<OrderEvent> ORDERS = new Reaction<>("ledger.book-orders", OrderCommand.TYPE, OrderEvent.class, Booking::order);

    /** Of credit notes. */
    static final Reaction<CreditNoteEvent> CREDIT_NOTES = new Reaction<>("ledger.book-credit-notes", CreditNoteCommand.TYPE, CreditNoteEvent.class, Booking::creditNote);

    /** Of payouts: what vendors were paid. */
    static final Reaction<PayoutEvent> PAYOUTS = new Reaction<>("ledger.book-payouts", PAYOUTS_TYPE, PayoutEvent.class, Booking::payout);

    private Booking() {}

    private static List<Step.ToAggregate> order(Recorded<OrderEvent> happened) {
        String order = happened.id();
        if (happened.event() instanceof OrderEvent.Confirmed sold) {
            return post(SALE, order, sold(sold.lines(), sold.totals(), sold.affiliate()), why(OrderCommand.TYPE, happened, "orders.order-confirmed", "sale.3", Optional.of(sold.principal())));
        }
        if (happened.event() instanceof OrderEvent.Refunded given) {
            return post(REFUND, order + "." + given.refundId(), givenBack(given.amount(), Split.givenBack(given.amount().currency(), given.lines()), given.affiliate()),
                    why(OrderCommand.TYPE, happened, "orders.order-refunded", "refund.3", Optional.empty()));
        }
        if (happened.event() instanceof OrderEvent.CommissionCorrected corrected) {
            return post(CORRECTION, order + "." + corrected.correctionId(), corrected(corrected.lines()), why(OrderCommand.TYPE, happened, "orders.commission-corrected", "correction.1", Optional.empty()));
        }
        if (happened.event() instanceof OrderEvent.Cancelled) {
            return List.of(to(CANCEL + "." + order, new TransactionCommand.PostRest(why(OrderCommand.TYPE, happened, "orders.order-cancelled", CANCEL_RULE, Optional.empty()))));
        }
        return List.of();
    }

    private static List<Step.ToAggregate> creditNote(Recorded<CreditNoteEvent> happened) {
        var issued = (CreditNoteEvent.Issued) happened.event();
        var legs = List.of(Leg.debit(Account.GOODWILL, issued.amount()), Leg.credit(Account.CREDIT_NOTES, issued.amount()));
        return post(CREDIT_NOTE, happened.id(), legs, why(CreditNoteCommand.TYPE, happened, "payments.credit-note-issued", "credit-note.1", Optional.empty()));
    }

    private static List<Step.ToAggregate> payout(Recorded<PayoutEvent> happened) {
        if (!(happened.event() instanceof PayoutEvent.Paid paid)) return List.of();
        var legs = new Legs().debit(Account.vendor(paid.vendorId()), paid.amount()).credit(Account.CASH, paid.amount()).all();
        return post(PAYOUT, happened.id(), legs, why(PAYOUTS_TYPE, happened, "vendors.payout-paid", "payout.1", Optional.empty()));
    }

    /** The provider has the money of a sale; whose it is, by parts: the buyer's discount is the shop's affair, and so are freight and tax, but for the freight of vendors' lines, and what an affiliate has for it. */
    static List<Leg> sold(List<OrderLine> lines, OrderTotals totals, Optional<AffiliateShare> affiliate) {
        var currency = totals.total().currency();
        var split = Split.sold(currency, lines);
        var freight = lines.stream().flatMap(line -> line.vendor().stream()).map(VendorPart::freight).reduce(Money.zero(currency), Money::plus);
        var legs = new Legs().debit(Account.CASH, totals.total()).debit(Account.DISCOUNTS, totals.discount())
                .credit(Account.SALES, totals.subtotal().minus(split.all().minus(freight))).credit(Account.FREIGHT, totals.shipping().minus(freight)).credit(Account.TAX, totals.tax());
        split.net().forEach((vendor, net) -> legs.credit(Account.vendor(vendor), net));
        legs.credit(Account.COMMISSION, split.commission());
        affiliate.ifPresent(share -> legs.debit(Account.AFFILIATE_SHARE, share.amount()).credit(Account.affiliate(share.code()), share.amount()));
        return legs.all();
    }

    /** The provider gives money back. What vendors, and an affiliate, had for it is theirs no more; the rest is the shop's. */
    static List<Leg> givenBack(Money amount, Split split, Optional<AffiliateShare> affiliate) {
        var legs = new Legs().debit(Account.REFUNDS, amount.minus(split.all()));
        split.net().forEach((vendor, net) -> legs.debit(Account.vendor(vendor), net));
        legs.debit(Account.COMMISSION, split.commission()).credit(Account.CASH, amount);
        affiliate.ifPresent(share -> legs.debit(Account.affiliate(share.code()), share.amount()).credit(Account.AFFILIATE_SHARE, share.amount()));
        return legs.all();
    }

    /** The shop keeps more of vendors' lines, or less, and they have so much less, or more. */
    static List<Leg> corrected(List<CommissionCorrection.Line> lines) {
        if (lines.isEmpty()) return List.of();
        var split = Split.corrected(lines.get(0).difference().currency(), lines);
        var legs = new Legs();
        split.net().forEach((vendor, net) -> legs.credit(Account.vendor(vendor), net));
        return legs.credit(Account.COMMISSION, split.commission()).all();
    }

    /** What a cancelled order gave back at the end: all but what was given back in parts before. After that vendors and affiliates have nothing of it, however the parts were booked and whatever was corrected. */
    static List<Leg> left(OrderView order) {
        var total = order.totals().orElseThrow().total();
        var before = order.refunds().stream().filter(refund -> refund.at().isPresent()).toList();
        var given = before.stream().map(OrderRefund::amount).reduce(Money.zero(total.currency()), Money::plus);
        var lines = before.stream().flatMap(refund -> refund.lines().stream()).toList();
        var affiliate = order.affiliate().map(share -> share.minus(before.stream().flatMap(refund -> refund.affiliate().stream()).map(AffiliateShare::amount).reduce(Money.zero(total.currency()), Money::plus)));
        return givenBack(total.minus(given), Split.sold(total.currency(), order.lines()).minus(Split.notBooked(total.currency(), order.corrected())).minus(Split.givenBack(total.currency(), lines)), affiliate);
    }

    private static List<Step.ToAggregate> post(String kind, String of, List<Leg> legs, Why why) {
        return legs.isEmpty() ? List.of() : List.of(to(kind + "." + of, new TransactionCommand.Post(kind, legs, why)));
    }

    /** Nobody else makes a transaction of that id. */
    private static Step.ToAggregate to(String transaction, TransactionCommand<?> command) {
        return new Step.ToAggregate(TransactionCommand.at(transaction), command, true);
    }

    private static Why why(String type, Recorded<? extends Event> happened, String event, String rule, Optional<String> actor) {
        return new Why(type, happened.id(), happened.version(), event, happened.cause(), rule, actor);
    }
}
