package souk.ledger;

import static souk.kernel.Decision.accept;
import static souk.kernel.Decision.reject;
import static souk.kernel.Rejection.Kind.CONFLICT;
import static souk.kernel.Rejection.Kind.UNPROCESSABLE;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import souk.kernel.Blueprint;
import souk.kernel.Decision;
import souk.kernel.Done;
import souk.kernel.Outcome;
import souk.kernel.Rejection;
import souk.kernel.Step;
import souk.ledger.api.Leg;
import souk.ledger.api.Side;
import souk.ledger.api.TransactionCommand;
import souk.ledger.api.TransactionEvent;
import souk.ledger.api.TransactionView;
import souk.ledger.api.Why;
import souk.orders.api.OrderCommand;
import souk.orders.api.OrderView;

/**
 * A transaction of the double-entry ledger: all its legs are one event, so that there is no moment at which a part of it is booked. Once booked it never
 * changes; what has to be undone is a transaction of its own.
 *
 * @param version the number of events
 * @param asked   why an order is being asked what was left of it; null if none is, or was
 * @param posted  what is booked; null before
 * @param nothing whether there was nothing to book
 */
record Transaction(long version, Why asked, TransactionEvent.Posted posted, boolean nothing) {
    static final Transaction NONE = new Transaction(0, null, null, false);
    private static final int MOST_LEGS = 1_000;

    static final Blueprint<Transaction, TransactionEvent> BLUEPRINT = Blueprint.of(TransactionCommand.TYPE, NONE, TransactionCommand.class, TransactionEvent.class)
            .decide("post", TransactionCommand.Post.class, Done.class, Transaction::post)
            .decide("post-rest", TransactionCommand.PostRest.class, Done.class, Transaction::postRest)
            .decide("rest-told", TransactionCommand.RestTold.class, Done.class, Transaction::restTold)
            .answer("look", TransactionCommand.Look.class, TransactionView.class, Transaction::look)
            .apply(TransactionEvent.Posted.class, "ledger.transaction-posted", (transaction, event) -> new Transaction(transaction.version + 1, transaction.asked, event, false))
            .apply(TransactionEvent.RestAsked.class, "ledger.rest-asked", (transaction, event) -> new Transaction(transaction.version + 1, event.why(), null, false))
            .apply(TransactionEvent.NothingLeft.class, "ledger.nothing-left", (transaction, event) -> new Transaction(transaction.version + 1, transaction.asked, null, true))
            // What is about one thing stands in one log: whoever sees a refund there has seen the sale.
            .placed(id -> new Blueprint.Place(about(id), 0))
            .process((transaction, now) -> transaction.next())
            .build();

    /** What a transaction of this id is about. */
    private static String about(String id) {
        var parts = id.split("\\.", 3);
        return parts.length > 1 && !parts[1].isEmpty() ? parts[1] : id;
    }

    // ---- what is asked

    private Decision<Transaction, TransactionEvent, Done> post(TransactionCommand.Post post, Instant now) {
        if (posted != null) return posted.kind().equals(post.kind()) && posted.legs().equals(post.legs()) || isOfAnotherRule(post.why()) ? done() : otherwise();
        if (asked != null) return otherwise();
        return fault(post.legs()).<Decision<Transaction, TransactionEvent, Done>>map(fault -> reject(fault))
                .orElseGet(() -> done(new TransactionEvent.Posted(post.kind(), post.legs(), post.why(), now)));
    }

    private Decision<Transaction, TransactionEvent, Done> postRest(TransactionCommand.PostRest rest, Instant now) {
        if (asked != null) return asked.id().equals(rest.why().id()) ? done() : otherwise();
        return posted != null ? otherwise() : done(new TransactionEvent.RestAsked(rest.why(), now));
    }

    private Decision<Transaction, TransactionEvent, Done> restTold(TransactionCommand.RestTold told, Instant now) {
        if (posted != null || nothing || asked == null) return done();
        // The order is asked again, with back-off, and operators see that this one is stuck.
        if (told.refusal().isPresent()) return reject(told.refusal().get());
        if (told.legs().isEmpty()) return done(new TransactionEvent.NothingLeft(now));
        return fault(told.legs()).<Decision<Transaction, TransactionEvent, Done>>map(fault -> reject(fault))
                .orElseGet(() -> done(new TransactionEvent.Posted(Booking.CANCEL, told.legs(), asked.by(Booking.CANCEL_RULE), now)));
    }

    private Outcome<TransactionView> look(TransactionCommand.Look look, Instant now) {
        return posted == null ? Outcome.refused(Rejection.notFound("transaction"))
                : Outcome.accepted(new TransactionView(version, posted.kind(), posted.legs(), posted.why(), posted.at()));
    }

    /** A copy of the question is answered the same: a cancelled order never changes. */
    private Optional<Step> next() {
        if (asked == null || posted != null || nothing) return Optional.empty();
        return Optional.of(Step.of("ask-order", List.of(Step.send(OrderCommand.at(asked.id()), new OrderCommand.Look(Optional.empty()))),
                outcomes -> new TransactionCommand.RestTold(Step.refusal(outcomes), outcomes.get(0).fold(order -> Booking.left((OrderView) order), refused -> List.of()))));
    }

    // ---- rules

    /** Whether the same event was booked by a version of its rule that this shop has no more, or not yet: what was booked keeps its meaning. */
    private boolean isOfAnotherRule(Why why) {
        var before = posted.why();
        return before.type().equals(why.type()) && before.id().equals(why.id()) && before.version() == why.version() && !before.rule().equals(why.rule());
    }

    /** What is wrong with the legs of a transaction, if anything is. */
    private static Optional<Rejection> fault(List<Leg> legs) {
        if (legs.isEmpty() || legs.size() > MOST_LEGS) return Optional.of(new Rejection(UNPROCESSABLE, "no-legs", "A transaction has 1 to " + MOST_LEGS + " legs, this one has " + legs.size() + "."));
        var sums = new HashMap<Currency, BigInteger>();
        for (Leg leg : legs) {
            if (leg.known().isEmpty()) return Optional.of(new Rejection(UNPROCESSABLE, "unknown-account", "There is no account " + leg.account() + "."));
            if (leg.amount().amount() < 1) return Optional.of(new Rejection(UNPROCESSABLE, "bad-leg", "A leg is at least one minor unit, this one is " + leg.amount() + ": the side says which way it goes."));
            var amount = BigInteger.valueOf(leg.amount().amount());
            sums.merge(leg.amount().currency(), leg.side() == Side.DEBIT ? amount : amount.negate(), BigInteger::add);
        }
        return sums.entrySet().stream().filter(sum -> sum.getValue().signum() != 0).findFirst().map(sum ->
                new Rejection(UNPROCESSABLE, "unbalanced", "Debits less credits are " + sum.getValue() + " " + sum.getKey() + ", and must be nothing."));
    }

    private static Decision<Transaction, TransactionEvent, Done> otherwise() {
        return reject(CONFLICT, "posted-otherwise", "This transaction is booked already, with other legs: what is booked never changes.");
    }

    private static Decision<Transaction, TransactionEvent, Done> done(TransactionEvent... events) {
        return accept(transaction -> Done.DONE, events);
    }
}
