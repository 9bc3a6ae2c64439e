package souk.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import souk.kernel.Event;
import souk.kernel.Money;
import souk.kernel.Reaction;
import souk.kernel.Recorded;
import souk.kernel.Step;
import souk.ledger.api.Account;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.Why;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderEvent;
import souk.orders.api.OrderTotals;
import souk.payments.api.CreditNoteCommand;
import souk.payments.api.CreditNoteEvent;

/**
 * What is booked when something happens: pure rules, each with a version that stands beside what it has made. A rule that is changed gets a new version; what
 * was booked by the old one stays.
 */
final class Booking {
    static final String SALE = "sale";
    static final String REFUND = "refund";
    static final String CANCEL = "cancel";
    static final String CREDIT_NOTE = "credit-note";

    /** Of orders: what was sold and given back, from the first order of the shop on. */
    static final Reaction<OrderEvent> ORDERS = new Reaction<>("ledger.book-orders", OrderCommand.TYPE, OrderEvent.class, Booking::order);

    /** Of credit notes. */
    static final Reaction<CreditNoteEvent> CREDIT_NOTES = new Reaction<>("ledger.book-credit-notes", CreditNoteCommand.TYPE, CreditNoteEvent.class, Booking::creditNote);

    private Booking() {}

    private static List<Step.ToAggregate> order(Recorded<OrderEvent> happened) {
        String order = happened.id();
        if (happened.event() instanceof OrderEvent.Confirmed sold) {
            var legs = sold(sold.totals());
            return legs.isEmpty() ? List.of() : List.of(to(SALE + "." + order, new TransactionCommand.Post(SALE, legs, why(OrderCommand.TYPE, happened, "orders.order-confirmed", "sale.1", Optional.of(sold.principal())))));
        }
        if (happened.event() instanceof OrderEvent.Refunded given) {
            return given.amount().isZero() ? List.of() : List.of(to(REFUND + "." + order + "." + given.refundId(),
                    new TransactionCommand.Post(REFUND, givenBack(given.amount()), why(OrderCommand.TYPE, happened, "orders.order-refunded", "refund.1", Optional.empty()))));
        }
        if (happened.event() instanceof OrderEvent.Cancelled) {
            return List.of(to(CANCEL + "." + order, new TransactionCommand.PostRest(why(OrderCommand.TYPE, happened, "orders.order-cancelled", "cancel.1", Optional.empty()))));
        }
        return List.of();
    }

    private static List<Step.ToAggregate> creditNote(Recorded<CreditNoteEvent> happened) {
        var issued = (CreditNoteEvent.Issued) happened.event();
        var legs = List.of(Leg.debit(Account.GOODWILL, issued.amount()), Leg.credit(Account.CREDIT_NOTES, issued.amount()));
        return List.of(to(CREDIT_NOTE + "." + happened.id(), new TransactionCommand.Post(CREDIT_NOTE, legs, why(CreditNoteCommand.TYPE, happened, "payments.credit-note-issued", "credit-note.1", Optional.empty()))));
    }

    /** The provider has the money of a sale; what it is for, by parts. A part of nothing has no leg. */
    static List<Leg> sold(OrderTotals totals) {
        var legs = new ArrayList<Leg>();
        add(legs, Account.CASH, Side.DEBIT, totals.total());
        add(legs, Account.DISCOUNTS, Side.DEBIT, totals.discount());
        add(legs, Account.SALES, Side.CREDIT, totals.subtotal());
        add(legs, Account.FREIGHT, Side.CREDIT, totals.shipping());
        add(legs, Account.TAX, Side.CREDIT, totals.tax());
        return legs;
    }

    private static void add(List<Leg> legs, Account account, Side side, Money amount) {
        if (!amount.isZero()) legs.add(new Leg(account.name(), side, amount));
    }

    /** The provider gives money back. */
    static List<Leg> givenBack(Money amount) {
        return List.of(Leg.debit(Account.REFUNDS, amount), Leg.credit(Account.CASH, amount));
    }

    /** Nobody else makes a transaction of that id. */
    private static Step.ToAggregate to(String transaction, TransactionCommand<?> command) {
        return new Step.ToAggregate(TransactionCommand.at(transaction), command, true);
    }

    private static Why why(String type, Recorded<? extends Event> happened, String event, String rule, Optional<String> actor) {
        return new Why(type, happened.id(), happened.version(), event, happened.cause(), rule, actor);
    }
}
